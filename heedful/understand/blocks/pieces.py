"""Cutting days into runs that are counted as one: a run is two running sums apart."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from heedful.understand.metrics.counts import Count
from heedful.understand.metrics.dimensions import Dimension
from heedful.understand.metrics.rules import Step, Window

Key = tuple[Any, ...]
CUTS: Mapping[Dimension, Callable[[date], date | int]] = MappingProxyType(
    {
        Dimension.DAY: lambda day: day,
        Dimension.WEEK: Step.WEEK.begin,
        Dimension.MONTH: Step.MONTH.begin,
        Dimension.WEEKDAY: date.weekday,
    }
)


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row, both ends included (ordinals), that count for one key."""

    key: Key  # span, then the values of `by`
    part: int  # between which breaks it lies
    first: int
    last: int


def runs(count: Count, *, known: range, breaks: Sequence[int] = ()) -> list[Run]:
    """Cut a count's days, as far as anything is known of them.

    A run crosses none of `breaks`, ordinals of first days in rising order; part 0 lies before them.
    """
    made: list[Run] = []
    for number, span in enumerate(count.spans):
        days = _within(span, known)
        before = [_within(one, known) for one in count.spans[:number]]
        for day, after in _steps(count, days, [*before, *(range(day, day) for day in breaks)]):
            if any(day in taken for taken in before):
                continue
            key = _key(count, number, date.fromordinal(day))
            if key is None:
                continue
            part = bisect_right(breaks, day)
            end = made[-1] if made else None
            if end and (end.key, end.part, end.last) == (key, part, day - 1):
                made[-1] = Run(key, part, end.first, after - 1)
            else:
                made.append(Run(key, part, day, after - 1))
    return made


def _within(span: Window, known: range) -> range:
    first, after = span.first.toordinal(), span.last.toordinal() + 1
    return range(max(first, known.start), min(after, known.stop))


def _steps(count: Count, days: range, cuts: Sequence[range]) -> Iterator[tuple[int, int]]:
    """Days that may be looked at together, as first days and those after the last ones.

    Single days where any may have a key of its own, otherwise from one cut to the next.
    """
    if count.by or count.where:
        yield from ((day, day + 1) for day in days)
    elif days:
        ends = {days.start, days.stop}
        ends |= {day for cut in cuts for day in (cut.start, cut.stop) if day in days}
        yield from pairwise(sorted(ends))


def _key(count: Count, span: int, day: date) -> Key | None:
    for one in count.where:
        if str(CUTS[one.dimension](day)) not in one.values:
            return None
    return (span, *(CUTS[one](day) for one in count.by))


def edges(count: Count) -> int:
    """About how many running sums are read."""
    ends = 0
    for span in count.spans:
        ends += 1
        for one in (*count.by, *(filtered.dimension for filtered in count.where)):
            ends += span.days // {Dimension.WEEK: 7, Dimension.MONTH: 30}.get(one, 1)
    return ends + 1
