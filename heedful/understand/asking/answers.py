"""From counted sums to what is shown: estimates, changes, and who stands apart.

Knows no Django. The only place where a measure is finished, whichever path has counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxstats.change import Change, beside_the_rest, change_between
from cxstats.correlation import correlation_interval
from cxstats.discovery import benjamini_hochberg
from cxstats.distinct import estimate_distinct
from cxstats.estimate import Estimate, Floats
from cxstats.histograms import Moments
from heedful.understand.asking.planner import Plan
from heedful.understand.asking.rules import Question
from heedful.understand.metrics.counts import Counted, Customers, PairSums, Sketches, lined_up
from heedful.understand.metrics.rules import ENOUGH_ANSWERS, FALSE_DISCOVERY_RATE
from heedful.understand.metrics.scores import ItemSums, alone
from heedful.understand.metrics.subject import Subject

Bools = NDArray[np.bool_]
Key = tuple[Any, ...]
# The span that a question is about; the one beside it is 1.
NOW, BESIDE = 0, 1


@dataclass(frozen=True, slots=True)
class Figures:
    """One figure for each group; arrays of one shape, nan where nothing can be said."""

    value: Floats
    low: Floats
    high: Floats
    n: Floats  # effective number of answers
    answers: NDArray[np.int64]  # plain number of answers
    enough: Bools  # whether there is evidence enough to show the figure
    # Beside the other window, as far as one was asked for.
    change: Change | None = None
    is_change: Bools | None = None  # at a false-discovery rate over all that is shown
    # −1 clearly below, 1 clearly above what it is shown with, 0 neither; at the same rate.
    standing: NDArray[np.int8] | None = None

    def take(self, order: NDArray[np.intp]) -> "Figures":
        """Pick groups, what was judged over all of them included."""
        change = self.change
        return Figures(
            value=self.value[order],
            low=self.low[order],
            high=self.high[order],
            n=self.n[order],
            answers=self.answers[order],
            enough=self.enough[order],
            change=None if change is None else _changed(change, order),
            is_change=None if self.is_change is None else self.is_change[order],
            standing=None if self.standing is None else self.standing[order],
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, and what there is to say; `keys` are the values of `question.by`."""

    question: Question
    subject: Subject
    keys: tuple[Key, ...]
    figures: Figures
    plan: Plan
    fresh: datetime | None  # up to when what was read is whole; None is "as of now"


def finish(subject: Subject, counted: Counted, keys: Sequence[Key]) -> Figures:
    """Finish what was counted for the groups of `keys` (without the span), each by itself."""
    at = {key: i for i, key in enumerate(counted.keys)}
    match counted.sums:
        case ItemSums() as sums:
            return _of_answers(subject, sums, at, keys)
        case PairSums() as sums:
            return _of_pairs(sums, at, keys)
        case Customers() as sums:
            return _of_customers(sums, at, keys)
        case Sketches() as sums:
            return _of_sketches(sums, at, keys)


def _of_answers(
    subject: Subject, sums: ItemSums, at: Mapping[Key, int], keys: Sequence[Key]
) -> Figures:
    spans = {key[0] for key in at}

    def of(span: int) -> ItemSums:
        return lined_up(sums, [at.get((span, *key)) for key in keys])

    now = of(NOW)
    estimate = alone(now, item=subject.item, metric=subject.metric)
    moments = now.moments(subject.metric, subject.item)
    change = None
    if BESIDE in spans:
        before = of(BESIDE).moments(subject.metric, subject.item)
        change = change_between(before, moments, fewest=ENOUGH_ANSWERS)
    return _figures(estimate, now.answers, change, _apart(moments))


def _of_pairs(sums: PairSums, at: Mapping[Key, int], keys: Sequence[Key]) -> Figures:
    """Correlations; set beside each other they say no more than two intervals do."""
    chosen = np.array([at.get((NOW, *key), -1) for key in keys], dtype=np.intp)
    there = (chosen >= 0).astype(np.int64)

    def pick(column: NDArray[np.int64]) -> Floats:
        if not len(column):
            return np.zeros(len(chosen))
        return np.asarray(column[chosen] * there, dtype=np.float64)

    estimate = correlation_interval(
        n=pick(sums.n),
        weight=pick(sums.weight),
        sums=(pick(sums.item), pick(sums.outcome)),
        squares=(pick(sums.item_squares), pick(sums.outcome_squares)),
        products=pick(sums.products),
        weight_squares=None if sums.weight_squares is None else pick(sums.weight_squares),
    )
    return _figures(estimate, pick(sums.n).astype(np.int64), None, None)


def _of_customers(sums: Customers, at: Mapping[Key, int], keys: Sequence[Key]) -> Figures:
    """A count of all is what it is: its interval has no width."""
    number = [int(sums.different[at[NOW, *key]]) if (NOW, *key) in at else 0 for key in keys]
    n = np.array(number, dtype=np.int64)
    value = n.astype(np.float64)
    return Figures(value, value, value, value, n, np.ones(len(n), dtype=np.bool_))


def _of_sketches(sums: Sketches, at: Mapping[Key, int], keys: Sequence[Key]) -> Figures:
    """Whole customers; a sketch is read once, so its error is all that is not known."""
    told = estimate_distinct(sums.rank_counts)
    chosen = np.array([at.get((NOW, *key), -1) for key in keys], dtype=np.intp)
    value, low, high = (
        np.append(one, 0.0)[chosen].round() for one in (told.value, told.low, told.high)
    )
    return Figures(value, low, high, value, value.astype(np.int64), np.ones(len(chosen), bool))


def _figures(
    estimate: Estimate,
    answers: NDArray[np.int64],
    change: Change | None,
    standing: NDArray[np.int8] | None,
) -> Figures:
    is_change = None
    if change is not None:
        is_change = benjamini_hochberg(change.p, FALSE_DISCOVERY_RATE).rejected
    enough = answers >= ENOUGH_ANSWERS
    parts = (estimate.value, estimate.low, estimate.high, estimate.n)
    return Figures(*parts, answers, enough, change, is_change, standing)


def _apart(moments: Moments) -> NDArray[np.int8]:
    """Set each group beside all the others together, and hold all of these to one rate."""
    beside = beside_the_rest(moments, fewest=ENOUGH_ANSWERS)
    apart = benjamini_hochberg(beside.p, FALSE_DISCOVERY_RATE).rejected
    side = np.sign(np.nan_to_num(beside.difference))
    return np.where(apart, side, 0).astype(np.int8)


def _changed(change: Change, order: NDArray[np.intp]) -> Change:
    parts = (change.difference, change.low, change.high, change.p, change.n_before, change.n_after)
    return Change(*(one[order] for one in parts))
