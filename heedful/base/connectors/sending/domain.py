"""Sending: the wish is stored with the change that it follows, the loop hands it over."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from heedful.base.connectors.accounts.models import ChannelAccount
from heedful.base.connectors.sending.models import Due, Outgoing, State

# What may be handed over once more when a person says so.
MAY_GO_AGAIN = (State.FAILED, State.UNKNOWN, State.KEPT)


class NothingToSend(Exception):
    """The message has left, waits, or is under way."""


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
