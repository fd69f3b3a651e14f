"""Adding to the cells of days. Additions commute, so their order never matters."""

import uuid
from collections.abc import Sequence
from typing import Any

from cxstats.sums import WEIGHT_ONE
from heedful.understand.metrics.counting import DayCells
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.places import keys_of
from heedful.understand.metrics.sending import bigints, dates, takes_columns, uuids

# A cell whose rows were all taken back is the same as no cell, and nothing stays of an erased row.
# Weights are kept only from the first one on that is not 1: what was there before weighs 1 each.
# All sums come as one array, of which each cell takes its part; cells come in the order in which
# they are to be locked.
ADD_DAYS = f"""
with added as (
    insert into understand_day_cell as cell
        (tenant_id, questionnaire_id, location_id, day, rows, sums, weighted)
    select %(tenant)s, %(questionnaire)s, location_id, day, rows,
        (%(sums)s::bigint[])[at * %(width)s::int + 1 - %(width)s::int : at * %(width)s::int],
        case when heavy >= 0 then (%(weighted)s::bigint[])
            [heavy * %(width)s::int + 1 : heavy * %(width)s::int + %(width)s::int] end
    from unnest(%(locations)s::uuid[], %(days)s::date[], %(rows)s::bigint[], %(heavy)s::bigint[])
        with ordinality as fresh (location_id, day, rows, heavy, at)
    on conflict (tenant_id, questionnaire_id, location_id, day) do update set
        rows = cell.rows + excluded.rows,
        sums = heedful_add(cell.sums, excluded.sums),
        weighted = case when cell.weighted is null and excluded.weighted is null then null else
            heedful_add(
                coalesce(cell.weighted, (select array_agg(v * {WEIGHT_ONE} order by place)
                    from unnest(cell.sums) with ordinality as before (v, place))),
                coalesce(excluded.weighted, (select array_agg(v * {WEIGHT_ONE} order by place)
                    from unnest(excluded.sums) with ordinality as now (v, place)))) end
    returning location_id, day, rows
)
select location_id, day from added where rows = 0
"""  # noqa: S608 - the only value put in is a number of ours
DROP_EMPTY_DAYS = """
delete from understand_day_cell using unnest(%(locations)s::uuid[], %(days)s::date[])
    as emptied (location_id, day)
where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s
    and understand_day_cell.location_id = emptied.location_id
    and understand_day_cell.day = emptied.day and rows = 0 and 0 = all (sums)
    and 0 = all (coalesce(weighted, sums))
"""
# No key of a cell is looked up by PostgreSQL: it would take longer than adding to the cell.
UNKNOWN = """
select id from unnest(%(locations)s::uuid[]) as told (id) where not exists (
    select from base_node node where node.tenant_id = %(tenant)s and node.id = told.id)
"""


class UnknownLocation(Exception):
    """Feedback names a location that the organisation does not have."""


def check_locations(*, tenant_id: uuid.UUID, locations: Sequence[uuid.UUID]) -> None:
    """Raise UnknownLocation unless all are places of the organisation. One query."""
    with binary_cursor() as cursor:
        takes_columns(cursor)
        values: dict[str, Any] = {"tenant": tenant_id, "locations": uuids(keys_of(locations))}
        cursor.execute(UNKNOWN, values)
        unknown = cursor.fetchone()
    if unknown is not None:
        raise UnknownLocation(f"location {unknown[0]}")


def add_days(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, cells: DayCells) -> None:
    """Add to the daily cells of one questionnaire."""
    values: dict[str, Any] = {"tenant": tenant_id, "questionnaire": questionnaire_id}
    with binary_cursor() as cursor:
        takes_columns(cursor)
        fresh: dict[str, Any] = {
            "locations": uuids(cells.places),
            "days": dates(cells.days),
            "rows": bigints(cells.rows),
            "heavy": bigints(cells.heavy),
            "sums": bigints(cells.sums),
            "weighted": bigints(cells.weighted),
            "width": cells.sums.shape[1],
        }
        cursor.execute(ADD_DAYS, {**values, **fresh})
        emptied = cursor.fetchall()
        if emptied:
            locations, days = (list(column) for column in zip(*emptied, strict=True))
            cursor.execute(DROP_EMPTY_DAYS, {**values, "locations": locations, "days": days})
