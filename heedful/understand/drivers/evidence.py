"""Taking the sums of places out of the cells."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from cxstats.sums import WEIGHT_ONE, CrossSums
from heedful.understand.blocks.whole import Whole, whole
from heedful.understand.drivers.studying import Evidence
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.everybody import everybody
from heedful.understand.metrics.places import Ids as Places
from heedful.understand.metrics.places import keys_in, keys_of
from heedful.understand.metrics.rules import Window
from heedful.understand.metrics.series import Series
from heedful.understand.metrics.storing import Stored, add_stored
from heedful.understand.metrics.subject import Subject

Integers = NDArray[np.int64]
# A location that moved counts for a group in the months in whose middle it belonged there.
_BELOW = """join base_ancestry below on below.tenant_id = cell.tenant_id
    and below.descendant_id = cell.location_id and below.ancestor_id = %(node)s
    and {day} >= below.valid_from and {day} < below.valid_to"""
CROSS = """
select cell.location_id, cell.version_id, version.slots, cell.sums, cell.weighted
from understand_cross_cell cell join listen_questionnaire_version version
    on version.tenant_id = cell.tenant_id and version.id = cell.version_id {below}
where cell.tenant_id = %(tenant)s and version.questionnaire_id = %(questionnaire)s
    and cell.month between %(first)s and %(last)s
"""
# Groups among them have no feedback of their own.
BELOW = """
select coalesce(string_agg(uuid_send(descendant_id), ''::bytea), ''),
    coalesce(bool_and(valid_from <= %(first)s
        and valid_to >= date_trunc('month', %(last)s::timestamp) + interval '1 month'), true)
from base_ancestry where tenant_id = %(tenant)s and ancestor_id = %(node)s
    and valid_from <= %(last)s and valid_to > %(first)s
"""
FEW_PLACES = 10
CELLS = """
select cell.location_id, bool_or(cell.weighted is not null), {sums}
from understand_day_cell cell {below}
where cell.tenant_id = %(tenant)s and cell.questionnaire_id = %(questionnaire)s
    and cell.day between %(first)s and %(last)s
group by 1
"""
# PostgreSQL returns at most 1,664 columns at once.
COLUMNS = 800
PLAIN = "coalesce(sum(cell.sums[{place}]), 0)::bigint"
HEAVY = (
    "coalesce(sum(coalesce(cell.weighted[{place}],"
    f" cell.sums[{{place}}] * {WEIGHT_ONE})), 0)::bigint"
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Evidence and whose it is, in the same order."""

    ids: Sequence[uuid.UUID]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Group:
    """A node, and the places below it in all months asked for: None where one moved, or for few.

    Of a few the cells are less than the running sums of everybody.
    """

    node: uuid.UUID | None  # None is everybody
    places: Places | None


def group_of(*, subject: Subject, window: Window, node: uuid.UUID) -> Group:
    """One query."""
    return Group(node, _steadily_below(subject, _months(window), node))


def gather(
    *,
    subject: Subject,
    window: Window,
    group: Group | None = None,
    locations: Sequence[uuid.UUID] = (),
) -> Gathered:
    """The sums of all locations (or those of a group) in whole months of a window.

    `locations` are there even without any feedback. Which places hang together is told of all
    locations only. At most five queries.
    """
    months, known = _months(window), None
    if group is None:
        known = everybody(tenant_id=subject.tenant_id, on=window.last, also=locations)
        group = Group(None, known.ids)
    ids, sums = _from_blocks(subject, months, group.places, locations) or _from_cells(
        subject, months, group.node, locations
    )
    evidence = Evidence(
        series=subject.series,
        metric=subject.metric,
        cells=sums.cells,
        weighted_cells=sums.weighted_cells,
        cross=sums.cross,
        weighted_cross=sums.weighted_cross,
        parent=None if known is None else known.parents(ids),
    )
    return Gathered(ids, evidence)


Ids = Sequence[uuid.UUID]


def _months(window: Window) -> Window:
    return Window(window.first.replace(day=1), window.last)


def _steadily_below(subject: Subject, window: Window, node: uuid.UUID) -> Places | None:
    values: dict[str, Any] = {"tenant": subject.tenant_id, "node": node}
    with binary_cursor() as cursor:
        cursor.execute(BELOW, {**values, "first": window.first, "last": window.last})
        keys, is_steady = cursor.fetchone()
    places = Places(keys_in(keys))
    return places if is_steady and len(places) > FEW_PLACES else None


def _from_blocks(
    subject: Subject, window: Window, places: Places | None, locations: Sequence[uuid.UUID]
) -> tuple[Ids, Whole] | None:
    """The sums of places, from running sums; None when these are not ready."""
    if places is None:
        return None
    return whole(subject=subject, window=window, locations=places, also=keys_of(locations))


def _from_cells(
    subject: Subject, window: Window, node: uuid.UUID | None, locations: Sequence[uuid.UUID]
) -> tuple[Ids, Whole]:
    """The same by adding up cells, below a node or everywhere."""
    values = {
        "tenant": subject.tenant_id,
        "questionnaire": subject.questionnaire_id,
        "node": node,
        "first": window.first,
        "last": window.last,
    }
    width = subject.series.layout.width
    below = "" if node is None else _BELOW
    cells, is_weighted = _added(PLAIN, below, values, width)
    heavy = _added(HEAVY, below, values, width)[0] if is_weighted else None
    cross = _fetch(CROSS.format(below=below.format(day="cell.month + 14")), values)
    ids = tuple(dict.fromkeys([*locations, *cells, *(row[0] for row in cross)]))
    places = {key: i for i, key in enumerate(ids)}
    both, weighted = _cross(cross, places, subject.series)
    added = None if heavy is None else _lined_up(heavy, ids, width)
    return ids, Whole(_lined_up(cells, ids, width), added, both, weighted)


def _fetch(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, dict(values))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _added(
    column: str, below: str, values: Mapping[str, Any], width: int
) -> tuple[dict[uuid.UUID, list[int]], bool]:
    """Add the cells of each place, column by column; tell whether any has weights."""
    added: dict[uuid.UUID, list[int]] = {}
    is_weighted = False
    for start in range(1, width + 1, COLUMNS):
        places = range(start, min(start + COLUMNS, width + 1))
        sums = ", ".join(column.format(place=place) for place in places)
        sql = CELLS.format(sums=sums, below=below.format(day="cell.day"))
        for key, heavy, *numbers in _fetch(sql, values):
            added.setdefault(key, []).extend(numbers)
            is_weighted |= heavy
    return added, is_weighted


def _lined_up(
    sums: Mapping[uuid.UUID, Sequence[int]], ids: Sequence[uuid.UUID], width: int
) -> Integers:
    nothing = [0] * width
    return np.array([sums.get(key, nothing) for key in ids], dtype=np.int64).reshape(-1, width)


def _cross(
    rows: Sequence[tuple[Any, ...]], places: Mapping[uuid.UUID, int], series: Series
) -> tuple[CrossSums, CrossSums | None]:
    """Add the months and versions of each place; what a version did not ask has no pairs."""
    k = len(series.items)
    plain, heavy = CrossSums.zeros(len(places), k), CrossSums.zeros(len(places), k)
    is_weighted = any(row[4] is not None for row in rows)
    by_version: dict[tuple[int, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        by_version[tuple(row[2])].append(row)
    for slots, alike in by_version.items():
        at = np.array([places[row[0]] for row in alike], dtype=np.intp)
        stored = Stored(at, [row[3] for row in alike], [row[4] for row in alike])
        add_stored(plain, heavy if is_weighted else None, stored, slots)
    return plain, heavy if is_weighted else None
