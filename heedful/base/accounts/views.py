"""Coming in by a one-time link, the very first page, and one's own profile."""

from typing import cast

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from heedful.base.accounts import domain
from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.accounts.forms import ProfileForm, StartForm
from heedful.base.org.rules import Permission, may

DUMMY_MAIL = "django.core.mail.backends.dummy.EmailBackend"


@never_cache
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button; pressing it spends the link. Scanners of mail only ever GET."""
    if request.method != "POST":
        return render(request, "accounts/welcome.html")
    try:
        user = domain.use_sign_in_link(token=token, now=timezone.now())
    except domain.LinkUsed:
        return render(request, "accounts/link_used.html", status=410)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("home")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_PEOPLE)
def start(request: MemberRequest) -> HttpResponse:
    """Let the first owner name the organisation; open only until that is done."""
    if request.member.user.email != domain.FIRST_OWNER:
        return redirect("home")
    form = StartForm(request.POST or None, initial={"time_zone": settings.ENVIRONMENT.time_zone})
    if form.is_valid():
        owner = domain.found_organisation(member=request.member, **form.cleaned_data)
        update_session_auth_hash(request, owner)
        currency = request.member.tenant.currency
        ready = _("Your organisation is ready.")
        if currency:
            ready = _("Your organisation is ready. Amounts are in %(currency)s.") % {
                "currency": currency
            }
        messages.success(request, ready)
        return redirect("home")
    return render(request, "accounts/start.html", {"form": form}, status=_status(form))


@require_http_methods(["GET", "POST"])
@needs(Permission.SEE_TODAY)
def profile(request: MemberRequest) -> HttpResponse:
    """Show and change what is known of the person who is signed in."""
    user = request.member.user
    known = {"name": user.name, "language": get_language()}
    form = ProfileForm(request.POST or None, initial=known)
    if not form.is_valid():
        reads = may(role=request.member.role, permission=Permission.SEE_FINDINGS)
        context = {"form": form, "may_make_tokens": reads}
        return render(request, "accounts/profile.html", context, status=_status(form))
    domain.rename(user=user, name=form.cleaned_data["name"])
    messages.success(request, _("Saved."))
    response = redirect("profile")
    if language := form.cleaned_data.get("language"):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
    return response


def password_reset(request: HttpRequest) -> HttpResponseBase:
    """Send a link to a new password, or say what to do where no mail can be sent."""
    if settings.EMAIL_BACKEND == DUMMY_MAIL:
        return render(request, "accounts/no_mail.html")
    return cast("HttpResponseBase", allauth_views.password_reset(request))


def _status(form: StartForm | ProfileForm) -> int:
    return 422 if form.is_bound else 200
