"""Writing down who did what."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from heedful.base.audit.models import AuditEntry
from heedful.base.audit.rules import Action, Details, digest
from heedful.base.tenancy.models import new_id

BATCH = 1000


def record(
    *,
    tenant_id: uuid.UUID,
    actor: str,
    action: Action,
    about: str = "",
    details: Details | None = None,
    now: datetime,
) -> None:
    """Write down what was done, in the transaction that does it; call it inside the fence.

    `actor` and `about` are made by `rules.person`, `rules.program` or are like "case:KEY".
    `details` are codes, keys and counts: no names, addresses or customers' words, which nobody
    could erase here. The entry is sealed when the transaction commits, so that nobody waits for
    somebody else's; until then it holds no lock.
    """
    told = [(about, details or {})]
    record_all(tenant_id=tenant_id, actor=actor, action=action, told=told, now=now)


def record_all(
    *,
    tenant_id: uuid.UUID,
    actor: str,
    action: Action,
    told: Iterable[tuple[str, Details]],
    now: datetime,
) -> None:
    """Write down many things that were done at once: what each is about, and its details."""
    entries = [_entry(tenant_id, actor, action, about, dict(more), now) for about, more in told]
    AuditEntry.objects.bulk_create(entries, batch_size=BATCH)


def _entry(  # noqa: PLR0917 - the parts of an entry.
    tenant_id: uuid.UUID, actor: str, action: Action, about: str, details: Details, now: datetime
) -> AuditEntry:
    key = new_id()
    said = digest(key=key, at=now, actor=actor, action=action, about=about, details=details)
    return AuditEntry(
        id=key,
        tenant_id=tenant_id,
        at=now,
        actor=actor,
        action=action,
        about=about,
        details=details,
        digest=said,
    )
