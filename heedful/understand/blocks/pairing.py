"""Counting pairs of answers from the running cross-products of whole months."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

import numpy as np

from cxstats.sums import CrossSums
from heedful.understand.blocks.arrays import Integers, Sums, padded, read
from heedful.understand.blocks.axis import lengthened
from heedful.understand.blocks.below import Adding, below
from heedful.understand.blocks.pairs import PairCounts
from heedful.understand.blocks.pieces import Key, Run, runs
from heedful.understand.blocks.reading import values_of, waiting
from heedful.understand.blocks.windows import Late, added, picked
from heedful.understand.metrics.counting import Facts, pair_sums
from heedful.understand.metrics.counts import Count, Keyed, PairSums
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.keys import KeyColumns
from heedful.understand.metrics.order import Order
from heedful.understand.metrics.packing import times_one
from heedful.understand.metrics.places import found, keys_in, keys_of
from heedful.understand.metrics.rules import Step
from heedful.understand.metrics.subject import NoOutcome
from heedful.understand.metrics.waiting import first_days

HEADER = """
select version, axis, month, items from understand_block_state state
left join understand_cross_block block on block.tenant_id = state.tenant_id
    and block.questionnaire_id = state.questionnaire_id and month <= %(last)s
where state.tenant_id = %(tenant)s and state.questionnaire_id = %(questionnaire)s and ready
order by month
"""
NUMBERS = """
select version, month, place, plain_size,
    substring(plain from number * places * plain_size + 1 for places * plain_size), heavy_size,
    substring(heavy from number * places * heavy_size + 1 for places * heavy_size)
from understand_block_state state left join (understand_cross_block block join
    unnest(%(months)s::date[], %(places)s::int[], %(numbers)s::int[])
        as wanted (month, place, number) using (month))
    on block.tenant_id = state.tenant_id and block.questionnaire_id = state.questionnaire_id
