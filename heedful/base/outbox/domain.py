"""Putting things into the outbox and handing them out, each with its effect in one transaction."""

import traceback
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F

from heedful.base.outbox.models import Heartbeat, OutboxEntry
from heedful.base.outbox.rules import LAST_ATTEMPT, wait_before_attempt
from heedful.base.tenancy.domain import within

# Does what the entries of one tenant and topic call for. Called inside the tenant's fence and in
# the transaction that removes them. Entries come in any order, so effects must commute.
Handler = Callable[[uuid.UUID, Sequence[OutboxEntry]], None]

log = structlog.get_logger(__name__)


def put(*, tenant_id: uuid.UUID, topic: str, key: uuid.UUID, payload: Mapping[str, Any]) -> None:
    """Store what must follow; call it in the transaction of the change itself."""
    OutboxEntry.objects.create(tenant_id=tenant_id, topic=topic, key=key, payload=payload)


def dispatch(*, handlers: Mapping[str, Handler], now: datetime, limit: int = 500) -> int:
    """Claim up to `limit` due entries, do their effects, and return how many were claimed.

    When a batch fails it is done again one by one, so that one bad entry holds up nobody.
    """
    try:
        with transaction.atomic():
            entries = _claim(limit=limit)
            _handle(entries, handlers)
    except Exception:
        log.warning("outbox.batch_failed", exc_info=True)
        return dispatch_singly(handlers=handlers, now=now, limit=limit)
    return len(entries)


def dispatch_singly(*, handlers: Mapping[str, Handler], now: datetime, limit: int) -> int:
    """Handle entries in a transaction each; one that fails waits longer, then is parked."""
    for done in range(limit):
        entry: OutboxEntry | None = None
        try:
            with transaction.atomic():
                claimed = _claim(limit=1)
                if not claimed:
                    return done
                entry = claimed[0]
                _handle(claimed, handlers)
        except Exception:
            if entry is None:
                raise
            _postpone(entry, error=traceback.format_exc(limit=5), now=now)
    return limit


def retry_parked(*, ids: Iterable[int] | None = None) -> int:
    """Let parked entries (all, or these) try again; return how many."""
    parked = OutboxEntry.objects.filter(parked_at__isnull=False)
    if ids is not None:
        parked = parked.filter(pk__in=list(ids))
    return parked.update(parked_at=None, attempts=0)


def beat(*, name: str, now: datetime) -> None:
    """Leave a sign of life, which `/readyz` and the doctor look for."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})


def _claim(*, limit: int) -> list[OutboxEntry]:
    """Take the oldest due entries out; nobody else waits for them or sees them meanwhile.

    The array makes the inner query run once: as a plain sub-select it may run for each row,
    under some plans, and then claim more than `limit`.
    """
    claimed = OutboxEntry.objects.raw(
        """
        delete from base_outbox where id = any(array(
            select id from base_outbox where parked_at is null and due_at <= now()
            order by id limit %s for update skip locked
        )) returning *
        """,
        [limit],
    )
    return sorted(claimed, key=lambda entry: (str(entry.tenant_id), entry.topic, entry.pk))


def _handle(entries: list[OutboxEntry], handlers: Mapping[str, Handler]) -> None:
    for (tenant_id, topic), group in groupby(entries, lambda e: (e.tenant_id, e.topic)):
        with within(tenant_id):
            handlers[topic](tenant_id, list(group))


def _postpone(entry: OutboxEntry, *, error: str, now: datetime) -> None:
    attempts = entry.attempts + 1
    log.error("outbox.entry_failed", entry=entry.pk, topic=entry.topic, attempts=attempts)
    OutboxEntry.objects.filter(pk=entry.pk).update(
        attempts=F("attempts") + 1,
        due_at=now + wait_before_attempt(attempts),
        parked_at=now if attempts >= LAST_ATTEMPT else None,
        error=error,
    )
