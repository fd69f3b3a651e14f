"""Adding to the cells in the database. Additions commute, so their order never matters."""

import uuid
from collections.abc import Mapping
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from cxstats.sums import WEIGHT_ONE
from heedful.understand.metrics.counting import CrossDelta, Delta, Key
from heedful.understand.metrics.packing import packed, times_one, unpacked

# A cell whose rows were all taken back is the same as no cell, and nothing stays of an erased row.
# Weights are kept only from the first one on that is not 1: what was there before weighs 1 each.
ADD_DAYS = f"""
with added as (
    insert into understand_day_cell as cell
        (tenant_id, questionnaire_id, location_id, day, rows, sums, weighted)
    select %(tenant)s, %(questionnaire)s, location_id, day, rows, sums::bigint[], weighted::bigint[]
    from unnest(%(locations)s::uuid[], %(days)s::date[], %(rows)s::bigint[], %(sums)s::text[],
        %(weighted)s::text[]) as fresh (location_id, day, rows, sums, weighted)
    order by location_id, day
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
START_CROSS = """
insert into understand_cross_cell (tenant_id, version_id, location_id, month, sums)
select %(tenant)s, %(version)s, location_id, month, ''
from unnest(%(locations)s::uuid[], %(months)s::date[]) as fresh (location_id, month)
order by location_id, month on conflict do nothing
"""
LOCK_CROSS = """
select location_id, month, sums, weighted from understand_cross_cell
where tenant_id = %(tenant)s and version_id = %(version)s and (location_id, month) in (
    select * from unnest(%(locations)s::uuid[], %(months)s::date[]))
order by location_id, month for update
"""
KEEP_CROSS = """
update understand_cross_cell as cell set sums = fresh.sums, weighted = fresh.weighted
from unnest(%(locations)s::uuid[], %(months)s::date[], %(sums)s::bytea[], %(weighted)s::bytea[])
    as fresh (location_id, month, sums, weighted)
where cell.tenant_id = %(tenant)s and cell.version_id = %(version)s
    and cell.location_id = fresh.location_id and cell.month = fresh.month
"""
DROP_CROSS = """
delete from understand_cross_cell as cell using unnest(%(locations)s::uuid[], %(months)s::date[])
    as emptied (location_id, month)
where cell.tenant_id = %(tenant)s and cell.version_id = %(version)s
    and cell.location_id = emptied.location_id and cell.month = emptied.month
"""


def add_days(
    *, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, deltas: Mapping[Key, Delta]
) -> None:
    """Add to the daily cells of one questionnaire."""
    owner = {"tenant": tenant_id, "questionnaire": questionnaire_id}
    with connection.cursor() as cursor:
        cursor.execute(
            ADD_DAYS,
            {
                **owner,
                "locations": [location for location, _ in deltas],
                "days": [day for _, day in deltas],
                "rows": [delta.rows for delta in deltas.values()],
                "sums": [_array(delta.sums) for delta in deltas.values()],
                "weighted": [_array(delta.weighted) for delta in deltas.values()],
            },
        )
        emptied = cursor.fetchall()
        if emptied:
            locations, days = (list(column) for column in zip(*emptied, strict=True))
            cursor.execute(DROP_EMPTY_DAYS, {**owner, "locations": locations, "days": days})


def add_cross(
    *, tenant_id: uuid.UUID, version_id: uuid.UUID, deltas: Mapping[Key, CrossDelta]
) -> None:
    """Add to the monthly cross-products of one version, its rows locked in one fixed order."""
    owner: dict[str, Any] = {"tenant": tenant_id, "version": version_id}
    touched: dict[str, Any] = {
        "locations": [location for location, _ in deltas],
        "months": [month for _, month in deltas],
    }
    with connection.cursor() as cursor:
        cursor.execute(START_CROSS, {**owner, **touched})
        cursor.execute(LOCK_CROSS, {**owner, **touched})
        kept: dict[Key, tuple[bytes, bytes | None]] = {}
        emptied: list[Key] = []
        for location, month, sums, weighted in cursor.fetchall():
            after = _added(sums, weighted, deltas[location, month])
            if after is None:
                emptied.append((location, month))
            else:
                kept[location, month] = after
        if kept:
            cursor.execute(
                KEEP_CROSS,
                {
                    **owner,
                    "locations": [location for location, _ in kept],
                    "months": [month for _, month in kept],
                    "sums": [sums for sums, _ in kept.values()],
                    "weighted": [weighted for _, weighted in kept.values()],
                },
            )
        if emptied:
            locations, months = (list(column) for column in zip(*emptied, strict=True))
            cursor.execute(DROP_CROSS, {**owner, "locations": locations, "months": months})


def _added(
    sums: bytes, weighted: bytes | None, delta: CrossDelta
) -> tuple[bytes, bytes | None] | None:
    """Add to a stored cell; None when nothing is left of it."""
    k = delta.sums.n_items
    before = unpacked(sums, k)
    after = before + delta.sums
    heavier = None
    if weighted is not None or delta.weighted is not None:
        heavy = times_one(before) if weighted is None else unpacked(weighted, k)
        more = times_one(delta.sums) if delta.weighted is None else delta.weighted
        heavier = heavy + more
    # A row may have lost its weight before it is taken out: then something is still to come.
    if not any(part.any() for part in (*after.parts(), *(heavier or after).parts())):
        return None
    return packed(after), None if heavier is None else packed(heavier)


def _array(sums: NDArray[np.int64] | None) -> str | None:
    """Write an array as PostgreSQL reads it; many arrays of arrays could not be sent apart."""
    return None if sums is None else "{" + ",".join(map(str, sums.tolist())) + "}"
