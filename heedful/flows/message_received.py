"""What follows when a network brought something: one customer's words, or word of a bounce."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from heedful.act.cases.talking import hear
from heedful.base.connectors.incoming.domain import settle
from heedful.base.connectors.incoming.models import Incoming, IncomingKind
from heedful.base.connectors.incoming.rules import Outcome
from heedful.base.connectors.sending.domain import queue
from heedful.base.connectors.sending.models import Channel
from heedful.base.customers.domain import NotAnIdentity, mark_unusable, opt_out
from heedful.base.customers.identities import normal
from heedful.base.customers.models import Identity
from heedful.base.customers.rules import REACHED_BY, is_stop
from heedful.base.outbox.models import OutboxEntry
from heedful.listen.conversations.domain import hear_text, stop_by_text

log = structlog.get_logger(__name__)


def run(tenant_id: uuid.UUID, entries: Sequence[OutboxEntry]) -> None:
    """Let each message find who waits for it; what nobody does is shown to people."""
    now = timezone.now()
    keys = [entry.key for entry in entries]
    waiting = Incoming.objects.select_related("outgoing").filter(
        tenant=tenant_id, pk__in=keys, outcome=Outcome.NEW
    )
    for incoming in waiting.order_by("received_at", "id"):
        outcome = follow(incoming, now=now)
        settle(incoming=incoming, outcome=outcome)
        log.info("message.received", incoming=str(incoming.pk), outcome=outcome.value)


def follow(incoming: Incoming, *, now: datetime) -> Outcome:
    """The steps, in order; the first one that knows what to do ends them."""
    if incoming.kind == IncomingKind.BOUNCE:
        _note_bounce(incoming, now=now)
        return Outcome.BOUNCE
    if is_stop(incoming.text):
        _stop(incoming, now=now)
        return Outcome.OPTED_OUT
    if incoming.channel == Channel.SMS and hear_text(incoming=incoming, now=now):
        return Outcome.SURVEY
    if hear_in_case(incoming, now=now):
        return Outcome.CASE
    return Outcome.UNASSIGNED


def hear_in_case(incoming: Incoming, *, now: datetime) -> bool:
    """Put the words into the case of whoever wrote; say whether they have one.

    A reply names the message that it answers, and that one its case. Nobody becomes a customer by
    writing to us.
    """
    try:
        value = normal(REACHED_BY[incoming.channel], incoming.sender)
    except NotAnIdentity:
        return False
    known = Identity.objects.filter(
        tenant=incoming.tenant_id, kind=REACHED_BY[incoming.channel], value=value
    ).first()
    if known is None:
        return False
    about = incoming.outgoing.about if incoming.outgoing else ""
    kind, _mark, key = about.partition(":")
    message = hear(
        tenant_id=incoming.tenant_id,
        customer_id=known.customer_id,
        way=incoming.channel,
        text=incoming.text,
        external_key=f"incoming:{incoming.pk}",
        case_id=uuid.UUID(key) if kind == "case" else None,
        now=now,
    )
    return message is not None


def _note_bounce(incoming: Incoming, *, now: datetime) -> None:
    """An address at which nothing will ever arrive is not tried again by anybody."""
    if not incoming.raw.get("for_good"):
        return
    try:
        mark_unusable(
            tenant_id=incoming.tenant_id,
            identity=(REACHED_BY[incoming.channel], incoming.sender),
            reason=incoming.text,
            now=now,
        )
    except NotAnIdentity:
        log.info("message.bounce_of_nobody", incoming=str(incoming.pk))


def _stop(incoming: Incoming, *, now: datetime) -> None:
    """The no counts at once, for every purpose of the channel, and is confirmed this one time."""
    if incoming.channel == Channel.SMS:
        stop_by_text(incoming=incoming, now=now)
    try:
        customer = opt_out(
            tenant_id=incoming.tenant_id,
            identity=(REACHED_BY[incoming.channel], incoming.sender),
            channel=incoming.channel,
            words=incoming.text,
            source="reply",
            now=now,
        )
    except NotAnIdentity:
        # A short code or a name cannot be asked again anyway.
        log.info("message.stop_of_nobody", incoming=str(incoming.pk))
        return
    if incoming.channel == Channel.SMS:
        with override(customer.language or None):
            words = _("You will get no more messages from us.")
        queue(
            tenant_id=incoming.tenant_id,
            channel=Channel.SMS,
            to=incoming.sender,
            text=words,
            about=f"stop:{incoming.pk}",
            key=f"stop:{incoming.pk}",
            now=now,
        )
