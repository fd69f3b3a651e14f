"""Messages taken by one process, and what became of them, written for many at once."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from heedful.base.connectors.accounts.models import ChannelAccount
from heedful.base.connectors.accounts.queries import working_accounts
from heedful.base.connectors.sending.models import Due, Outgoing, State
from heedful.base.connectors.sending.rules import (
    CLAIM_LASTS,
    LAST_ATTEMPT,
    wait_before_attempt,
)
from heedful.base.tenancy.domain import within

# A yes that comes late is still a yes.
UNDER_WAY = (State.WAITING, State.SENDING, State.UNKNOWN)
CLAIM = """
with due as (
    select * from base_outgoing_due where due_at <= %(now)s
    order by urgent desc, due_at limit %(limit)s for update skip locked
), taken as (
    update base_outgoing_due d set claimed_at = %(now)s, due_at = %(until)s from due
    where d.outgoing_id = due.outgoing_id
)
select tenant_id, outgoing_id, claimed_at is not null from due order by urgent desc, due_at
"""
TAKE = """
update base_outgoing set state = 'sending', attempts = attempts + 1 where id = any(%s) returning *
"""
WERE_SENT = """
update base_outgoing o set account_id = sent.account, external_id = sent.name, sent_at = %(now)s,
    state = case when state = any(%(under_way)s) then 'sent' else state end,
    reason = case when state = any(%(under_way)s) then '' else reason end
from unnest(%(ids)s::uuid[], %(accounts)s::uuid[], %(names)s::text[]) as sent (id, account, name)
where o.id = sent.id
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this process hands over, and nobody else.

    Without an account of its organisation it goes as the operator set it, or is kept.
    """

    outgoing: Outgoing
    account: ChannelAccount | None

    @property
    def tenant_id(self) -> uuid.UUID:
        return self.outgoing.tenant_id


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that the other side took, and how it calls it."""

    claimed: Claimed
    external_id: str


@transaction.atomic
def claim(*, now: datetime, limit: int) -> list[Claimed]:
    """Take messages that are due; others neither wait for them nor see them meanwhile.

    A claim that comes up again was made by a process that died: whether its message left cannot
    be known, so it is not handed over again by itself.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": now + CLAIM_LASTS, "limit": limit})
        rows = cursor.fetchall()
    new: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    left: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for tenant_id, outgoing_id, was_claimed in rows:
        (left if was_claimed else new)[tenant_id].append(outgoing_id)
    claimed: dict[uuid.UUID, Claimed] = {}
    for tenant_id in {*new, *left}:
        with within(tenant_id):
            _settle(left[tenant_id], state=State.UNKNOWN)
            claimed |= {one.outgoing.pk: one for one in _taken(tenant_id, new[tenant_id])}
    # In the order in which they were due.
    return [claimed[key] for _tenant, key, _was in rows if key in claimed]


def _taken(tenant_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> list[Claimed]:
    if not ids:
        return []
    accounts = list(working_accounts(tenant_id=tenant_id))
    taken = Outgoing.objects.raw(TAKE, [ids])
    return [Claimed(one, account_of(one, accounts)) for one in taken]


def account_of(outgoing: Outgoing, working: Sequence[ChannelAccount]) -> ChannelAccount | None:
    """The account that a message names, while it works; else the first that carries its channel."""
    named = next((one for one in working if one.pk == outgoing.account_id), None)
    return named or next((one for one in working if outgoing.channel in one.channels), None)


def were_sent(*, sent: Sequence[Sent], now: datetime) -> None:
    """The other side took these. A report of their arrival may have come first and stands.

    Two queries, however many. Call it inside the fence.
    """
    ids = [one.claimed.outgoing.pk for one in sent]
    accounts = [one.claimed.account for one in sent]
    with connection.cursor() as cursor:
        cursor.execute(
            WERE_SENT,
            {
                "now": now,
                "under_way": [one.value for one in UNDER_WAY],
                "ids": ids,
                "accounts": [one.pk if one else None for one in accounts],
                "names": [one.external_id for one in sent],
            },
        )
    Due.objects.filter(outgoing_id__in=ids).delete()


def was_kept(claimed: Claimed) -> None:
    """There is no account for it: shown as what would have been sent."""
    _settle([claimed.outgoing.pk], state=State.KEPT)


def is_unknown(claimed: Claimed, *, reason: str) -> None:
    """It may have left. Call this, and what follows, inside the fence."""
    _settle([claimed.outgoing.pk], state=State.UNKNOWN, reason=reason, account=claimed.account)


def was_rejected(claimed: Claimed, *, reason: str) -> None:
    _settle([claimed.outgoing.pk], state=State.FAILED, reason=reason, account=claimed.account)


def comes_later(
    claimed: Claimed,
    *,
    reason: str,
    now: datetime,
    after: timedelta | None = None,
    counts: bool = True,
) -> None:
    """Nothing was handed over: wait longer each time, and fail after the last attempt.

    An attempt that did not reach the account's door does not count.
    """
    outgoing = claimed.outgoing
    attempts = outgoing.attempts if counts else outgoing.attempts - 1
    if attempts >= LAST_ATTEMPT:
        _settle([outgoing.pk], state=State.FAILED, reason=reason)
        return
    wait = after or wait_before_attempt(attempts)
    Outgoing.objects.filter(pk=outgoing.pk, state=State.SENDING).update(
        state=State.WAITING, attempts=attempts, reason=reason
    )
    Due.objects.filter(outgoing_id=outgoing.pk).update(due_at=now + wait, claimed_at=None)


def _settle(ids: Iterable[uuid.UUID], *, state: State, reason: str = "", **values: object) -> None:
    """Write what became of messages and take them off the list.

    A report of the network may have come in before its yes, and then stands.
    """
    found = Outgoing.objects.filter(pk__in=ids)
    if values:
        found.update(**values)
    found.filter(state__in=UNDER_WAY).update(state=state, reason=reason)
    Due.objects.filter(outgoing_id__in=ids).delete()
