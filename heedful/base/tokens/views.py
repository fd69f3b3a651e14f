"""Tokens of programs: made, looked over and ended by people."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.base.tokens import domain
from heedful.base.tokens.forms import SCOPES, TokenForm
from heedful.base.tokens.models import AccessToken
from heedful.base.tokens.queries import tokens_visible_to
from heedful.base.tokens.rules import Scope

PER_PAGE = 50


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Permission.SEE_FINDINGS)
def tokens(request: MemberRequest) -> HttpResponse:
    """List tokens and make a new one, whose secret is shown this once."""
    form = TokenForm(request.POST or None, member=request.member)
    if form.is_valid():
        try:
            token, secret = domain.make_token(
                member=request.member, by=request.member, now=timezone.now(), **form.cleaned_data
            )
        except domain.TooManyTokens:
            form.add_error(None, _("You have a hundred tokens that work. End some of them first."))
        else:
            return render(request, "tokens/secret.html", {"token": token, "secret": secret})
    found = Paginator(tokens_visible_to(member=request.member), PER_PAGE)
    page = found.get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": [_row(one) for one in page]}
    return render(request, "tokens/tokens.html", context, status=422 if form.is_bound else 200)


@require_POST
@needs(Permission.SEE_FINDINGS)
def revoke(request: MemberRequest) -> HttpResponse:
    """End a token for good."""
    wanted = request.POST.get("token", "")
    if not wanted:
        messages.error(request, _("Choose the token that shall end."))
        return render(request, "tokens/ended.html", status=422)
    try:
        key = uuid.UUID(wanted)
    except ValueError as unknown:
        raise Http404 from unknown
    token = get_object_or_404(tokens_visible_to(member=request.member), pk=key)
    domain.revoke_token(token=token, by=request.member, now=timezone.now())
    messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": token.name})
    return redirect("tokens")


def _row(token: AccessToken) -> dict[str, object]:
    return {
        "token": token,
        "scopes": [str(SCOPES[Scope(one)]).partition(":")[0] for one in token.scopes],
        "ended": _ended(token),
    }


def _ended(token: AccessToken) -> str:
    """Why a token opens nothing; empty while it works."""
    if token.revoked_at is not None:
        return _("Ended")
    if token.expires_at <= timezone.now():
        return _("Expired")
    if token.stamp != token.member.stamp:
        return _("Role or place changed")
    return ""
