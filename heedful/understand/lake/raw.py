"""The path over rows of feedback in PostgreSQL: always as of now, and the last that is taken."""

from datetime import datetime
from typing import Any

from django.db import connection

from heedful.base.org.queries import dayparts_of
from heedful.understand.lake.counting import columns_of, keyed
from heedful.understand.lake.places import Places, places_of, spanned
from heedful.understand.lake.queries import names_for
from heedful.understand.lake.rules import months_between
from heedful.understand.lake.shapes import Shape, slots_of
from heedful.understand.lake.source import select, values, versions_of
from heedful.understand.lake.sql import PLACES, ROWS, with_days, written
from heedful.understand.metrics.counts import Count, Counted
from heedful.understand.metrics.measures import Need

# A row of feedback costs about as much here as this many of the lake.
DEAR = 10
HANDED_IN = """(select * from unnest(%(node)s::text[], %(location)s::text[], %(valid_from)s::date[],
    %(valid_to)s::date[]) as handed (node, location, valid_from, valid_to))"""
EXPECTED = """
select coalesce(sum(greatest(reltuples, 0)), 0)::bigint from pg_class
where relname = any(%(tables)s)
"""


class RawOnPostgres:
    """Reads every row of feedback in question."""

    name = "rows of feedback"

    def refuses(self, count: Count) -> str:
        if count.needs is Need.SKETCH:
            return "sketches are kept in the lake only"
        return ""

    def reads(self, count: Count) -> int:
        whole = spanned(count)
        months = months_between(whole.first, whole.last)
        tables = [f"listen_feedback_{month.replace('-', '_')}" for month in months]
        with connection.cursor() as cursor:
            cursor.execute(EXPECTED, {"tables": tables})
            return DEAR * int(cursor.fetchone()[0])

    def fresh(self, count: Count) -> datetime | None:
        del count
        return None

    def count(self, count: Count) -> Counted:
        of, whole, places = count.subject, spanned(count), places_of(count)
        names = names_for(count)
        shape = Shape.of(count, reach=places.reach, names=names, weighted=True)
        versions = versions_of(questionnaire_id=of.questionnaire_id)
        slots = max(slots_of(count), default=-1) + 1
        parts = dayparts_of(tenant_id=of.tenant_id)
        rows = select(versions=versions, slots=slots, parts=parts)
        sql = with_days(written(shape, "postgres"), count.spans).replace("%", "%%")
        sql = sql.replace(f'"{ROWS}"', f"({rows})").replace(f'"{PLACES}"', HANDED_IN)
        asked = values(
            tenant_id=of.tenant_id,
            questionnaire_id=of.questionnaire_id,
            first=whole.first,
            last=whole.last,
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, {**asked, **_handed_in(places)})
            columns = [column.name for column in cursor.description]
            told = columns_of(columns, cursor.fetchall())
        return keyed(count, shape, told, names)


def _handed_in(places: Places) -> dict[str, Any]:
    return {} if places.table is None else dict(places.table.to_pydict())
