"""From counts to what is shown: pooled estimates, changes and who stands apart.

Knows no Django: pages and `heedful brief` finish their numbers here.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cxstats.change import Change, change_between, compare
from cxstats.discovery import benjamini_hochberg
from cxstats.estimate import Estimate, Floats
from cxstats.histograms import Moments, value_moments
from cxstats.later import special
from cxstats.pooling import nested_intercepts
from cxstats.sums import CellLayout
from heedful.understand.metrics.rules import ENOUGH_ANSWERS, FALSE_DISCOVERY_RATE, Metric
from heedful.understand.metrics.series import RatedItem

Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]
# Two-sided 95%, as everywhere.
Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class ItemSums:
    """The counts of one item's answers in g groups.

    `histogram` (g, bins) and `weight_squares` (g,) are in millionths when weights are used;
    `weight_squares` is None when every weight is one. `answers` is always the plain number.
    """

    answers: Integers
    histogram: Integers
    weight_squares: Integers | None = None

    @classmethod
    def of_cells(
        cls, layout: CellLayout, slot: int, cells: Integers, weighted: Integers | None
    ) -> Self:
        """Take one item out of whole cells (g, width)."""
        answers = cells[:, layout.answered(slot)]
        if weighted is None:
            return cls(answers, cells[:, layout.histogram(slot)])
        squares = weighted[:, layout.weight_squares(slot)]
        return cls(answers, weighted[:, layout.histogram(slot)], squares)

    def moments(self, metric: Metric, item: RatedItem) -> Moments:
        return value_moments(self.histogram, metric.values(item.scale), self.weight_squares)

    def take(self, groups: NDArray[np.intp]) -> Self:
        squares = None if self.weight_squares is None else self.weight_squares[groups]
        return type(self)(self.answers[groups], self.histogram[groups], squares)


@dataclass(frozen=True, slots=True)
class PooledScores:
    """Estimates of g locations, each pulled toward its group by how little is known of it."""

    value: Floats
    low: Floats
    high: Floats
    n: Floats  # effective number of answers
    answers: Integers  # plain number of answers
    enough: Bools  # whether there is evidence enough to show the location's own estimate
    group_value: Floats  # the pooled estimate of the location's group
    apart_p: Floats  # p value of "no different from its group"


def pooled_scores(
    sums: ItemSums, *, item: RatedItem, metric: Metric, parent: NDArray[np.intp]
) -> PooledScores:
    """Pool all locations of an organisation, `parent` (g,) being the group of each."""
    moments = sums.moments(metric, item)
    pooled = nested_intercepts(moments.n, moments.total, moments.squares, parent)
    lowest, highest = metric.bounds(item.scale)
    group = pooled.parent_value[parent] if parent.size else np.empty(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.abs(pooled.value - group) / pooled.se
    return PooledScores(
        value=pooled.value,
        low=np.clip(pooled.value - Z * pooled.se, lowest, highest),
        high=np.clip(pooled.value + Z * pooled.se, lowest, highest),
        n=moments.n,
        answers=sums.answers,
        enough=sums.answers >= ENOUGH_ANSWERS,
        group_value=group,
        apart_p=np.where(moments.n > 0, 2 * special.ndtr(-distance), np.nan),
    )


@dataclass(frozen=True, slots=True)
class ShownTogether:
    """The estimates that one page shows, with what may be said of them as a set."""

    value: Floats
    low: Floats
    high: Floats
    n: Floats
    answers: Integers
    enough: Bools
    group_value: Floats  # nan where nothing was pooled
    change: Change
    is_change: Bools  # a real movement, at a false-discovery rate over all that is shown
    standing: NDArray[np.int8]  # −1 clearly below its group, 1 clearly above, 0 neither


def show_together(
    scores: PooledScores, before: Moments, after: Moments, shown: NDArray[np.intp]
) -> ShownTogether:
    """Pick what is shown, and judge changes and standings as one family of comparisons.

    `before` and `after` are of all locations: those not shown lend their variance too.
    """
    change = compare(before, after, fewest=ENOUGH_ANSWERS).take(shown).spelled_out()
    apart = benjamini_hochberg(scores.apart_p[shown], FALSE_DISCOVERY_RATE).rejected
    side = np.sign(np.nan_to_num(scores.value[shown] - scores.group_value[shown]))
    return ShownTogether(
        value=scores.value[shown],
        low=scores.low[shown],
        high=scores.high[shown],
        n=scores.n[shown],
        answers=scores.answers[shown],
        enough=scores.enough[shown],
        group_value=scores.group_value[shown],
        change=change,
        is_change=benjamini_hochberg(change.p, FALSE_DISCOVERY_RATE).rejected,
        standing=np.where(apart, side, 0).astype(np.int8),
    )


def show_alone(
    now: ItemSums, before: ItemSums, *, item: RatedItem, metric: Metric
) -> ShownTogether:
    """Show groups each from its own answers; changes are judged as one family of comparisons."""
    estimate = alone(now, item=item, metric=metric)
    change = change_between(
        before.moments(metric, item), now.moments(metric, item), fewest=ENOUGH_ANSWERS
    )
    return ShownTogether(
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        n=estimate.n,
        answers=now.answers,
        enough=now.answers >= ENOUGH_ANSWERS,
        group_value=np.full(estimate.n.shape, np.nan),
        change=change,
        is_change=benjamini_hochberg(change.p, FALSE_DISCOVERY_RATE).rejected,
        standing=np.zeros(estimate.n.shape, dtype=np.int8),
    )


def alone(sums: ItemSums, *, item: RatedItem, metric: Metric) -> Estimate:
    """Estimate groups each from its own answers only, as a whole or a week is."""
    return metric.finish(sums.moments(metric, item))
