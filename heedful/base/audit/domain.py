"""Writing down who did what."""

import uuid
from datetime import datetime

from heedful.base.audit.models import AuditEntry
from heedful.base.audit.rules import Action, Details, digest
from heedful.base.tenancy.models import new_id


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
    key, told = new_id(), dict(details or {})
    AuditEntry.objects.create(
        id=key,
        tenant_id=tenant_id,
        at=now,
        actor=actor,
        action=action,
        about=about,
        details=told,
        digest=digest(key=key, at=now, actor=actor, action=action, about=about, details=told),
    )
