"""From facts of feedback to signed additions to cells. Arrays only: no database, no Django."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import NOT_ANSWERED, WEIGHT_ONE, CrossSums, count_cells, cross_sums
from heedful.understand.metrics.answers import Answers, signed
from heedful.understand.metrics.cross import Cross, Summed
from heedful.understand.metrics.packing import times_one
from heedful.understand.metrics.places import Ids, Keys, keys_of
from heedful.understand.metrics.series import Series

Integers = NDArray[np.int64]
Key = tuple[uuid.UUID, date]
# Days are told apart in one whole number: location times this, plus the day's ordinal.
DAYS = 10_000_000
# Cells that are counted and handed over at once.
CELLS = 4_000


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of feedback without words, all for one version: a place, a day, scores, a weight."""

    locations: tuple[uuid.UUID, ...]  # what `at` points into
    at: Integers  # (n,)
    days: Integers  # (n,) ordinals
    scores: NDArray[np.int16]  # (n, items)
    weights: Integers  # (n,) millionths
    signs: Integers  # (n,) 1 for an addition, -1 for a correction's old half or an erasure

    @classmethod
    def of_payload(cls, payload: Mapping[str, Any], *, items: int) -> Self:
        """Read what `listen.feedback` put into the outbox. Raises ValueError, KeyError."""
        days = [date.fromisoformat(day).toordinal() for day in payload["days"]]
        n, given = len(days), payload["weights"]
        return cls(
            locations=tuple(uuid.UUID(key) for key in payload["locations"]),
            at=np.array(payload["at"], dtype=np.int64),
            days=np.array(days, dtype=np.int64),
            scores=np.array(payload["scores"], dtype=np.int16).reshape(n, items),
            weights=np.array([WEIGHT_ONE] * n if given is None else given, dtype=np.int64),
            signs=np.full(n, {1: 1, -1: -1}[payload["sign"]], dtype=np.int64),
        )

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Put the rows of several together; they have the same items."""
        places: dict[uuid.UUID, int] = {}
        at = []
        for part in parts:
            index = [places.setdefault(key, len(places)) for key in part.locations]
            at.append(np.array(index, dtype=np.int64)[part.at])
        return cls(
            locations=tuple(places),
            at=np.concatenate(at),
            days=np.concatenate([part.days for part in parts]),
            scores=np.concatenate([part.scores for part in parts]),
            weights=np.concatenate([part.weights for part in parts]),
            signs=np.concatenate([part.signs for part in parts]),
        )

    def negated(self) -> Self:
        """Let what comes go, and what goes come."""
        return replace(self, signs=-self.signs)

    def take(self, rows: NDArray[np.bool_]) -> Self:
        """Pick rows, and of the places only those that are left."""
        left, at = np.unique(self.at[rows], return_inverse=True)
        return type(self)(
            locations=tuple(self.locations[i] for i in left.tolist()),
            at=at.reshape(-1).astype(np.int64),
            days=self.days[rows],
            scores=self.scores[rows],
            weights=self.weights[rows],
            signs=self.signs[rows],
        )

    def pick(self, rows: NDArray[np.intp]) -> Self:
        """Pick rows by number, and leave the places as they are."""
        return replace(
            self,
            at=self.at[rows],
            days=self.days[rows],
            scores=self.scores[rows],
            weights=self.weights[rows],
            signs=self.signs[rows],
        )

    def items(self, slots: Sequence[int]) -> Self:
        """Pick items, in the order given."""
        scores = self.scores[:, list(slots)]
        return type(self)(self.locations, self.at, self.days, scores, self.weights, self.signs)

    def spread(self, slots: Sequence[int], n_items: int) -> Self:
        """Move each item from its place on the form to its slot among all items."""
        wide = np.full((len(self.scores), n_items), NOT_ANSWERED, dtype=np.int16)
        wide[:, list(slots)] = self.scores
        parts = (self.locations, self.at, self.days, wide, self.weights, self.signs)
        return type(self)(*parts)


@dataclass(frozen=True, slots=True)
class Delta:
    """What is to be added to one day's cell."""

    rows: int
    sums: Integers
    weighted: Integers | None  # None while every weight is one


@dataclass(frozen=True, slots=True)
class DaySums:
    """Sums of u pairs of a place and a day, as whole cells."""

    at: Integers  # (u,) the place, by its number among the facts' locations
    days: Integers  # (u,) ordinals
    plain: Integers  # (u, width)
    heavy: Integers | None  # (u, width) in millionths; None while every weight is one


@dataclass(frozen=True, slots=True)
class CrossDelta:
    """What is to be added to one month's cross-products."""

    sums: CrossSums
    weighted: CrossSums | None

    def weighed(self) -> CrossSums:
        """The weighted sums; without them every row weighs one."""
        return times_one(self.sums) if self.weighted is None else self.weighted


@dataclass(frozen=True, slots=True)
class Cells:
    """g cells, each of a place and a day, or a month by its first day.

    In order of the places' keys and the days, so that whoever adds takes them in the same order.
    """

    places: Keys  # (g,)
    days: Integers  # (g,) ordinals

    @property
    def keys(self) -> list[Key]:
        days = [date.fromordinal(day) for day in self.days.tolist()]
        return list(zip(Ids(self.places), days, strict=True))


