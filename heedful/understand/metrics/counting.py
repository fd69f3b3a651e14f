"""From facts of feedback to signed additions to cells. Arrays only: no database, no Django."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import NOT_ANSWERED, WEIGHT_ONE, CrossSums, count_cells, cross_sums
from heedful.understand.metrics.series import Series

Integers = NDArray[np.int64]
Key = tuple[uuid.UUID, date]
Sums = TypeVar("Sums", Integers, CrossSums)
# Days are told apart in one whole number: location times this, plus the day's ordinal.
DAYS = 10_000_000


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


def day_deltas(facts: Facts, series: Series) -> dict[Key, Delta]:
    """Count facts, already spread over the series' items, by location and day."""
    keys, groups = _grouped(facts, facts.days)
    layout = series.layout

    def count(scores: NDArray[np.int16], at: Integers, n: int, w: Integers | None) -> Integers:
        return count_cells(scores, at, n, layout, w)

    sums = _signed(count, facts, groups, len(keys), weighted=False)
    rows = np.zeros(len(keys), dtype=np.int64)
    np.add.at(rows, groups, facts.signs)
    heavy, weighted = _weighted(count, facts, groups, len(keys))
    return {
        key: Delta(int(rows[i]), sums[i], weighted[heavy[i]] if i in heavy else None)
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
        heavy = _signed(count, facts, groups, len(codes), weighted=True)
    plain = _signed(count, facts, groups, len(codes), weighted=False)
    return DaySums(codes // DAYS, codes % DAYS, plain, heavy)


def pair_sums(facts: Facts) -> tuple[CrossSums, CrossSums | None]:
    """Count the pairs of answers by location; None while every weight is one."""
    n = len(facts.locations)
    plain = _signed(cross_sums, facts, facts.at, n, weighted=False)
    if (facts.weights == WEIGHT_ONE).all():
        return plain, None
    return plain, _signed(cross_sums, facts, facts.at, n, weighted=True)


def cross_deltas(facts: Facts) -> dict[Key, CrossDelta]:
    """Count the pairs of answers, as on the form, by location and month."""
    days = np.unique(facts.days)
    firsts = np.array([date.fromordinal(int(d)).replace(day=1).toordinal() for d in days])
    keys, groups = _grouped(facts, firsts[np.searchsorted(days, facts.days)])
    sums = _signed(cross_sums, facts, groups, len(keys), weighted=False)
    heavy, weighted = _weighted(cross_sums, facts, groups, len(keys))

    def one(of: CrossSums, i: int) -> CrossSums:
        return of.take(slice(i, i + 1))

    return {
        key: CrossDelta(one(sums, i), one(weighted, heavy[i]) if i in heavy else None)
        for i, key in enumerate(keys)
    }


def _grouped(facts: Facts, days: Integers) -> tuple[list[Key], Integers]:
    """Return the distinct places and days in order of the places, and which one each row has."""
    codes, groups = np.unique(facts.at * DAYS + days, return_inverse=True)
    keys = [(facts.locations[c // DAYS], date.fromordinal(c % DAYS)) for c in codes.tolist()]
    return keys, groups.reshape(-1).astype(np.int64)


def _signed(
    count: Callable[[NDArray[np.int16], Integers, int, Integers | None], Sums],
    facts: Facts,
    groups: Integers,
    n_groups: int,
    *,
    weighted: bool,
) -> Sums:
    """Count what comes and take away what goes."""

    def counted(rows: NDArray[np.bool_]) -> Sums:
        weights = facts.weights[rows] if weighted else None
        return count(facts.scores[rows], groups[rows], n_groups, weights)

    comes = counted(facts.signs > 0)
    if (facts.signs > 0).all():
        return comes
    return comes + -counted(facts.signs < 0)


def _weighted(
    count: Callable[[NDArray[np.int16], Integers, int, Integers | None], Sums],
    facts: Facts,
    groups: Integers,
    n_groups: int,
) -> tuple[dict[int, int], Sums]:
    """Count with weights those groups in which one differs from 1; say where each one stands."""
    heavy = np.unique(groups[facts.weights != WEIGHT_ONE])
    place = np.full(n_groups, -1, dtype=np.int64)
    place[heavy] = np.arange(len(heavy))
    kept = place[groups] >= 0
    part = Facts(
        facts.locations,
        facts.at[kept],
        facts.days[kept],
        facts.scores[kept],
        facts.weights[kept],
        facts.signs[kept],
    )
    sums = _signed(count, part, place[groups[kept]], len(heavy), weighted=True)
    return {int(group): i for i, group in enumerate(heavy)}, sums
