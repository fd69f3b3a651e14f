"""From counted sums to what is shown: estimates, changes, and who stands apart.

Knows no Django. The only place where a measure is finished, whichever path has counted.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxstats.change import beside_the_rest, compare
from cxstats.correlation import correlation_interval
from cxstats.distinct import estimate_distinct
from cxstats.estimate import Floats
from cxstats.histograms import Moments
from heedful.understand.asking.figures import Figures, FromMoments, Known
from heedful.understand.asking.groups import Groups
from heedful.understand.asking.planner import Plan
from heedful.understand.asking.rules import Question
from heedful.understand.metrics.counts import Counted, Customers, PairSums, Sketches
from heedful.understand.metrics.keys import Codes, KeyColumns
from heedful.understand.metrics.rules import ENOUGH_ANSWERS, FALSE_DISCOVERY_RATE
from heedful.understand.metrics.scores import ItemSums
from heedful.understand.metrics.subject import Subject

# The span that a question is about; the one beside it is 1.
NOW, BESIDE = 0, 1


@dataclass(frozen=True, slots=True)
class Places:
    """The place that is asked about, and those in it that an answer is cut by."""

    about: str  # its name
    ids: Sequence[uuid.UUID]
    names: Sequence[str]
    are_locations: bool
    leaves: Sequence[uuid.UUID] = ()  # of groups, those that are locations


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, and what there is to say; `keys` are the values of `question.by`."""

    question: Question
    subject: Subject
    places: Places
    keys: KeyColumns
    figures: Figures
    plan: Plan
    fresh: datetime | None  # up to when what was read is whole; None is "as of now"


def finish(subject: Subject, counted: Counted, groups: Groups) -> Figures:
    """Finish what was counted for each group by itself."""
    nothing = np.full(len(groups.keys), -1, dtype=np.intp)
    now = groups.at.get(NOW, nothing)
    match counted.sums:
        case ItemSums() as sums:
            return _of_answers(subject, sums, now, groups.at.get(BESIDE))
        case PairSums() as sums:
            return _of_pairs(sums, now)
        case Customers() as sums:
            number = _at(sums.different, now)
            value = number.astype(np.float64)
            # A count of all is what it is: its interval has no width.
            return _all_known(value, value, value, number)
        case Sketches() as sums:
            # Whole customers; a sketch is read once, so its error is all that is not known.
            told = estimate_distinct(sums.rank_counts)
            value, low, high = (_at(x, now).round() for x in (told.value, told.low, told.high))
            return _all_known(value, low, high, value.astype(np.int64))


def _at(column: NDArray[Any], places: Codes) -> NDArray[Any]:
    """Take groups by place, zero where that is -1."""
    return np.append(column, np.zeros(1, dtype=column.dtype))[places]


def _of_answers(subject: Subject, sums: ItemSums, now: Codes, beside: Codes | None) -> Figures:
    counted = sums.moments(subject.metric, subject.item)

    def of(span: Codes) -> Moments:
        return Moments(*(_at(x, span) for x in (counted.n, counted.total, counted.squares)))

    moments, answers = of(now), _at(sums.answers, now)
    change, is_change = None, None
    if beside is not None:
        change = compare(of(beside), moments, fewest=ENOUGH_ANSWERS)
        is_change = change.discovered(FALSE_DISCOVERY_RATE)
    return Figures(
        value=subject.metric.value(moments),
        ends=FromMoments(moments, subject.metric.finish),
        n=moments.n,
        answers=answers,
        enough=answers >= ENOUGH_ANSWERS,
        change=change,
        is_change=is_change,
        standing=_apart(moments),
    )


def _of_pairs(sums: PairSums, now: Codes) -> Figures:
    """Correlations; set beside each other they say no more than two intervals do."""

    def pick(column: NDArray[np.int64]) -> Floats:
        return _at(column, now).astype(np.float64)

    estimate = correlation_interval(
        n=pick(sums.n),
        weight=pick(sums.weight),
        sums=(pick(sums.item), pick(sums.outcome)),
        squares=(pick(sums.item_squares), pick(sums.outcome_squares)),
        products=pick(sums.products),
        weight_squares=None if sums.weight_squares is None else pick(sums.weight_squares),
    )
    answers = _at(sums.n, now)
    ends = Known(estimate.low, estimate.high)
    return Figures(estimate.value, ends, estimate.n, answers, answers >= ENOUGH_ANSWERS)


def _all_known(value: Floats, low: Floats, high: Floats, number: NDArray[np.int64]) -> Figures:
    return Figures(value, Known(low, high), value, number, np.ones(len(number), dtype=np.bool_))


def _apart(moments: Moments) -> NDArray[np.int8]:
    """Set each group beside all the others together, and hold all of these to one rate."""
    beside = beside_the_rest(moments, fewest=ENOUGH_ANSWERS)
    apart = beside.discovered(FALSE_DISCOVERY_RATE)
    side = np.sign(np.nan_to_num(beside.difference))
    return np.where(apart, side, 0).astype(np.int8)
