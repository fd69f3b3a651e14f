"""Studies of what goes with the outcome, or with a driver, at some places together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.drivers import DriverStudy, driver_study
from cxstats.estimate import Floats
from cxstats.halo import without_halo
from cxstats.latent import latent_correlations
from cxstats.shares import Adjustment
from cxstats.sums import CrossSums
from heedful.understand.drivers.rules import DriverShare, Study, Way
from heedful.understand.metrics.rules import MEAN, Metric
from heedful.understand.metrics.scores import ItemSums, alone
from heedful.understand.metrics.series import RatedItem, Series

Integers = NDArray[np.int64]
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
    parent: NDArray[np.intp] | None  # (g,) None where each place by itself is not asked for

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


def study_only(
    evidence: Evidence,
    *,
    known: Sequence[DriverShare] = (),
    of: int | None = None,
    way: Way = Way.PLAIN,
) -> Study:
    """Study some places together; what the best quarter reaches is `known` from all places.

    `of` takes another item in the outcome's place, by its slot: what goes with a driver, markers
    included.
    """
    raw = raw_study(evidence, of=of, way=way)
    of_item = {one.item: (one.target, one.target_se) for one in known}
    codes = [evidence.series.items[slot].code for slot in raw.drivers]
    return told_study(evidence, raw, [of_item.get(code, NO_TARGET) for code in codes], of=of)


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


def raw_study(evidence: Evidence, *, of: int | None = None, way: Way = Way.PLAIN) -> DriverStudy:
    series = evidence.series
    drivers = series.drivers
    if of is not None:
        drivers = tuple(slot for slot in (*series.drivers, *series.markers) if slot != of)
    return driver_study(
        evidence.cross,
        evidence.outcome if of is None else of,
        drivers,
        weighted=evidence.weighted_cross,
        confidence=SHARES_CONFIDENCE,
        adjust=_adjustment(evidence, way),
    )


def explains(raw: DriverStudy) -> bool:
    """Whether there is anything to share: a driver, and an outcome that is not always the same."""
    return bool(raw.drivers) and bool(np.isfinite(raw.share.value).all())


def factor_of(evidence: Evidence, of: int | None = None) -> float:
    if of is not None:
        return 1.0
    return points_per_point(
        evidence.item_sums(evidence.outcome),
        metric=evidence.metric,
        item=evidence.series.items[evidence.outcome],
    )


def told_study(
    evidence: Evidence, raw: DriverStudy, targets: Sequence[Target], *, of: int | None = None
) -> Study:
    """Put a study into words and numbers that can be stored."""
    items = evidence.series.items
    drivers = []
    for i, slot in enumerate(raw.drivers if explains(raw) else ()):
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
                among_three=float(raw.among_first[i]),
            )
        )
    about = evidence.outcome if of is None else of
    outcome = evidence.item_sums(about)
    return Study(
        outcome=items[about].code,
        metric=evidence.metric.name if of is None else MEAN.name,
        n=int(outcome.answers.sum()),
        locations=int((outcome.answers > 0).sum()),
        r_squared=float(raw.r_squared.value),
        r_low=float(raw.r_squared.low),
        r_high=float(raw.r_squared.high),
        method=str(raw.method),
        weighted=evidence.weighted_cross is not None,
        drivers=tuple(sorted(drivers, key=lambda one: -one.share)),
        left_out=tuple((items[one.driver].code, str(one.reason)) for one in raw.left_out),
        factor=factor_of(evidence, of),
    )


def _adjustment(evidence: Evidence, way: Way) -> Adjustment | None:
    match way:
        case Way.PLAIN:
            return None
        case Way.HALO:
            return lambda correlations, _items: without_halo(correlations)
        case Way.ORDINAL:
            return lambda correlations, items: latent_correlations(
                correlations, [_counts(evidence, slot) for slot in items]
            )


def _counts(evidence: Evidence, slot: int) -> Floats:
    """How often each answer to an item was given at all places together."""
    return np.asarray(evidence.item_sums(slot).histogram.sum(axis=0), dtype=np.float64)


def _together(sums: ItemSums) -> ItemSums:
    squares = None if sums.weight_squares is None else sums.weight_squares.sum(keepdims=True)
    return ItemSums(
        sums.answers.sum(keepdims=True), sums.histogram.sum(axis=0, keepdims=True), squares
    )
