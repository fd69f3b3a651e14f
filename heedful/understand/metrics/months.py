"""Adding to the cells of months, each read, added to and written back."""

import uuid
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heedful.understand.metrics.counting import MonthCells
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.sending import byteas, dates, takes_columns, uuids
from heedful.understand.metrics.storing import Written, read, written

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


def add_months(*, tenant_id: uuid.UUID, version_id: uuid.UUID, cells: MonthCells) -> None:
    """Add to the monthly cross-products of one version, its rows locked in one fixed order."""
    owner: dict[str, Any] = {"tenant": tenant_id, "version": version_id}
    rest: MonthCells | None = cells
    # Twice only where another process began a cell at the same moment.
    while rest is not None:
        rest = _added(owner, rest)


def _added(owner: dict[str, Any], cells: MonthCells) -> MonthCells | None:
    """Add to cells; return what somebody else began meanwhile and still has to be added to."""
    with binary_cursor() as cursor:
        takes_columns(cursor)
        every = np.arange(len(cells.days))
        cursor.execute(LOCK_CROSS, {**owner, **_named(cells, every)})
        held, fresh = cursor.fetchall(), cells
        if held:
            at, sums, weighted = zip(*held, strict=True)
            known = np.array(at, dtype=np.intp)
            some, fresh = cells.take(known), cells.take(np.setdiff1d(every, known))
            told = written(some.cross + read(sums, weighted, cells.cross.items))
            kept = told.is_left
            if kept.any():
                cursor.execute(KEEP_CROSS, {**owner, **_told(some, told, np.flatnonzero(kept))})
            if not kept.all():
                cursor.execute(DROP_CROSS, {**owner, **_named(some, np.flatnonzero(~kept))})
        told = written(fresh.cross)
        chosen = np.flatnonzero(told.is_left)
        if not len(chosen):
            return None
        cursor.execute(START_CROSS, {**owner, **_told(fresh, told, chosen)})
        if cursor.rowcount == len(chosen):
            return None
        done = set(cursor.fetchall())
    keys = fresh.keys
    return fresh.take(np.array([i for i in chosen.tolist() if keys[i] not in done]))


def _told(cells: MonthCells, told: Written, chosen: NDArray[np.intp]) -> dict[str, Any]:
    return {
        **_named(cells, chosen),
        "sums": byteas([told.sums[i] for i in chosen.tolist()]),
        "weighted": byteas([told.weighted[i] for i in chosen.tolist()]),
    }


def _named(cells: MonthCells, chosen: NDArray[np.intp]) -> dict[str, Any]:
    return {"locations": uuids(cells.places[chosen]), "months": dates(cells.days[chosen])}
