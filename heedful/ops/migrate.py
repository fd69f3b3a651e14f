"""Bring the database's tables up to this version: by one process at a time, and only if needed."""

import hashlib
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from psycopg import Connection, connect, errors

from heedful.ops.home import Home

# Packages that bring tables of their own.
PACKAGES = ("heedful", "django", "django-allauth", "procrastinate")
# Any number that no other program chooses; released with the transaction that holds it.
LOCK = 0x4EEDF01


def is_due(home: Home, url: str) -> bool:
    """Say whether the migrations have to be looked at, without loading Django (over a second).

    False only when this very code brought this very database up to date before.
    """
    return home.state().get("migrated") != [fingerprint(), *_applied(url)]


def migrate(home: Home, url: str, *, verbosity: int = 0) -> None:
    """Apply what is missing. Others who want to do the same wait, and then find nothing to do."""
    from django.core.management import call_command  # noqa: PLC0415 - Django is set up by now.

    with connect(url) as guard:
        guard.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        call_command("migrate", interactive=False, verbosity=verbosity)
    home.remember(migrated=[fingerprint(), *_applied(url)])


def fingerprint() -> str:
    """Names and contents of our migrations and the versions of others that have some."""
    told = hashlib.sha256()
    for package in PACKAGES:
        told.update(f"{package} {version(package)}\n".encode())
    root = Path(__file__).parents[1]
    for file in sorted(root.glob("*/migrations/*.py")):
        told.update(f"{file.relative_to(root)}\n".encode() + file.read_bytes())
    return told.hexdigest()


def known_migrations() -> tuple[set[tuple[str, str]], set[str]]:
    """The migrations of this version by app and name, and the tables that they fence."""
    import django  # noqa: PLC0415 - only here is Django needed, and it takes a second.
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415 - as above.

    django.setup()
    from heedful.base.tenancy.fence import Fence  # noqa: PLC0415 - as above.

    known = MigrationLoader(connection=None).disk_migrations
    return set(known), {
        operation.fenced[0]
        for migration in known.values()
        for operation in migration.operations
        if isinstance(operation, Fence)
    }


def _applied(url: str) -> list[int]:
    """How many migrations the database has and the last one's number: another database differs."""
    with connect(url) as connection, suppress(errors.UndefinedTable):
        return _counted(connection)
    return []


def _counted(connection: Connection) -> list[int]:
    row = connection.execute("SELECT count(*), coalesce(max(id), 0) FROM django_migrations")
    return list(row.fetchone() or ())
