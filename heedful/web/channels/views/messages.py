"""What was sent and what came in: searched, filtered, tried again. Nothing is silent."""

import uuid

from django.contrib import messages as notes
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.connectors.incoming.domain import settle
from heedful.base.connectors.incoming.queries import incoming_visible_to
from heedful.base.connectors.incoming.rules import Outcome
from heedful.base.connectors.mail.backend import ABOUT
from heedful.base.connectors.sending.domain import MAY_GO_AGAIN, NothingToSend, send_again
from heedful.base.connectors.sending.models import Channel, Outgoing, State
from heedful.base.connectors.sending.queries import outgoing_visible_to
from heedful.base.org.rules import Permission

PER_PAGE = 50
OUTCOMES = {
    Outcome.NEW: gettext_lazy("Not looked at yet"),
    Outcome.OPTED_OUT: gettext_lazy("Opted out"),
    Outcome.BOUNCE: gettext_lazy("Did not arrive"),
    Outcome.SURVEY: gettext_lazy("Part of a survey"),
    Outcome.CASE: gettext_lazy("Part of a case"),
    Outcome.AUTOMATIC: gettext_lazy("Written by a program"),
    Outcome.UNASSIGNED: gettext_lazy("Nobody waits for it"),
    Outcome.DONE: gettext_lazy("Looked after"),
}


@require_safe
@needs(Permission.MANAGE_CHANNELS)
def sent(request: MemberRequest) -> HttpResponse:
    """List what is sent, by state and channel, or by words of its address or subject."""
    asked = request.GET
    rows = outgoing_visible_to(member=request.member).select_related("account")
    if asked.get("state") in State.values:
        rows = rows.filter(state=asked["state"])
    rows = _narrowed(rows, asked.get("channel", ""), asked.get("q", ""), "to")
    page = Paginator(rows, PER_PAGE).get_page(asked.get("page"))
    context = {
        "page": page,
        "rows": [_row(one) for one in page],
        "states": State.choices,
        "channels": Channel.choices,
    }
    return render(request, "channels/sent.html", context)


@require_safe
@needs(Permission.MANAGE_CHANNELS)
def heard(request: MemberRequest) -> HttpResponse:
    """List what came in, and what became of it."""
    asked = request.GET
    rows = incoming_visible_to(member=request.member).select_related("account")
    if asked.get("state") in {one.value for one in Outcome if one.value}:
        rows = rows.filter(outcome=asked["state"])
    rows = _narrowed(rows, asked.get("channel", ""), asked.get("q", ""), "sender")
    page = Paginator(rows, PER_PAGE).get_page(asked.get("page"))
    context = {
        "page": page,
        "rows": [{"message": one, "outcome": OUTCOMES[Outcome(one.outcome)]} for one in page],
        "states": [(one.value, words) for one, words in OUTCOMES.items() if one.value],
        "channels": Channel.choices,
        "unassigned": Outcome.UNASSIGNED.value,
    }
    return render(request, "channels/heard.html", context)


@require_POST
@needs(Permission.MANAGE_CHANNELS)
def again(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Send a message once more because a person says so."""
    message = get_object_or_404(outgoing_visible_to(member=request.member), pk=key)
    try:
        send_again(outgoing=message, now=timezone.now())
    except NothingToSend:
        notes.info(request, _("It has left already, or waits to be sent."))
    else:
        notes.success(request, _("It is tried again now."))
    return redirect("channel-messages")


@require_POST
@needs(Permission.MANAGE_CHANNELS)
def done(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Say that somebody has looked after a message for which nobody waited."""
    message = get_object_or_404(
        incoming_visible_to(member=request.member).filter(
            outcome__in=[Outcome.UNASSIGNED, Outcome.DONE]
        ),
        pk=key,
    )
    settle(incoming=message, outcome=Outcome.DONE)
    notes.success(request, _("It is marked as looked after."))
    return redirect("channel-heard")


def _row(message: Outgoing) -> dict[str, object]:
    return {
        "message": message,
        "may_go_again": message.state in MAY_GO_AGAIN,
        # Its words hold a link that signs somebody in.
        "words": "" if message.about == ABOUT else message.text,
        "tone": {"failed": "bad", "unknown": "caution", "kept": "caution"}.get(message.state, ""),
    }


def _narrowed(rows: QuerySet, channel: str, search: str, address: str) -> QuerySet:  # type: ignore[type-arg]  # of either table
    if channel in Channel.values:
        rows = rows.filter(channel=channel)
    if search.strip():
        found = search.replace("\0", "").strip()[:100]
        rows = rows.filter(Q(**{f"{address}__icontains": found}) | Q(subject__icontains=found))
    return rows
