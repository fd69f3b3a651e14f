"""Cutting days into runs that are counted as one: a run is two running sums apart."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from heedful.understand.metrics.counts import Count
from heedful.understand.metrics.dimensions import Dimension
from heedful.understand.metrics.rules import Step

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
    taken: list[range] = []
    for number, span in enumerate(count.spans):
        days = range(
            max(span.first.toordinal(), known.start), min(span.last.toordinal() + 1, known.stop)
        )
        for day in days:
            if any(day in before for before in taken):
                continue
            key = _key(count, number, date.fromordinal(day))
            if key is None:
                continue
            part = bisect_right(breaks, day)
            end = made[-1] if made else None
            if end and (end.key, end.part, end.last) == (key, part, day - 1):
                made[-1] = Run(key, part, end.first, day)
            else:
                made.append(Run(key, part, day, day))
        taken.append(days)
    return made


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