@dataclass(frozen=True, slots=True)
class DayCells(Cells):
    """What is to be added to cells of days."""

    rows: Integers  # (g,)
    sums: Integers  # (g, width)
    heavy: Integers  # (g,) which of `weighted` a cell has, -1 for one where every weight is one
    weighted: Integers  # (h, width)


@dataclass(frozen=True, slots=True)
class MonthCells(Cells):
    """What is to be added to cells of months."""

    cross: Cross

    def take(self, cells: NDArray[np.intp]) -> Self:
        """Pick cells by number, in ascending order."""
        return type(self)(self.places[cells], self.days[cells], self.cross.take(cells))


def day_parts(facts: Facts, series: Series) -> Iterator[DayCells]:
    """Count facts, already spread over the series' items, by location and day."""

    def count(scores: NDArray[np.int16], at: Integers, n: int, w: Integers | None) -> Integers:
        return count_cells(scores, at, n, series.layout, w)

    for cells, part, at in _parts(facts, facts.days):
        g = len(cells.days)
        n = np.zeros(g, dtype=np.int64)
        np.add.at(n, at, part.signs)
        sums = signed(count, part, at, g, weighted=False)
        heavy, weighted = _weighted(count, part, at, g)
        yield DayCells(cells.places, cells.days, n, sums, heavy, weighted)


def month_parts(facts: Facts) -> Iterator[MonthCells]:
    """Gather the pairs of answers, as on the form, by location and month."""
    days = np.unique(facts.days)
    firsts = np.array([date.fromordinal(int(d)).replace(day=1).toordinal() for d in days])
    for cells, part, at in _parts(facts, firsts[np.searchsorted(days, facts.days)]):
        cross = Cross.of(len(cells.days), Answers.of(part, at))
        yield MonthCells(cells.places, cells.days, cross)


def day_deltas(facts: Facts, series: Series) -> dict[Key, Delta]:
    """Count facts as `day_parts` does, cell by cell."""
    return {
        key: Delta(
            int(part.rows[i]),
            part.sums[i],
            part.weighted[at] if (at := part.heavy[i]) >= 0 else None,
        )
        for part in day_parts(facts, series)
        for i, key in enumerate(part.keys)
    }


def cross_deltas(facts: Facts) -> dict[Key, CrossDelta]:
    """Count facts as `month_parts` does, cell by cell."""
    found: dict[Key, CrossDelta] = {}
    for part in month_parts(facts):
        found |= deltas_of(part.keys, part.cross.sums())
    return found


def deltas_of(keys: Sequence[Key], sums: Summed) -> dict[Key, CrossDelta]:
    """Tell the sums of all cells apart, which are called by these keys."""
    weighed = sums.weighed()
    return {
        key: CrossDelta(
            sums.plain.take(slice(i, i + 1)),
            weighed.take(slice(i, i + 1)) if sums.is_heavy[i] else None,
        )
        for i, key in enumerate(keys)
    }


def day_sums(facts: Facts, series: Series) -> DaySums:
    """Count facts as `day_deltas` does, all places and days as one array."""
    codes, groups = np.unique(facts.at * DAYS + facts.days, return_inverse=True)
    groups = groups.reshape(-1).astype(np.int64)

    def count(scores: NDArray[np.int16], at: Integers, n: int, w: Integers | None) -> Integers:
        return count_cells(scores, at, n, series.layout, w)

    heavy = None
    if (facts.weights != WEIGHT_ONE).any():
        heavy = signed(count, facts, groups, len(codes), weighted=True)
    plain = signed(count, facts, groups, len(codes), weighted=False)
    return DaySums(codes // DAYS, codes % DAYS, plain, heavy)


def pair_sums(facts: Facts) -> tuple[CrossSums, CrossSums | None]:
    """Count the pairs of answers by location; None while every weight is one."""
    n = len(facts.locations)
    plain = signed(cross_sums, facts, facts.at, n, weighted=False)
    if (facts.weights == WEIGHT_ONE).all():
        return plain, None
    return plain, signed(cross_sums, facts, facts.at, n, weighted=True)


def _parts(facts: Facts, days: Integers) -> Iterator[tuple[Cells, Facts, Integers]]:
    """Facts by location and day, some cells at a time, so that memory does not grow.

    Yields cells, the facts of them, and of which of the cells each row is.
    """
    keys = keys_of(facts.locations)
    order = np.argsort(keys)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    codes, groups = np.unique(rank[facts.at] * DAYS + days, return_inverse=True)
    rows = np.argsort(groups.reshape(-1), kind="stable")
    cells = groups.reshape(-1)[rows].astype(np.int64)
    for start in range(0, len(codes), CELLS):
        here = codes[start : start + CELLS]
        first, end = np.searchsorted(cells, [start, start + len(here)])
        part, at = facts.pick(rows[first:end]), cells[first:end] - start
        yield Cells(keys[order][here // DAYS], here % DAYS), part, at


def _weighted(
    count: Callable[[NDArray[np.int16], Integers, int, Integers | None], Integers],
    facts: Facts,
    groups: Integers,
    n_groups: int,
) -> tuple[Integers, Integers]:
    """Count with weights those groups in which one differs from 1; say where each one stands."""
    heavy = np.unique(groups[facts.weights != WEIGHT_ONE])
    place = np.full(n_groups, -1, dtype=np.int64)
    place[heavy] = np.arange(len(heavy))
    kept = np.flatnonzero(place[groups] >= 0)
    part, at = facts.pick(kept), place[groups[kept]]
    return place, signed(count, part, at, len(heavy), weighted=True)
