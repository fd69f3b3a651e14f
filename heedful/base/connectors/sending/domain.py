"""Sending: the wish is stored with the change that it follows, the loop hands it over."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q

from heedful.base.connectors.accounts.models import ChannelAccount
from heedful.base.connectors.sending.models import Due, Outgoing, State
from heedful.base.connectors.sending.rules import (
    CLAIM_LASTS,
    LAST_ATTEMPT,
    wait_before_attempt,
)
from heedful.base.tenancy.domain import within

# What may be handed over once more when a person says so.
MAY_GO_AGAIN = (State.FAILED, State.UNKNOWN, State.KEPT)
# A yes that comes late is still a yes.
UNDER_WAY = (State.WAITING, State.SENDING, State.UNKNOWN)


class NothingToSend(Exception):
    """The message has left, waits, or is under way."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this process hands over, and nobody else."""

    tenant_id: uuid.UUID
    outgoing_id: uuid.UUID


@transaction.atomic
def queue(
    *,
    tenant_id: uuid.UUID,
    channel: str,
    to: str,
    text: str,
    about: str,
    key: str,
    now: datetime,
    subject: str = "",
    html: str = "",
    reply_to: str = "",
    in_reply_to: str = "",
    unsubscribe: str = "",
    not_before: datetime | None = None,
    urgent: bool = False,
    account: ChannelAccount | None = None,
) -> Outgoing:
    """Store that this is to be sent, in the transaction of the change that it follows.

    Safe to repeat: `key` names the message within the organisation, and the first wish stands.
    `channel` is "email", "sms" or "call"; for a call `text` is the secret of the survey's address.
    `account` is the one to send through, where the usual one of the channel will not do.
    Call it inside the fence.
    """
    outgoing, made = Outgoing.objects.get_or_create(
        tenant_id=tenant_id,
        key=key,
        defaults={
            "channel": channel,
            "to": to,
            "subject": " ".join(subject.split())[:400],
            "text": text,
            "html": html,
            "reply_to": reply_to,
            "in_reply_to": in_reply_to,
            "unsubscribe": unsubscribe,
            "about": about,
            "account": account,
            "created_at": now,
        },
    )
    if made:
        Due.objects.create(
            outgoing_id=outgoing.pk,
            tenant_id=tenant_id,
            due_at=max(not_before or now, now),
            urgent=urgent,
        )
    return outgoing


@transaction.atomic
def withdraw(*, tenant_id: uuid.UUID, key: str) -> bool:
    """Take a wish back that is not under way yet; say whether it could be."""
    waiting = Outgoing.objects.filter(tenant=tenant_id, key=key, state=State.WAITING).first()
    if waiting is None:
        return False
    gone, _each = Due.objects.filter(outgoing_id=waiting.pk, claimed_at=None).delete()
    if gone:
        waiting.delete()
    return bool(gone)


@transaction.atomic
def send_again(*, outgoing: Outgoing, now: datetime) -> None:
    """Have a message tried once more because a person says so. Raises NothingToSend.

    One that is unknown may then arrive twice; the page says that before.
    """
    changed = Outgoing.objects.filter(pk=outgoing.pk, state__in=MAY_GO_AGAIN).update(
        state=State.WAITING, attempts=0, reason="", account=None
    )
    if not changed:
        raise NothingToSend
    Due.objects.create(outgoing_id=outgoing.pk, tenant_id=outgoing.tenant_id, due_at=now)


CLAIM = """
with due as (
    select outgoing_id, claimed_at from base_outgoing_due where due_at <= %(now)s
    order by urgent desc, due_at limit %(limit)s for update skip locked
)
update base_outgoing_due d set claimed_at = %(now)s, due_at = %(until)s from due
where d.outgoing_id = due.outgoing_id
returning d.tenant_id, d.outgoing_id, due.claimed_at is not null
"""


def claim(*, now: datetime, limit: int) -> Sequence[Claimed]:
    """Take messages that are due; others neither wait for them nor see them meanwhile.

    A claim that comes up again was made by a process that died: whether its message left cannot
    be known, so it is not handed over again by itself.
    """
    mine = []
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, {"now": now, "until": now + CLAIM_LASTS, "limit": limit})
            rows = cursor.fetchall()
        for tenant_id, outgoing_id, was_claimed in rows:
            claimed = Claimed(tenant_id, outgoing_id)
            with within(tenant_id):
                if was_claimed:
                    _settle(claimed, state=State.UNKNOWN)
                else:
                    Outgoing.objects.filter(pk=outgoing_id).update(
                        state=State.SENDING, attempts=F("attempts") + 1
                    )
                    mine.append(claimed)
    return mine


def was_sent(
    claimed: Claimed, *, account_id: uuid.UUID | None, external_id: str, now: datetime
) -> None:
    """The other side took it. A report of its arrival may have come first and stands."""
    with within(claimed.tenant_id):
        _settle(
            claimed, state=State.SENT, account_id=account_id, external_id=external_id, sent_at=now
        )


def was_kept(claimed: Claimed) -> None:
    """There is no account for it: shown as what would have been sent."""
    with within(claimed.tenant_id):
        _settle(claimed, state=State.KEPT)


def is_unknown(claimed: Claimed, *, account_id: uuid.UUID | None, reason: str) -> None:
    with within(claimed.tenant_id):
        _settle(claimed, state=State.UNKNOWN, account_id=account_id, reason=reason)


def was_rejected(claimed: Claimed, *, account_id: uuid.UUID | None, reason: str) -> None:
    with within(claimed.tenant_id):
        _settle(claimed, state=State.FAILED, account_id=account_id, reason=reason)


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
    with within(claimed.tenant_id):
        outgoing = Outgoing.objects.get(pk=claimed.outgoing_id)
        attempts = outgoing.attempts if counts else outgoing.attempts - 1
        if attempts >= LAST_ATTEMPT:
            _settle(claimed, state=State.FAILED, reason=reason)
            return
        wait = after or wait_before_attempt(attempts)
        Outgoing.objects.filter(pk=outgoing.pk).update(
            state=State.WAITING, attempts=attempts, reason=reason
        )
        Due.objects.filter(outgoing_id=outgoing.pk).update(due_at=now + wait, claimed_at=None)


def has_arrived(*, tenant_id: uuid.UUID, outgoing_id: uuid.UUID, now: datetime) -> None:
    """The network says that the person has it. Safe to hear twice and in any order."""
    Outgoing.objects.filter(pk=outgoing_id, tenant=tenant_id, delivered_at=None).exclude(
        state=State.KEPT
    ).update(state=State.DELIVERED, delivered_at=now, reason="")
    Due.objects.filter(outgoing_id=outgoing_id).delete()


def has_bounced(*, tenant_id: uuid.UUID, outgoing_id: uuid.UUID, reason: str) -> bool:
    """The network says that it will not arrive; say whether that is news."""
    bounced = Outgoing.objects.filter(
        Q(pk=outgoing_id, tenant=tenant_id) & ~Q(state__in=[State.FAILED, State.DELIVERED])
    ).update(state=State.FAILED, reason=reason)
    Due.objects.filter(outgoing_id=outgoing_id).delete()
    return bool(bounced)


def _settle(claimed: Claimed, *, state: State, reason: str = "", **values: object) -> None:
    """Write what became of a message and take it off the list.

    A report of the network may have come in before its yes, and then stands.
    """
    found = Outgoing.objects.filter(pk=claimed.outgoing_id)
    if values:
        found.update(**values)
    found.filter(state__in=UNDER_WAY).update(state=state, reason=reason)
    Due.objects.filter(outgoing_id=claimed.outgoing_id).delete()
