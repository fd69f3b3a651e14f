"""A month of cells at once, as one array."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np

from cxstats.sums import WEIGHT_ONE, CellLayout, CrossSums
from heedful.understand.metrics.counting import DaySums, Integers
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.places import Keys, keys_in
from heedful.understand.metrics.rules import Step
from heedful.understand.metrics.series import Series
from heedful.understand.metrics.storing import Stored, add_stored

MONTHS = """
select distinct date_trunc('month', day::timestamp)::date from understand_day_cell
where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s
union select day from understand_block
where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s and is_base order by 1
"""
CELLS = """
select uuid_send(location_id), array_send(sums), array_send(weighted)
from understand_day_cell
where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s and day = %(day)s
"""
CROSS = """
select uuid_send(cell.location_id), version.slots, cell.sums, cell.weighted
from understand_cross_cell cell join listen_questionnaire_version version
    on version.tenant_id = cell.tenant_id and version.id = cell.version_id
where cell.tenant_id = %(tenant)s and version.questionnaire_id = %(questionnaire)s
    and cell.month = %(month)s
"""
# How PostgreSQL sends an array without gaps: five words ahead, then a length and a number each.
HEAD = 20
ELEMENT = np.dtype([("length", ">i4"), ("number", ">i8")])


def months_of(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> list[date]:
    """The first days of all months that have cells or blocks."""
    with binary_cursor() as cursor:
        cursor.execute(MONTHS, {"tenant": tenant_id, "questionnaire": questionnaire_id})
        return [row[0] for row in cursor.fetchall()]


def cells_of_month(
    *, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, month: date, series: Series
) -> tuple[bytes, DaySums]:
    """All cells of a month, and whose they are: the keys of the places that `at` numbers."""
    keys, days, plains, heavies = [], [], [], []
    with binary_cursor() as cursor:
        for number in range((Step.MONTH.after(month) - month).days):
            day = month + timedelta(days=number)
            cursor.execute(
                CELLS, {"tenant": tenant_id, "questionnaire": questionnaire_id, "day": day}
            )
            rows = cursor.fetchall()
            keys.append(keys_in(b"".join(row[0] for row in rows)))
            days.append(np.full(len(rows), day.toordinal(), dtype=np.int64))
            plain, heavy = _arrays(rows, series.layout)
            plains.append(plain)
            heavies.append(heavy)
    return _joined(keys, days, plains, heavies)


def cross_of_month(
    *, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, month: date, items: int
) -> tuple[bytes, CrossSums, CrossSums | None]:
    """All cross-products of a month, and whose they are."""
    with binary_cursor() as cursor:
        cursor.execute(
            CROSS, {"tenant": tenant_id, "questionnaire": questionnaire_id, "month": month}
        )
        rows = cursor.fetchall()
    different, at = np.unique(keys_in(b"".join(row[0] for row in rows)), return_inverse=True)
    plain, heavy = (CrossSums.zeros(len(different), items) for _ in range(2))
    is_weighted = any(row[3] is not None for row in rows)
    by_version: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        by_version[tuple(row[1])].append(number)
    for slots, alike in by_version.items():
        mine = at.reshape(-1)[np.array(alike)].astype(np.intp)
        stored = Stored(mine, [rows[i][2] for i in alike], [rows[i][3] for i in alike])
        add_stored(plain, heavy if is_weighted else None, stored, slots)
    return different.tobytes(), plain, heavy if is_weighted else None


def _arrays(rows: list[tuple[Any, ...]], layout: CellLayout) -> tuple[Integers, Integers | None]:
    plain = np.zeros((len(rows), layout.width), dtype=np.int64)
    _fill(plain, {at: row[1] for at, row in enumerate(rows)}, layout)
    weighted = {at: row[2] for at, row in enumerate(rows) if row[2] is not None}
    if not weighted:
        return plain, None
    heavy = plain * WEIGHT_ONE
    _fill(heavy, weighted, layout)
    return plain, heavy


def _fill(cells: Integers, sent: Mapping[int, bytes], layout: CellLayout) -> None:
    """Read arrays as they were sent, those of one length together."""
    lengths = defaultdict(list)
    for at, data in sent.items():
        lengths[len(data)].append(at)
    for places in lengths.values():
        raw = np.frombuffer(b"".join(sent[at] for at in places), dtype=np.uint8)
        told = np.ascontiguousarray(raw.reshape(len(places), -1)[:, HEAD:]).view(ELEMENT)
        cells[places] = layout.pad(told["number"].astype(np.int64))


def _joined(
    keys: list[Keys], days: list[Integers], plains: list[Integers], heavies: list[Integers | None]
) -> tuple[bytes, DaySums]:
    different, at = np.unique(np.concatenate(keys), return_inverse=True)
    heavy = None
    if any(one is not None for one in heavies):
        heavy = np.concatenate(
            [
                plain * WEIGHT_ONE if one is None else one
                for plain, one in zip(plains, heavies, strict=True)
            ]
        )
    sums = DaySums(
        at.reshape(-1).astype(np.int64), np.concatenate(days), np.concatenate(plains), heavy
    )
    return different.tobytes(), sums
