"""Webhooks of the organisation: made once, tried out, looked over, sent again."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.notify import hooks
from heedful.base.notify.forms import WebhookForm
from heedful.base.notify.models import HookEvent
from heedful.base.notify.queries import deliveries_of, unsure_calls, webhooks_visible_to
from heedful.base.notify.rules import State
from heedful.base.notify.words import STATES, why
from heedful.base.org.rules import Permission

PER_PAGE = 50
MOST_AGAIN = 10_000


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.MANAGE_ALERTS)
def webhooks(request: MemberRequest) -> HttpResponse:
    """List webhooks and make a new one, whose secret is shown this once."""
    form = WebhookForm(request.POST or None)
    if form.is_valid():
        made, secret = hooks.make_webhook(
            by=request.member, now=timezone.now(), **form.cleaned_data
        )
        return render(request, "notify/hook_secret.html", {"hook": made, "secret": secret})
    context = {"form": form, "rows": list(webhooks_visible_to(member=request.member))}
    return render(request, "notify/hooks.html", context, status=422 if form.is_bound else 200)


@require_safe
@needs(Permission.MANAGE_ALERTS)
def webhook(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show what a webhook was told, and what became of each; or only what may have arrived."""
    hook = get_object_or_404(webhooks_visible_to(member=request.member), pk=key)
    events = HookEvent.objects.filter(webhook=hook).order_by("-created_at", "-pk")
    unsure = unsure_calls(hooks=[hook])
    show = request.GET.get("state")
    if show == State.UNKNOWN:
        events = events.filter(pk__in=unsure.values("about_id"))
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    sent = {
        one.about_id: one
        for one in deliveries_of(tenant_id=hook.tenant_id, about=[one.pk for one in page])
    }
    rows = [
        (one, sent[one.pk], STATES[State(sent[one.pk].state)], why(sent[one.pk].reason))
        for one in page
    ]
    context = {
        "hook": hook,
        "page": page,
        "rows": rows,
        "off": why(hook.off_reason),
        "show": show,
        "unsure": unsure.count(),
    }
    return render(request, "notify/hook.html", context)


@require_POST
@needs(Permission.MANAGE_ALERTS)
def act(request: MemberRequest, key: uuid.UUID, what: str) -> HttpResponse:
    """Try a webhook out, switch it on or off, or take it away."""
    hook = get_object_or_404(webhooks_visible_to(member=request.member), pk=key)
    match what:
        case "test":
            hooks.send_test(hook=hook, now=timezone.now())
            messages.success(request, _("A test is on its way."))
        case "on":
            hooks.switch_on(hook=hook, by=request.member, now=timezone.now())
        case "off":
            hooks.switch_off(hook=hook, reason=hooks.BY_HAND, by=request.member, now=timezone.now())
        case _:
            hooks.remove_webhook(hook=hook, by=request.member, now=timezone.now())
            messages.success(request, _("The webhook is gone."))
            return redirect("webhooks")
    return redirect("webhook", key=key)


@require_POST
@needs(Permission.MANAGE_ALERTS)
def again(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Send one event again, or all since a moment; each keeps its id."""
    hook = get_object_or_404(webhooks_visible_to(member=request.member), pk=key)
    events = HookEvent.objects.filter(webhook=hook)
    if one := request.POST.get("event", ""):
        events = events.filter(pk=_key(one))
    elif since := _moment(request.POST.get("since", "")):
        events = events.filter(created_at__gte=since)
    else:
        messages.error(request, _("Say since when, like 2026-11-25 14:05."))
        return redirect("webhook", key=key)
    n = hooks.replay(events=list(events[:MOST_AGAIN]), now=timezone.now())
    told = ngettext("%(n)d event is sent again.", "%(n)d events are sent again.", n)
    messages.success(request, told % {"n": n})
    return redirect("webhook", key=key)


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as unknown:
        raise Http404 from unknown


def _moment(text: str) -> datetime | None:
    """A moment as a browser or a person writes it, by the organisation's clock."""
    try:
        read = parse_datetime(text)
    except ValueError:
        return None
    if read is None:
        return None
    return read if read.tzinfo else read.replace(tzinfo=timezone.get_current_timezone())
