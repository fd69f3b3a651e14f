"""Stepping inside one tenant's fence."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from heedful.base.statements import planned


@contextmanager
def within(tenant_id: uuid.UUID) -> Iterator[None]:
    """Run a transaction that sees and writes the rows of one tenant only.

    PostgreSQL refuses every fenced table outside of it, so a forgotten scope is an error and
    never a leak. A nested call returns to the outer tenant.
    """
    with transaction.atomic():
        outer = _set("app.tenant", str(tenant_id))
        yield
        if outer and not connection.needs_rollback:
            _set("app.tenant", outer)


@contextmanager
def as_user(user_id: uuid.UUID) -> Iterator[None]:
    """Run a transaction in which one person's memberships can be read, before a tenant is known.

    A nested call returns to the outer person.
    """
    with transaction.atomic():
        outer = _set("app.user", str(user_id))
        yield
        if outer and not connection.needs_rollback:
            _set("app.user", outer)


@contextmanager
def with_secret(digest: bytes) -> Iterator[None]:
    """Run a transaction in which the token with this hash can be read, before a tenant is known."""
    with transaction.atomic():
        outer = _set("app.token", digest.hex())
        yield
        if not connection.needs_rollback:
            _set("app.token", outer)


def _set(name: str, value: str) -> str:
    """Set for this transaction only, so that a pooled connection carries nothing over.

    Returns what was set before: columns are worked out from left to right.
    """
    with planned() as cursor:
        cursor.execute(
            "select coalesce(current_setting(%s, true), ''), set_config(%s, %s, true)",
            [name, name, value],
        )
        before, _now = cursor.fetchone()
        return str(before)
