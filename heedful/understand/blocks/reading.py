"""Reading running sums: a few rows for any window, and of each only the places that matter."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from heedful.understand.blocks.arrays import Integers, Sums, padded, read
from heedful.understand.blocks.below import Adding
from heedful.understand.metrics.counting import Facts
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.places import Keys, keys_in
from heedful.understand.metrics.rules import Step, Window
from heedful.understand.metrics.subject import Subject
from heedful.understand.metrics.waiting import unpacked

HEADER = """
select version, axis, array(select day from understand_block block
    where block.tenant_id = state.tenant_id and slot = %(slot)s and not is_base
        and block.questionnaire_id = state.questionnaire_id and day <= %(last)s
    order by day)
from understand_block_state state
where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s and ready
"""
WAITING = """
select facts from understand_waiting
where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s
    and month between date_trunc('month', %(first)s::timestamp) and %(last)s
"""
# One place is {width} numbers; a row says of how many bytes each.
BLOCKS = """
select version, is_base, day, plain_size,
    substring(plain from %(from)s::int * %(width)s::int * plain_size + 1
        for %(places)s::int * %(width)s::int * plain_size), heavy_size,
    substring(heavy from %(from)s::int * (%(width)s::int + 1) * heavy_size + 1
        for %(places)s::int * (%(width)s::int + 1) * heavy_size)
from understand_block_state state left join understand_block block
    on block.tenant_id = state.tenant_id and block.questionnaire_id = state.questionnaire_id
    and slot = %(slot)s and (is_base, day) in (
        select * from unnest(%(bases)s::bool[], %(days)s::date[]))
where state.tenant_id = %(tenant)s and state.questionnaire_id = %(questionnaire)s
"""


@dataclass(frozen=True, slots=True)
class Header:
    """What there is of one item."""

    version: int
    axis: Keys
    days: tuple[date, ...]  # those that have a block, in order

    def newest(self, day: int) -> date | None:
        """The day whose block holds the running sum at the end of a day."""
        at = bisect_right(self.days, date.fromordinal(day))
        return self.days[at - 1] if at else None


def header(subject: Subject, *, last: date) -> Header | None:
    """Look up to `last`; None when the blocks cannot be read."""
    with binary_cursor() as cursor:
        cursor.execute(HEADER, {**values_of(subject), "last": last})
        row = cursor.fetchone()
    return None if row is None else Header(row[0], keys_in(row[1]), tuple(row[2]))


def waiting(subject: Subject, window: Window, *, items: int) -> list[Facts]:
    """The facts of some months that are not folded in yet."""
    values = {**values_of(subject), "first": window.first, "last": window.last}
    with binary_cursor() as cursor:
        cursor.execute(WAITING, values)
        return [unpacked(row[0], items=items) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Edges:
    """Running sums at the ends of days, at some places."""

    header: Header
    blocks: Mapping[tuple[bool, date], Sums]  # numbers are as narrow as they are stored
    shape: tuple[int, int]

    def between(self, first: int, last: int) -> Sums:
        """The sums of days in a row, both included."""
        start, end = self.header.newest(first - 1), self.header.newest(last)
        if end is None or end == start:
            return Sums.zeros(*self.shape)
        sums = self._apart(False, start, end)
        before = None if start is None else Step.MONTH.begin(start)
        month = Step.MONTH.begin(end)
        return sums if before == month else sums + self._apart(True, before, month)

    def grouped(self, add: Adding, groups: int) -> "Edges":
        return Edges(self.header, Grouped(add, self.blocks), (groups, self.shape[1]))

    def _apart(self, is_base: bool, start: date | None, end: date) -> Sums:  # noqa: FBT001 - half of a key
        high = self.blocks[is_base, end]
        low = Sums(np.zeros((1, 1), dtype=np.int8))
        if start is not None:
            low = self.blocks[is_base, start]
        plain = np.subtract(high.plain, low.plain, dtype=np.int64)
        if high.heavy is None and low.heavy is None:
            return Sums(plain)
        less = low.weighed if start is not None else np.zeros((1, 1), dtype=np.int64)
        return Sums(plain, np.subtract(high.weighed, less, dtype=np.int64))


class Grouped(dict[tuple[bool, date], Sums]):
    """Blocks added up to groups, each when it is first asked for."""

    def __init__(self, add: Adding, blocks: Mapping[tuple[bool, date], Sums]) -> None:
        super().__init__()
        self.add, self.blocks = add, blocks

    def __missing__(self, key: tuple[bool, date]) -> Sums:
        self[key] = found = self.add(self.blocks[key])
        return found


def edges_of(subject: Subject, head: Header, places: range, ends: Iterable[int]) -> Edges | None:
    """Read the blocks for running sums at the ends of days; None when one changed meanwhile."""
    days = {day for end in set(ends) if (day := head.newest(end)) is not None}
    wanted = [(False, day) for day in sorted(days)]
    wanted += [(True, month) for month in sorted({Step.MONTH.begin(day) for day in days})]
    width = subject.item.scale.bins + 1
    values = {
        **values_of(subject),
        "bases": [is_base for is_base, _ in wanted],
        "days": [day for _, day in wanted],
        "from": places.start,
        "places": len(places),
        "width": width,
    }
    with binary_cursor() as cursor:
        cursor.execute(BLOCKS, values)
        rows = cursor.fetchall()
    if any(row[0] != head.version for row in rows) or not rows:
        return None
    found = {(row[1], row[2]): sums_in(row[3:], len(places), width) for row in rows if row[2]}
    return Edges(head, found, (len(places), width))


def sums_in(row: Sequence[Any], places: int, width: int) -> Sums:
    """Read the numbers of a row: their size and themselves, without weights and with them."""
    plain_size, plain, heavy_size, heavy = row

    def at_all(data: bytes, size: int, wide: int) -> Integers:
        narrow: Any = padded(read(data, size, wide), places)
        return narrow  # type: ignore[no-any-return]

    light = at_all(plain, plain_size, width)
    return Sums(light, None if heavy is None else at_all(heavy, heavy_size, width + 1))


def values_of(subject: Subject) -> dict[str, Any]:
    return {
        "tenant": subject.tenant_id,
        "questionnaire": subject.questionnaire_id,
        "slot": subject.slot,
    }
