"""Stepping inside one tenant's fence."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def within(tenant_id: uuid.UUID) -> Iterator[None]:
    """Run a transaction that sees and writes the rows of one tenant only.

    PostgreSQL refuses every fenced table outside of it, so a forgotten scope is an error and
    never a leak. A nested call returns to the outer tenant.
    """
    with transaction.atomic():
        outer = _setting("app.tenant")
        _set("app.tenant", str(tenant_id))
        yield
        if outer and not connection.needs_rollback:
            _set("app.tenant", outer)


@contextmanager
def as_user(user_id: uuid.UUID) -> Iterator[None]:
    """Run a transaction in which one person's memberships can be read, before a tenant is known.

    A nested call returns to the outer person.
    """
    with transaction.atomic():
        outer = _setting("app.user")
        _set("app.user", str(user_id))
        yield
        if not connection.needs_rollback:
            _set("app.user", outer)


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting(%s, true), '')", [name])
        (value,) = cursor.fetchone()
        return str(value)


def _set(name: str, value: str) -> None:
    """Set for this transaction only: a pooled connection carries nothing over."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config(%s, %s, true)", [name, value])
