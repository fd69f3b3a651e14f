"""The months of the big tables: made before rows arrive for them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction

PARTITIONED = ("listen_feedback", "listen_response")
_LOCK = 7_368_001  # any number; the same in every process


def first_of_month(day: date) -> date:
    return date(day.year, day.month, 1)


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def ensure_months(*, months: Iterable[date], tables: Iterable[str] = PARTITIONED) -> None:
    """Make the partitions that are missing for these months (first days); safe to repeat.

    A partition is made apart and then attached, because that locks out nobody who writes
    meanwhile; creating it in place would.
    """
    tables = tuple(tables)
    wanted = {f"{table}_{month:%Y_%m}": (table, month) for table in tables for month in set(months)}
    missing = [wanted[name] for name in sorted(wanted.keys() - _existing(tables))]
    if not missing:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        there = _existing(tables)
        for table, month in missing:
            if f"{table}_{month:%Y_%m}" not in there:
                cursor.execute(_partition_sql(table, month))


def month_of(moment: datetime) -> date:
    """Return the partition month of an instant in UTC."""
    return first_of_month(moment.date())


def _existing(tables: tuple[str, ...]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select child.relname from pg_inherits"
            " join pg_class child on child.oid = inhrelid"
            " join pg_class parent on parent.oid = inhparent where parent.relname = any(%s)",
            [list(tables)],
        )
        return {name for (name,) in cursor.fetchall()}


def _partition_sql(table: str, month: date) -> str:
    """The names come from PARTITIONED and a date, never from outside.

    Nobody may pass the fence by naming a partition: it has row-level security and no policy.
    """
    name = f"{table}_{month:%Y_%m}"
    return f"""
        create table {name} (like {table} including defaults including constraints);
        alter table {name} enable row level security;
        alter table {name} force row level security;
        alter table {table} attach partition {name}
            for values from ('{month}+00') to ('{next_month(month)}+00')
    """