where state.tenant_id = %(tenant)s and state.questionnaire_id = %(questionnaire)s
order by month, place
"""
PLAIN = 6  # n, both sums, both sums of squares, products


@dataclass(frozen=True, slots=True)
class Months:
    """Running sums of a pair at the ends of months."""

    known: tuple[date, ...]
    sums: Mapping[date, Sums]  # (places, 6)
    places: int

    def between(self, first: int, last: int) -> Sums:
        """The sums of whole months, the first and the last included."""
        return self._at(date.fromordinal(last)) - self._at(date.fromordinal(first - 1))

    def grouped(self, add: Adding, groups: int) -> Self:
        return type(self)(self.known, {at: add(one) for at, one in self.sums.items()}, groups)

    def _at(self, day: date) -> Sums:
        newest = bisect_right(self.known, day)
        nothing = PairCounts(np.zeros((self.places, PLAIN), dtype=np.int64))
        return self.sums.get(self.known[newest - 1], nothing) if newest else nothing


def pair_count(count: Count) -> Keyed[PairSums] | None:
    """Count pairs in whole months; None when blocks cannot be read or changed while they were."""
    of, whole = count.subject, count.whole
    with binary_cursor() as cursor:
        cursor.execute(HEADER, {**values_of(of), "last": whole.last})
        rows = cursor.fetchall()
    if not rows:
        return None
    known = {row[2]: int(row[3]) for row in rows if row[2] is not None}
    late = _late(count, waiting(of, whole, items=len(of.series.items)))
    axis = lengthened(keys_in(rows[0][1]), late.keys())
    late = late.on(axis)
    tree, wanted = None, found(axis, keys_of(count.nodes)).astype(np.int64)
    if not count.are_locations:
        tree = below(tenant_id=of.tenant_id, nodes=count.nodes, window=whole, axis=axis)
        wanted = tree.places()
    cut = runs(count, known=_known(known, late), breaks=tree.breaks if tree else ())
    months = _months(count, int(rows[0][0]), known, cut, places=max(len(axis), 1))
    if months is None:
        return None
    places = range(months.places)
    sums = added(cut, months, late, places, tree)
    if tree is None:
        sums = {key: picked(one, wanted, places) for key, one in sums.items()}
    return _keyed(count, sums)


def _late(count: Count, batches: Sequence[Facts]) -> Late:
    """Count one pair of what waits, by months."""
    none = PairCounts(np.zeros((0, PLAIN), dtype=np.int64))
    if not batches:
        return replace(Late.nothing(PLAIN), sums=none)
    facts = Facts.joined(batches)
    months = first_days(facts.days)
    both = facts.items([count.subject.slot, outcome_of(count)])
    at, days, plain, heavy = [], [], [], []
    for month in np.unique(months).tolist():
        part = both.take(months == month)
        at.append(found(keys_of(facts.locations), keys_of(part.locations)).astype(np.int64))
        days.append(np.full(len(part.locations), month, dtype=np.int64))
        light, weighted = pair_sums(part)
        plain.append(_columns(light)[:, :PLAIN])
        heavy.append(_columns(times_one(light) if weighted is None else weighted))
    sums = PairCounts(np.concatenate(plain), np.concatenate(heavy))
    return Late(facts, np.concatenate(at), np.concatenate(days), sums)


def _columns(cross: CrossSums) -> Integers:
    """The numbers of the pair of the two items there are."""
    return Order(2).matrix(cross, is_heavy=True)[Order(2).of_pair(0, 1)].T


def _known(known: Mapping[date, int], late: Late) -> range:
    """Whole months in which there can be anything."""
    days = sorted([*(day.toordinal() for day in known), *late.days.tolist()])
    if not days:
        return range(0)
    return range(days[0], Step.MONTH.after(date.fromordinal(days[-1])).toordinal())


def _months(
    count: Count, version: int, known: Mapping[date, int], cut: Sequence[Run], *, places: int
) -> Months | None:
    """Read the months at which runs begin and end."""
    listed = tuple(known)
    ends = {day for run in cut for day in (run.first - 1, run.last)}
    at = {bisect_right(listed, date.fromordinal(day)) for day in ends}
    wanted = [
        (listed[i - 1], place, number)
        for i in sorted(at)
        if i
        for place, number in enumerate(_numbers(count, known[listed[i - 1]]))
    ]
    values = {
        **values_of(count.subject),
        "months": [month for month, _, _ in wanted],
        "places": [place for _, place, _ in wanted],
        "numbers": [number for _, _, number in wanted],
    }
    with binary_cursor() as cursor:
        cursor.execute(NUMBERS, values)
        rows = cursor.fetchall()
    if any(row[0] != version for row in rows) or not rows:
        return None
    found_rows: dict[date, list[Sequence[Any]]] = defaultdict(list)
    for _, month, _, *numbers in rows:
        if month is not None:
            found_rows[month].append(numbers)
    sums = {month: _read(told, places) for month, told in found_rows.items()}
    return Months(listed, sums, places)


def _numbers(count: Count, items: int) -> list[int]:
    """Rows of a month's matrix; none where one of the items came later."""
    item, outcome = count.subject.slot, outcome_of(count)
    return Order(items).of_pair(item, outcome) if max(item, outcome) < items else []


def _read(rows: Sequence[Sequence[Any]], places: int) -> PairCounts:
    """Put the numbers of a pair side by side."""

    def column(data: bytes, size: int) -> Integers:
        return padded(read(data, size, 1).astype(np.int64), places)

    plain = [column(row[1], row[0]) for row in rows[:PLAIN]]
    if rows[0][3] is None:
        return PairCounts(np.hstack(plain))
    return PairCounts(np.hstack(plain), np.hstack([column(row[3], row[2]) for row in rows]))


def outcome_of(count: Count) -> int:
    """The slot of the outcome; pairs are only asked for where there is one."""
    outcome = count.subject.series.outcome
    if outcome is None:
        raise NoOutcome
    return outcome


def _keyed(count: Count, sums: Mapping[Key, Sums]) -> Keyed[PairSums]:
    """Put all keys one after another; those with no answer are left out."""
    parts = list(sums.values()) or [PairCounts(np.zeros((0, PLAIN), dtype=np.int64))]
    plain = np.concatenate([part.plain for part in parts])
    kept = np.flatnonzero(plain[:, 0])
    named = KeyColumns.of_grid(list(sums), count.nodes, kept, width=2 + len(count.by))
    numbers, squares = plain[kept], None
    if any(part.is_weighted for part in parts):
        heavy = np.concatenate([part.weighed for part in parts])[kept]
        numbers, squares = heavy[:, :PLAIN], heavy[:, PLAIN]
    weight, *others = numbers.T
    item, outcome, item_squares, outcome_squares, products = others
    pairs = PairSums(
        plain[kept, 0],
        weight,
        item,
        outcome,
        item_squares,
        outcome_squares,
        products,
        squares,
    )
    return Keyed(named, pairs)
