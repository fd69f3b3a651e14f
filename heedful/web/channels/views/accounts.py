"""Adding, changing, testing and taking away accounts."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.connectors.accounts import domain
from heedful.base.connectors.accounts.models import AccountKind, ChannelAccount
from heedful.base.connectors.accounts.queries import accounts_visible_to
from heedful.base.connectors.secrets import SecretLost
from heedful.base.connectors.sending.domain import queue
from heedful.base.org.rules import Permission
from heedful.base.tenancy.models import new_id
from heedful.web.channels.forms import FORMS, TestForm
from heedful.web.channels.page import addresses_of

TEST = "test"


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_CHANNELS)
def add(request: MemberRequest, kind: str) -> HttpResponse:
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST or None)
    if form.is_valid():
        try:
            account = domain.add_account(
                tenant=request.member.tenant,
                kind=kind,
                name=form.cleaned_data["name"],
                channels=form.carries,
                options=form.options,
                secrets=form.secrets,
                now=timezone.now(),
                by=request.member,
            )
        except domain.NameTaken:
            form.add_error("name", _("Another account has this name."))
        else:
            messages.success(request, _("The account is kept. Send a test now."))
            return redirect("channel", key=account.pk)
    context = {"form": form, "kind": AccountKind(kind).label}
    return render(request, "channels/add.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_CHANNELS)
def channel(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show one account and change it. Secrets are taken, never given back."""
    account = _account(request, key)
    form = FORMS[account.kind](request.POST or None, account=account)
    if form.is_valid():
        try:
            domain.change_account(
                account=account,
                name=form.cleaned_data["name"],
                channels=form.carries,
                options=form.options,
                secrets=form.secrets,
                by=request.member,
                now=timezone.now(),
            )
        except domain.NameTaken:
            form.add_error("name", _("Another account has this name."))
        except SecretLost:
            form.add_error(
                None, _("The stored passwords cannot be read any more: type them again.")
            )
        else:
            messages.success(request, _("The account is changed. Send a test now."))
            return redirect("channel", key=key)
    context = {
        "account": account,
        "kind": AccountKind(account.kind).label,
        "form": form,
        "addresses": addresses_of(account),
        "test": TestForm(initial={"to": _test_address(request, account)}),
        "is_mail": account.kind == AccountKind.MAIL,
    }
    return render(request, "channels/channel.html", context, status=422 if form.is_bound else 200)


@require_POST
@needs(Permission.MANAGE_CHANNELS)
def test(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Send a test through this account; what becomes of it stands among the messages."""
    account = _account(request, key)
    form = TestForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say where the test shall go to."))
        return redirect("channel", key=key)
    if account.kind == AccountKind.TWILIO and "sms" not in account.channels:
        messages.error(request, _("This account only calls. Call its number to test it."))
        return redirect("channel", key=key)
    queue(
        tenant_id=request.member.tenant_id,
        channel="email" if account.kind == AccountKind.MAIL else "sms",
        to=form.cleaned_data["to"],
        subject=_("A test of Heedful"),
        text=_("This is a test. It arrived: the account works."),
        about=TEST,
        key=f"{TEST}:{new_id()}",
        account=account,
        now=timezone.now(),
        urgent=True,
    )
    messages.success(request, _("The test is on its way. This list shows what becomes of it."))
    return redirect("channel-messages")


@require_POST
@needs(Permission.MANAGE_CHANNELS)
def pause(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    domain.pause(account=_account(request, key), by=request.member, now=timezone.now())
    messages.success(request, _("Nothing is sent or fetched through it. What waits is kept."))
    return redirect("channel", key=key)


@require_POST
@needs(Permission.MANAGE_CHANNELS)
def resume(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    domain.resume(account=_account(request, key), by=request.member, now=timezone.now())
    messages.success(request, _("The account is in use again."))
    return redirect("channel", key=key)


@require_POST
@needs(Permission.MANAGE_CHANNELS)
def remove(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    domain.remove(account=_account(request, key), by=request.member, now=timezone.now())
    messages.success(request, _("The account is gone, and its passwords with it."))
    return redirect("channels")


def _account(request: MemberRequest, key: uuid.UUID) -> ChannelAccount:
    return get_object_or_404(accounts_visible_to(member=request.member), pk=key)


def _test_address(request: MemberRequest, account: ChannelAccount) -> str:
    return request.member.user.email if account.kind == AccountKind.MAIL else ""
