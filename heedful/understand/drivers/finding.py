"""From sums to findings: what goes with the outcome, and each place's first priority.

Knows no Django: pages and `heedful brief` find the same here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.drivers import DriverStudy, driver_study
from cxstats.estimate import Floats
from cxstats.priority import Priorities, first_priorities
from cxstats.sums import CrossSums
from heedful.understand.drivers.rules import (
    Choice,
    DriverShare,
    LocationPriority,
    Reason,
    Study,
    pick_priority,
)
from heedful.understand.metrics.rules import MEAN, Metric
from heedful.understand.metrics.scores import ItemSums, alone
from heedful.understand.metrics.series import RatedItem, Series

Integers = NDArray[np.int64]
# A place's share of customers to whom an item applies is steadied by this many of all places.
STEADYING = 20
SHARES_CONFIDENCE = 0.90
# What the best quarter reaches and its standard error.
Target = tuple[float | None, float | None]
NO_TARGET: Target = (None, None)


@dataclass(frozen=True)
class Evidence:
    """The sums of g places that all findings come from; items by slot."""

    series: Series
    metric: Metric  # by which the outcome is told
    cells: Integers  # (g, width)
    weighted_cells: Integers | None
    cross: CrossSums  # (g, items, items)
    weighted_cross: CrossSums | None
    parent: NDArray[np.intp]  # (g,)

    @property
    def outcome(self) -> int:
        """The slot of the primary outcome; ask `is_enough` first."""
        if self.series.outcome is None:
            raise ValueError("the questionnaire has no outcome")
        return self.series.outcome

    @property
    def is_enough(self) -> bool:
        """Whether there is an outcome with answers, and a driver."""
        outcome = self.series.outcome
        return bool(
            outcome is not None
            and self.series.drivers
            and self.cross.n[:, outcome, outcome].sum() > 0
        )

    def item_sums(self, slot: int) -> ItemSums:
        return ItemSums.of_cells(self.series.layout, slot, self.cells, self.weighted_cells)


@dataclass(frozen=True, slots=True)
class Findings:
    """A study of all places together and, in their order, the priority of each."""

    study: Study
    priorities: tuple[LocationPriority, ...]


def find(evidence: Evidence, *, before: Sequence[str | None] | None = None) -> Findings:
    """Study all places and pick each one's priority; `before` has what was named the last time.

    Gains are told in points of the metric: points of the outcome's average times `factor`.
    """
    raw = _study(evidence)
    answers = evidence.item_sums(evidence.outcome).answers
    if not _explains(raw):
        nothing = [LocationPriority(int(n), (), Reason.NO_DRIVERS) for n in answers]
        return Findings(_told(evidence, raw, ()), tuple(nothing))
    found = first_priorities(
        evidence.cross,
        evidence.outcome,
        raw.drivers,
        parent=evidence.parent,
        reach=_reach(evidence, raw.drivers),
        weighted=evidence.weighted_cross,
    )
    factor = _factor(evidence)
    names = before or [None] * len(answers)
    items = [evidence.series.items[slot] for slot in raw.drivers]
    picked = [
        pick_priority(
            n=int(answers[i]),
            choices=_choices(found, i, items, factor),
            span=_span(evidence),
            before=names[i],
        )
        for i in range(len(answers))
    ]
    return Findings(_told(evidence, raw, _targets(found)), tuple(picked))


def study_only(evidence: Evidence, *, known: Sequence[DriverShare] = ()) -> Study:
    """Study some places together; what the best quarter reaches is `known` from all places."""
    raw = _study(evidence)
    of_item = {one.item: (one.target, one.target_se) for one in known}
    codes = [evidence.series.items[slot].code for slot in raw.drivers]
    return _told(evidence, raw, [of_item.get(code, NO_TARGET) for code in codes])


def points_per_point(sums: ItemSums, *, metric: Metric, item: RatedItem) -> float:
    """How many points of a metric go with one point of an item's average.

    The slope of the metric's value on the answer, among customers of one place, all places
    together. An effect on the average times this slope is the effect on the metric as long as
    what customers think of a driver rises evenly with their answer.
    """
    if metric.name == MEAN.name:
        return 1.0
    answer, value = item.scale.values().astype(np.float64), metric.values(item.scale)
    counts = sums.histogram.astype(np.float64)
    n = counts.sum(axis=1, keepdims=True)
    share = np.divide(counts, n, out=np.zeros_like(counts), where=n > 0)
    middle = (share @ answer)[:, None]
    distance = answer - middle
    spread = float((counts * distance**2).sum())
    return float((counts * distance * value).sum()) / spread if spread > 0 else 0.0


def _study(evidence: Evidence) -> DriverStudy:
    return driver_study(
        evidence.cross,
        evidence.outcome,
        evidence.series.drivers,
        weighted=evidence.weighted_cross,
        confidence=SHARES_CONFIDENCE,
    )


def _explains(raw: DriverStudy) -> bool:
    """Whether there is anything to share: a driver, and an outcome that is not always the same."""
    return bool(raw.drivers) and bool(np.isfinite(raw.share.value).all())


def _factor(evidence: Evidence) -> float:
    return points_per_point(
        evidence.item_sums(evidence.outcome),
        metric=evidence.metric,
        item=evidence.series.items[evidence.outcome],
    )


def _told(evidence: Evidence, raw: DriverStudy, targets: Sequence[Target]) -> Study:
    """Put a study into words and numbers that can be stored."""
    items = evidence.series.items
    drivers = []
    for i, slot in enumerate(raw.drivers if _explains(raw) else ()):
        sums = _together(evidence.item_sums(slot))
        score = alone(sums, item=items[slot], metric=MEAN)
        drivers.append(
            DriverShare(
                item=items[slot].code,
                share=float(raw.share.value[i]),
                low=float(raw.share.low[i]),
                high=float(raw.share.high[i]),
                vif=float(raw.vif[i]),
                pairs=float(raw.pairs[i, -1]),
                score=float(score.value[0]),
                score_low=float(score.low[0]),
                score_high=float(score.high[0]),
                n=int(sums.answers[0]),
                target=targets[i][0],
                target_se=targets[i][1],
            )
        )
    outcome = evidence.item_sums(evidence.outcome)
    return Study(
        outcome=items[evidence.outcome].code,
        metric=evidence.metric.name,
        n=int(outcome.answers.sum()),
        locations=int((outcome.answers > 0).sum()),
        r_squared=float(raw.r_squared.value),
        r_low=float(raw.r_squared.low),
        r_high=float(raw.r_squared.high),
        method=str(raw.method),
        weighted=evidence.weighted_cross is not None,
        drivers=tuple(sorted(drivers, key=lambda one: -one.share)),
        left_out=tuple((items[one.driver].code, str(one.reason)) for one in raw.left_out),
        factor=_factor(evidence),
    )


def _choices(
    found: Priorities, row: int, items: Sequence[RatedItem], factor: float
) -> tuple[Choice, ...]:
    """All choices of one place; none where nothing can be compared."""
    return tuple(
        Choice(
            item=item.code,
            gain=float(found.gain[row, i]) * factor,
            low=float(found.low[row, i]) * factor,
            high=float(found.high[row, i]) * factor,
            probability=float(found.probability[row, i]),
        )
        for i, item in enumerate(items)
        if np.isfinite(found.gain[row, i])
    )


def _reach(evidence: Evidence, drivers: Sequence[int]) -> Floats:
    """The share of customers to whom each driver applies (g, p)."""
    layout = evidence.series.layout
    cells = evidence.cells if evidence.weighted_cells is None else evidence.weighted_cells
    unit = 1.0 if evidence.weighted_cells is None else 1_000_000.0
    used = cells[:, [layout.answered(slot) for slot in drivers]] / unit
    unused = cells[:, [layout.not_used(slot) for slot in drivers]] / unit
    asked = used + unused
    whole = np.divide(used.sum(0), asked.sum(0), out=np.ones(len(drivers)), where=asked.sum(0) > 0)
    reach: Floats = (used + STEADYING * whole) / (asked + STEADYING)
    return np.clip(reach, 0, 1)


def _together(sums: ItemSums) -> ItemSums:
    squares = None if sums.weight_squares is None else sums.weight_squares.sum(keepdims=True)
    return ItemSums(
        sums.answers.sum(keepdims=True), sums.histogram.sum(axis=0, keepdims=True), squares
    )


def _span(evidence: Evidence) -> float:
    low, high = evidence.metric.bounds(evidence.series.items[evidence.outcome].scale)
    return high - low


def _targets(found: Priorities) -> list[Target]:
    """What the best quarter reaches, on the average of all places, and how unsure that is.

    The mean of places without any answer is nan, and so may be their target.
    """
    return [
        (_mean(target), _mean(error))
        for target, error in zip(found.target.T, found.target_se.T, strict=True)
    ]


def _mean(column: Floats) -> float | None:
    known = column[np.isfinite(column)]
    return float(known.mean()) if known.size else None
