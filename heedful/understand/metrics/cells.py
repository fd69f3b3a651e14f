"""Adding to the cells in the database. Additions commute, so their order never matters."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import WEIGHT_ONE, CrossSums
from heedful.understand.metrics.counting import Deltas
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.packing import packed, times_one, unpacked, weighed
from heedful.understand.metrics.places import keys_of
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
    with binary_cursor() as cursor:
        takes_columns(cursor)
        every = np.arange(len(deltas.days))
        cursor.execute(LOCK_CROSS, {**owner, **_named(deltas, every)})
        held, fresh = cursor.fetchall(), deltas
        if held:
            known = np.array([at for at, _, _ in held], dtype=np.intp)
            some, fresh = deltas.take(known), deltas.take(np.setdiff1d(every, known))
            changed = _after(some, [plain for _, plain, _ in held], [one for _, _, one in held])
            kept, gone = np.flatnonzero(changed.is_left), np.flatnonzero(~changed.is_left)
            if len(kept):
                cursor.execute(KEEP_CROSS, {**owner, **_told(some, changed, kept)})
            if len(gone):
                cursor.execute(DROP_CROSS, {**owner, **_named(some, gone)})
        begun = _after(fresh)
        chosen = np.flatnonzero(begun.is_left)
        if not len(chosen):
            return None
        cursor.execute(START_CROSS, {**owner, **_told(fresh, begun, chosen)})
        if cursor.rowcount == len(chosen):
            return None
        done = set(cursor.fetchall())
    keys = fresh.keys
    return fresh.take(np.array([i for i in chosen.tolist() if keys[i] not in done]))


@dataclass(frozen=True, slots=True)
class _Cells:
    """Cells as they are to be stored, and of which anything is left."""

    sums: Sequence[bytes]
    weighted: Sequence[bytes | None]
    is_left: NDArray[np.bool_]


def _told(deltas: Deltas[CrossSums], cells: _Cells, chosen: NDArray[np.intp]) -> dict[str, Any]:
    return {
        **_named(deltas, chosen),
        "sums": byteas([cells.sums[i] for i in chosen.tolist()]),
        "weighted": byteas([cells.weighted[i] for i in chosen.tolist()]),
    }


def _named(deltas: Deltas[CrossSums], chosen: NDArray[np.intp]) -> dict[str, Any]:
    return {"locations": uuids(deltas.places[chosen]), "months": dates(deltas.days[chosen])}


def _after(
    deltas: Deltas[CrossSums],
    held: Sequence[bytes] = (),
    held_weighted: Sequence[bytes | None] = (),
) -> _Cells:
    """Add to stored cells, or to none at all: many are new, and reading nothing takes long too."""
    before = unpacked(held, deltas.sums.n_items) if held else None
    after = deltas.sums if before is None else before + deltas.sums
    is_left, is_heavy = _any(after), deltas.heavy >= 0
    if held_weighted:
        is_heavy |= np.array([one is not None for one in held_weighted])
    weighted: list[bytes | None] = [None] * len(deltas.days)
    heavy = np.flatnonzero(is_heavy)
    if len(heavy):
        total = _weighed(deltas, heavy)
        if before is not None:
            total += weighed(before.take(heavy), [held_weighted[i] for i in heavy.tolist()])
        # A row may have lost its weight before it is taken out: then something is still to come.
        is_left[heavy] |= _any(total)
        for at, data in zip(heavy.tolist(), packed(total, is_heavy=True), strict=True):
            weighted[at] = data
    return _Cells(packed(after, is_heavy=False), weighted, is_left)


def _weighed(deltas: Deltas[CrossSums], cells: NDArray[np.intp]) -> CrossSums:
    """The weighted sums of cells; of those that have none every row weighs one."""
    own = deltas.heavy[cells]
    if (own >= 0).all():
        return deltas.weighted.take(own)
    sums = times_one(deltas.sums.take(cells))
    known = np.flatnonzero(own >= 0)
    for part, some in zip(sums.parts(), deltas.weighted.parts(), strict=True):
        part[known] = some[own[known]]
    return sums


def _any(sums: CrossSums) -> NDArray[np.bool_]:
    left = [part.any(axis=(1, 2)) for part in sums.parts()]
    return np.asarray(np.any(left, axis=0))
