"""Making deliveries true: claimed by one process, sent outside of any transaction, written down.

Mail and text messages go through `connectors.sending`; what is left are phones and browsers,
chats, and webhooks.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from heedful.base.notify.handing import gather
from heedful.base.notify.models import Delivery
from heedful.base.notify.rules import State, next_wait
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


def claim(*, now: datetime, limit: int) -> list[Delivery]:
    """Take what is due; others neither wait for it nor see it meanwhile.

    What a process left behind that died is unknown, and not sent again by itself; a webhook is,
    since its receiver knows an event by its id.
    """
    _take_up_abandoned(now)
    with transaction.atomic():
        claimed = list(Delivery.objects.raw(CLAIM, {"now": now, "limit": limit}))
        by_tenant = defaultdict(list)
        for one in claimed:
            if one.gathered_for is not None:
                by_tenant[one.tenant_id].append(one)
        for tenant_id, gathered in by_tenant.items():
            with within(tenant_id):
                gather(tenant_id=tenant_id, deliveries=gathered, now=now)
    return [one for one in claimed if one.gathered_for is None]


def _take_up_abandoned(now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update base_delivery set state = case way when 'hook' then 'waiting' else 'unknown'"
            " end, reason = 'cut_off', done_at = case way when 'hook' then null::timestamptz else"
            " %(now)s end where state = 'sending' and claimed_at < %(before)s",
            {"now": now, "before": now - CLAIM_LASTS},
        )


def settle(delivery: Delivery, *, state: State, reason: str = "", now: datetime) -> None:
    """Write what became of a delivery that this process had claimed."""
    mine = Delivery.objects.filter(
        pk=delivery.pk, state=State.SENDING, claimed_at=delivery.claimed_at
    )
    mine.update(state=state, reason=reason[:80], done_at=now)


def settle_all(sent: Sequence[uuid.UUID], *, now: datetime) -> None:
    Delivery.objects.filter(pk__in=sent, state=State.SENDING).update(
        state=State.SENT, done_at=now, reason=""
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
