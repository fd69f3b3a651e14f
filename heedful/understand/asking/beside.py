"""Several items of a few places or groups side by side, judged together as one family."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from cxstats.change import beside_the_rest
from cxstats.discovery import benjamini_hochberg
from cxstats.estimate import Floats
from cxstats.gaps import FEWEST_COMPARABLE, Means, draw_gaps
from heedful.understand.asking.overview import Scores, location_scores, node_scores
from heedful.understand.metrics.counts import Keyed, lined_up
from heedful.understand.metrics.rules import ENOUGH_ANSWERS, FALSE_DISCOVERY_RATE, Window
from heedful.understand.metrics.scores import ItemSums, Z, alone
from heedful.understand.metrics.subject import Subject

# Draws of all true averages from which the best quarter is told; the same each time.
DRAWS, SEED = 400, 20


@dataclass(frozen=True, slots=True)
class Column:
    """What one column is about: a location, a group of the tree, or locations of one kind."""

    label: str
    places: tuple[uuid.UUID, ...]
    node: uuid.UUID | None = None  # a group of the tree, read as it stood on each day


@dataclass(frozen=True, slots=True)
class BestQuarter:
    """What the best quarter of locations reach, chance out."""

    value: float
    low: float  # 95% interval
    high: float
    places: int  # the locations with answers enough


@dataclass(frozen=True, slots=True)
class Line:
    """One item; arrays have one entry for each column."""

    subject: Subject
    value: Floats
    low: Floats
    high: Floats
    answers: NDArray[np.int64]
    enough: NDArray[np.bool_]
    standing: NDArray[np.int8]  # −1 clearly below the other columns together, 1 clearly above
    best_quarter: BestQuarter | None  # of all locations in question; None where they are few


def side_by_side(
    *,
    subjects: Sequence[Subject],
    window: Window,
    columns: Sequence[Column],
    everybody: Sequence[uuid.UUID],
) -> list[Line]:
    """Set columns side by side. `everybody` are the locations whose best quarter is told.

    A single location has the figure that every page shows of it, pulled toward its group; a group
    speaks for itself. Four queries an item at most.
    """
    parts = [_part(one, window, columns, everybody) for one in subjects]
    p = np.array([part.apart_p for part in parts]).reshape(len(subjects), len(columns))
    apart = benjamini_hochberg(p.ravel(), FALSE_DISCOVERY_RATE).rejected.reshape(p.shape)
    return [
        Line(
            subject=one,
            value=part.value,
            low=part.low,
            high=part.high,
            answers=part.answers,
            enough=part.answers >= ENOUGH_ANSWERS,
            standing=np.where(apart[i], np.sign(np.nan_to_num(part.difference)), 0).astype(np.int8),
            best_quarter=part.best_quarter,
        )
        for i, (one, part) in enumerate(zip(subjects, parts, strict=True))
    ]


@dataclass(frozen=True, slots=True)
class _Part:
    """One item before all are judged together."""

    value: Floats
    low: Floats
    high: Floats
    answers: NDArray[np.int64]
    difference: Floats
    apart_p: Floats
    best_quarter: BestQuarter | None


def _part(
    subject: Subject, window: Window, columns: Sequence[Column], everybody: Sequence[uuid.UUID]
) -> _Part:
    scores = location_scores(subject=subject, window=window, locations=everybody)
    sums = _sums(subject, window, columns, scores)
    moments = sums.moments(subject.metric, subject.item)
    beside = beside_the_rest(moments, fewest=ENOUGH_ANSWERS)
    estimate = alone(sums, item=subject.item, metric=subject.metric)
    value, low, high = estimate.value.copy(), estimate.low.copy(), estimate.high.copy()
    at = {key: i for i, key in enumerate(scores.ids)}
    for i, column in enumerate(columns):
        if column.node is None and len(column.places) == 1:
            place, shown = at[column.places[0]], scores.shown
            value[i], low[i], high[i] = shown.value[place], shown.low[place], shown.high[place]
    return _Part(value, low, high, sums.answers, beside.difference, beside.p, _best(scores))


def _sums(subject: Subject, window: Window, columns: Sequence[Column], scores: Scores) -> ItemSums:
    """What was counted for each column."""
    nodes = [column.node for column in columns if column.node is not None]
    if nodes:
        scores = node_scores(subject=subject, window=window, nodes=nodes)
    counted = cast("Keyed[ItemSums]", scores.served.counted)
    at = {node: i for i, (span, node) in enumerate(counted.keys) if span == 0}
    parts = []
    for column in columns:
        keys = (column.node,) if column.node is not None else column.places
        parts.append(lined_up(counted.sums, [at.get(key) for key in keys]))
    heavy = [part.weight_squares.sum() for part in parts if part.weight_squares is not None]
    return ItemSums(
        answers=np.array([part.answers.sum() for part in parts], dtype=np.int64),
        histogram=np.array([part.histogram.sum(axis=0) for part in parts], dtype=np.int64),
        weight_squares=np.array(heavy, dtype=np.int64) if heavy else None,
    )


def _best(scores: Scores) -> BestQuarter | None:
    """What the best quarter of locations with answers enough reach; None where they are few."""
    shown = scores.shown
    known = np.flatnonzero(shown.enough & np.isfinite(shown.low))
    if len(known) < FEWEST_COMPARABLE:
        return None
    error = (shown.high[known] - shown.low[known]) / (2 * Z)
    means = Means(shown.value[known][:, None], error[:, None])
    own = np.arange(len(known))
    gaps = draw_gaps(means, [(own, own)], DRAWS, np.random.default_rng(SEED))
    value, half = float(gaps.target[0, 0]), Z * float(gaps.target_se[0, 0])
    lowest, highest = scores.subject.bounds
    return BestQuarter(value, max(value - half, lowest), min(value + half, highest), len(known))
