"""Adding to the cells in the database. Additions commute, so their order never matters."""

import uuid
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import WEIGHT_ONE, CrossSums
from heedful.understand.metrics.counting import Deltas
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.packing import packed, times_one, unpacked, weighed
from heedful.understand.metrics.sending import bigints, byteas, dates, takes_columns, uuids

Integers = NDArray[np.int64]
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
FRESH = "unnest(%(locations)s::uuid[], %(months)s::date[])"
OF = "cell.tenant_id = %(tenant)s and cell.version_id = %(version)s"
LOCK_CROSS = f"""
select at - 1, sums, weighted from understand_cross_cell cell
    join {FRESH} with ordinality as fresh (location_id, month, at) using (location_id, month)
where {OF} order by location_id, month for update of cell
"""  # noqa: S608 - made of constants, as below
# Somebody else may have put one there since it was looked for; that one is not returned.
START_CROSS = """
insert into understand_cross_cell (tenant_id, version_id, location_id, month, sums, weighted)
select %(tenant)s, %(version)s, * from unnest(%(locations)s::uuid[], %(months)s::date[],
    %(sums)s::bytea[], %(weighted)s::bytea[])
on conflict do nothing returning location_id, month
"""
KEEP_CROSS = f"""
update understand_cross_cell as cell set sums = fresh.sums, weighted = fresh.weighted
from unnest(%(locations)s::uuid[], %(months)s::date[], %(sums)s::bytea[], %(weighted)s::bytea[])
    as fresh (location_id, month, sums, weighted)
where {OF} and cell.location_id = fresh.location_id and cell.month = fresh.month
"""  # noqa: S608
DROP_CROSS = f"""
delete from understand_cross_cell as cell using {FRESH} as emptied (location_id, month)
where {OF} and cell.location_id = emptied.location_id and cell.month = emptied.month
"""  # noqa: S608


def add_days(
    *, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, deltas: Deltas[Integers]
) -> None:
    """Add to the daily cells of one questionnaire."""
    values: dict[str, Any] = {"tenant": tenant_id, "questionnaire": questionnaire_id}
    with binary_cursor() as cursor:
        takes_columns(cursor)
        fresh: dict[str, Any] = {
            "locations": uuids(deltas.places),
            "days": dates(deltas.days),
            "rows": bigints(deltas.rows),
            "heavy": bigints(deltas.heavy),
            "sums": bigints(deltas.sums),
            "weighted": bigints(deltas.weighted),
            "width": deltas.sums.shape[1],
        }
        cursor.execute(ADD_DAYS, {**values, **fresh})
        emptied = cursor.fetchall()
        if emptied:
            locations, days = (list(column) for column in zip(*emptied, strict=True))
            cursor.execute(DROP_EMPTY_DAYS, {**values, "locations": locations, "days": days})


def add_cross(*, tenant_id: uuid.UUID, version_id: uuid.UUID, deltas: Deltas[CrossSums]) -> None:
    """Add to the monthly cross-products of one version, its rows locked in one fixed order."""
    owner: dict[str, Any] = {"tenant": tenant_id, "version": version_id}
    rest: Deltas[CrossSums] | None = deltas
    # Twice only where another process began a cell at the same moment.
    while rest is not None:
        rest = _added_cross(owner, rest)


def _added_cross(owner: dict[str, Any], deltas: Deltas[CrossSums]) -> Deltas[CrossSums] | None:
    """Add to cells; return what somebody else began meanwhile and still has to be added to."""
    n = len(deltas.days)
    with binary_cursor() as cursor:
        takes_columns(cursor)
        cursor.execute(LOCK_CROSS, {**owner, **_named(deltas, np.arange(n))})
        held: list[bytes] = [b""] * n
        weighted: list[bytes | None] = [None] * n
        there = np.zeros(n, dtype=np.bool_)
        for at, plain, heavy in cursor.fetchall():
            held[at], weighted[at], there[at] = plain, heavy, True
        sums, heavier, is_left = _after(held, weighted, deltas)
        for statement, chosen in (
            (KEEP_CROSS, np.flatnonzero(there & is_left)),
            (DROP_CROSS, np.flatnonzero(there & ~is_left)),
            (START_CROSS, np.flatnonzero(~there & is_left)),
        ):
            if not len(chosen):
                continue
            values = {**owner, **_named(deltas, chosen)}
            values["sums"] = byteas([sums[i] for i in chosen.tolist()])
            values["weighted"] = byteas([heavier[i] for i in chosen.tolist()])
            cursor.execute(statement, values)
        if not len(chosen) or cursor.rowcount == len(chosen):
            return None
        begun = set(cursor.fetchall())
        keys = deltas.keys
    return deltas.take(np.array([i for i in chosen.tolist() if keys[i] not in begun]))


def _named(deltas: Deltas[CrossSums], chosen: NDArray[np.intp]) -> dict[str, Any]:
    return {"locations": uuids(deltas.places[chosen]), "months": dates(deltas.days[chosen])}


def _after(
    held: Sequence[bytes], weighted: Sequence[bytes | None], deltas: Deltas[CrossSums]
) -> tuple[list[bytes], list[bytes | None], NDArray[np.bool_]]:
    """Add to stored cells; say of which anything is left."""
    before = unpacked(held, deltas.sums.n_items)
    after = before + deltas.sums
    is_left = _any(after)
    heavier: list[bytes | None] = [None] * len(held)
    heavy = np.flatnonzero(np.array([one is not None for one in weighted]) | (deltas.heavy >= 0))
    if len(heavy):
        more = times_one(deltas.sums.take(heavy))
        known = np.flatnonzero(deltas.heavy[heavy] >= 0)
        for part, own in zip(more.parts(), deltas.weighted.parts(), strict=True):
            part[known] = own[deltas.heavy[heavy][known]]
        total = weighed(before.take(heavy), [weighted[i] for i in heavy.tolist()]) + more
        # A row may have lost its weight before it is taken out: then something is still to come.
        is_left[heavy] |= _any(total)
        for at, data in zip(heavy.tolist(), packed(total, is_heavy=True), strict=True):
            heavier[at] = data
    return packed(after, is_heavy=False), heavier, is_left


def _any(sums: CrossSums) -> NDArray[np.bool_]:
    left = [part.any(axis=(1, 2)) for part in sums.parts()]
    return np.asarray(np.any(left, axis=0))
