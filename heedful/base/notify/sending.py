"""Making deliveries true: claimed by one process, sent outside of any transaction, written down.

Mail and text messages go through `connectors.sending`; what is left are phones and browsers,
chats, and webhooks.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from heedful.base.notify import hooks
from heedful.base.notify.handing import gather
from heedful.base.notify.models import Delivery, Destination, HookEvent, Notice
from heedful.base.notify.rules import State, Way, next_wait
from heedful.base.tenancy.domain import within

# Longer than any of them takes; whoever claimed it has died.
CLAIM_LASTS = timedelta(minutes=2)
CLAIM = """
with due as (
    select id from base_delivery where state = 'waiting' and due_at <= %(now)s
    order by due_at limit %(limit)s for update skip locked
)
update base_delivery d set state = 'sending', claimed_at = %(now)s, attempts = attempts + 1
from due where d.id = due.id returning d.*
"""


@dataclass(frozen=True, slots=True)
class Call:
    """An event that this process sends to a program."""

    delivery: Delivery
    event: HookEvent


@dataclass(frozen=True, slots=True)
class Note:
    """A notice that this process sends to a phone, a browser or a chat."""

    delivery: Delivery
    notice: Notice
    destination: Destination


Claimed = Call | Note


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a delivery; what is still WAITING is tried again, unless it was the last try.

    `ends_there` says that nothing more is sent there once this has failed.
    """

    claimed: Claimed
    state: State
    reason: str = ""
    after: timedelta | None = None
    ends_there: bool = False


@transaction.atomic
def claim(*, now: datetime, limit: int) -> list[Claimed]:
    """Take what is due; others neither wait for it nor see it meanwhile.

    What a process left behind that died is unknown, and not sent again by itself.
    """
    _take_up_abandoned(now)
    by_tenant = defaultdict(list)
    for one in Delivery.objects.raw(CLAIM, {"now": now, "limit": limit}):
        by_tenant[one.tenant_id].append(one)
    claimed: list[Claimed] = []
    for tenant_id, deliveries in by_tenant.items():
        with within(tenant_id):
            if gathered := [one for one in deliveries if one.gathered_for is not None]:
                gather(tenant_id=tenant_id, deliveries=gathered, now=now)
            alone = [one for one in deliveries if one.gathered_for is None]
            claimed += _calls([one for one in alone if one.way == Way.HOOK], now)
            claimed += _notes([one for one in alone if one.way != Way.HOOK], now)
    return claimed


def _calls(deliveries: Sequence[Delivery], now: datetime) -> Iterable[Call]:
    events = HookEvent.objects.select_related("webhook").in_bulk(
        [one.about_id for one in deliveries]
    )
    for one in deliveries:
        if event := events.get(one.about_id):
            yield Call(one, event)
        else:
            settle(one, state=State.FAILED, reason="gone", now=now)


def _notes(deliveries: Sequence[Delivery], now: datetime) -> Iterable[Note]:
    notices = Notice.objects.in_bulk([one.about_id for one in deliveries])
    places = Destination.objects.in_bulk([one.destination_id for one in deliveries])
    for one in deliveries:
        notice, place = notices.get(one.about_id), places.get(one.destination_id)
        if notice and place:
            yield Note(one, notice, place)
        else:
            settle(one, state=State.FAILED, reason="gone", now=now)


def _take_up_abandoned(now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update base_delivery set state = 'unknown', reason = 'cut_off', done_at = %s"
            " where state = 'sending' and claimed_at < %s",
            [now, now - CLAIM_LASTS],
        )


def settle(delivery: Delivery, *, state: State, reason: str = "", now: datetime) -> None:
    """Write what became of a delivery that this process had claimed."""
    mine = Delivery.objects.filter(
        pk=delivery.pk, state=State.SENDING, claimed_at=delivery.claimed_at
    )
    mine.update(state=state, reason=reason[:80], done_at=now)


@transaction.atomic
def write(done: Sequence[Outcome], *, now: datetime) -> None:
    """Write what became of deliveries that this process had claimed."""
    sent = [one.claimed.delivery.pk for one in done if one.state is State.SENT]
    Delivery.objects.filter(pk__in=sent, state=State.SENDING).update(
        state=State.SENT, done_at=now, reason=""
    )
    for one in done:
        if one.state is not State.SENT:
            _write_trouble(one, now)


def _write_trouble(one: Outcome, now: datetime) -> None:
    delivery = one.claimed.delivery
    if one.state is not State.WAITING:
        settle(delivery, state=one.state, reason=one.reason, now=now)
    elif try_later(delivery, reason=one.reason, now=now, after=one.after):
        return
    if one.ends_there:
        with within(delivery.tenant_id):
            _end(one, now)


def _end(one: Outcome, now: datetime) -> None:
    if isinstance(one.claimed, Call):
        hooks.switch_off(hook=one.claimed.event.webhook, reason=one.reason, by=None, now=now)
    else:
        Destination.objects.filter(pk=one.claimed.destination.pk, off_since=None).update(
            off_since=now, off_reason=one.reason
        )


def try_later(
    delivery: Delivery, *, reason: str, now: datetime, after: timedelta | None = None
) -> bool:
    """Let it wait for its next try; False when that was the last one and it has failed."""
    wait = next_wait(delivery.attempts)
    if wait is None:
        settle(delivery, state=State.FAILED, reason=reason, now=now)
        return False
    Delivery.objects.filter(pk=delivery.pk, state=State.SENDING).update(
        state=State.WAITING, due_at=now + max(wait, after or wait), reason=reason[:80]
    )
    return True
