"""Whether somebody works on an import: a job that waits or runs, or a terminal that reads it.

A terminal holds a lock, which PostgreSQL takes back when the process is killed. So nothing is
left behind that could be believed by mistake.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from heedful.listen.imports.models import Import

_READS = 7_368_003  # any number; the same in every process


@contextmanager
def at_work(*, import_id: uuid.UUID) -> Iterator[None]:
    """Be known to read an import without a job. The lock is shared: it keeps nobody out.

    It lasts as long as a transaction on a connection of its own, because a pooler may give the
    work between two transactions to another session.
    """
    own = connection.copy()
    own.settings_dict["OPTIONS"].pop("pool", None)
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute(
                "select pg_advisory_xact_lock_shared(%s, hashtext(%s))", [_READS, str(import_id)]
            )
        yield
    finally:
        own.close()


def is_at_work(*, entry: Import) -> bool:
    """Tell whether a job of the import waits or runs, or a terminal reads it."""
    jobs = ProcrastinateJob.objects.filter(
        args__import_id=str(entry.pk), status__in=("todo", "doing")
    )
    return jobs.exists() or _is_read(entry.pk)


def _is_read(import_id: uuid.UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from pg_locks where locktype = 'advisory' and granted"
            " and database = (select oid from pg_database where datname = current_database())"
            " and classid = %s and objid = hashtext(%s)::oid and objsubid = 2)",
            [_READS, str(import_id)],
        )
        return bool(cursor.fetchone()[0])
