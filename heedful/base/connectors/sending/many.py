"""Queueing many messages at once, in as many queries as one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from heedful.base.connectors.sending.models import Due, Outgoing


@dataclass(frozen=True, slots=True)
class Letter:
    """What `sending.domain.queue` takes, for one message of many."""

    channel: str
    to: str
    subject: str
    text: str
    about: str
    key: str
    not_before: datetime
    urgent: bool = False


@transaction.atomic
def queue_all(
    *, tenant_id: uuid.UUID, letters: Sequence[Letter], now: datetime
) -> dict[str, uuid.UUID]:
    """Store that these are to be sent; return each key's message. Safe to repeat.

    Three queries. Call it inside the fence, in the transaction of the change that it follows.
    """
    made = {
        letter.key: Outgoing(
            tenant_id=tenant_id,
            channel=letter.channel,
            to=letter.to,
            subject=" ".join(letter.subject.split())[:400],
            text=letter.text,
            about=letter.about,
            key=letter.key,
            created_at=now,
        )
        for letter in letters
    }
    if not made:
        return {}
    Outgoing.objects.bulk_create(made.values(), ignore_conflicts=True)
    kept = dict(
        Outgoing.objects.filter(tenant=tenant_id, key__in=list(made)).values_list("key", "pk")
    )
    Due.objects.bulk_create(
        Due(
            outgoing_id=made[letter.key].pk,
            tenant_id=tenant_id,
            due_at=max(letter.not_before, now),
            urgent=letter.urgent,
        )
        for letter in letters
        if kept[letter.key] == made[letter.key].pk
    )
    return kept
