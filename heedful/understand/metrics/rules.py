"""The semantic layer: every number that the product shows about an item is defined here, once.

A metric is a value for each possible answer. An engine only counts answers; the sums of any metric
follow from the counts, and `cxstats` finishes them. So every engine gives the same number.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Self

import numpy as np

from cxstats.estimate import Estimate, Floats
from cxstats.histograms import Moments
from cxstats.intervals import mean_interval, recommend_interval, wilson
from cxstats.sums import ItemScale
from heedful.understand.metrics.series import RatedItem
from heedful.understand.wording import gettext_noop

# Below this many answers a location's score is "not enough evidence yet": the estimate would be
# little more than that of its group.
ENOUGH_ANSWERS = 10
# Of the movements called a change among those shown together, this share may be noise.
FALSE_DISCOVERY_RATE = 0.10
# The published bands of the likelihood to recommend.
PROMOTER, PASSIVE = 9, 7


@dataclass(frozen=True, slots=True)
class Window:
    """Trading days from `first` to `last`, both included."""

    first: date
    last: date

    @classmethod
    def ending(cls, last: date, *, days: int) -> Self:
        return cls(last - timedelta(days=days - 1), last)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Self:
        """The window of the same length that ends where this one begins."""
        return type(self).ending(self.first - timedelta(days=1), days=self.days)


class Step(StrEnum):
    """Calendar units that a window is cut into."""

    WEEK = "week"
    MONTH = "month"

    def begin(self, day: date) -> date:
        """The first day of the unit that a day lies in."""
        return day.replace(day=1) if self is Step.MONTH else day - timedelta(days=day.weekday())

    def after(self, first: date) -> date:
        """The first day of the next unit."""
        return self.begin(first + timedelta(days=31 if self is Step.MONTH else 7))


@dataclass(frozen=True, slots=True)
class Metric:
    """One way to sum up the answers to an item; texts are for the method card."""

    name: str
    label: str
    unit: str
    plain: str
    formula: str
    interval: str
    values: Callable[[ItemScale], Floats]  # the metric's value of each answer low..high
    finish: Callable[[Moments], Estimate]  # the estimate of one group by itself
    value: Callable[[Moments], Floats]  # that estimate's value, for groups whose interval can wait

    def bounds(self, scale: ItemScale) -> tuple[float, float]:
        """The lowest and highest value that the metric can take."""
        values = self.values(scale)
        return float(values.min()), float(values.max())


def _recommend_values(scale: ItemScale) -> Floats:
    answers = scale.values()
    return np.select([answers >= PROMOTER, answers >= PASSIVE], [100.0, 0.0], -100.0)


def _shares(sums: Moments) -> tuple[Floats, Floats]:
    """Promoters and detractors."""
    either, surplus = sums.squares / 10_000, sums.total / 100
    return (either + surplus) / 2, (either - surplus) / 2


def _finish_recommend(sums: Moments) -> Estimate:
    return recommend_interval(*_shares(sums), sums.n)


def _recommend_value(sums: Moments) -> Floats:
    promoters, detractors = _shares(sums)
    return 100 * _by_n(promoters - detractors, sums)


def _by_n(total: Floats, sums: Moments) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return total / sums.n


def _mean_values(scale: ItemScale) -> Floats:
    return scale.values().astype(np.float64)


def _finish_mean(sums: Moments) -> Estimate:
    return mean_interval(sums.n, sums.total, sums.squares)


def _mean_value(sums: Moments) -> Floats:
    return _by_n(sums.total, sums)


def _top_box_values(scale: ItemScale) -> Floats:
    return np.where(scale.values() == scale.high, 100.0, 0.0)


def _finish_top_box(sums: Moments) -> Estimate:
    share = wilson(sums.total / 100, sums.n)
    return Estimate(100 * share.value, 100 * share.low, 100 * share.high, share.n)


def _top_box_value(sums: Moments) -> Floats:
    return 100 * _by_n(sums.total / 100, sums)


RECOMMEND = Metric(
    name="recommend",
    label=gettext_noop("Recommend score"),
    unit=gettext_noop("points"),
    plain=gettext_noop(
        "How many more guests would gladly recommend you than would not. It runs from −100"
        " (nobody would) to 100 (everybody would)."
    ),
    formula=gettext_noop(
        "Share of answers 9 and 10 minus share of answers 0 to 6, times 100."
        " This is the formula of the Net Promoter Score."
    ),
    interval=gettext_noop(
        "95% interval of the difference of two shares of one sample, with three pseudo-answers"
        " (¼ high, ½ middle, ¼ low) after Agresti and Min (2005)."
    ),
    values=_recommend_values,
    finish=_finish_recommend,
    value=_recommend_value,
)
MEAN = Metric(
    name="mean",
    label=gettext_noop("Average"),
    unit=gettext_noop("on the scale of the question"),
    plain=gettext_noop("The average of the answers on the scale of the question."),
    formula=gettext_noop("Sum of the answers divided by the number of answers."),
    interval=gettext_noop("95% interval by Student's t."),
    values=_mean_values,
    finish=_finish_mean,
    value=_mean_value,
)
TOP_BOX = Metric(
    name="top_box",
    label=gettext_noop("Top box"),
    unit=gettext_noop("percent"),
    plain=gettext_noop("How many guests out of a hundred gave the best possible answer."),
    formula=gettext_noop("Number of answers with the highest value divided by all answers."),
    interval=gettext_noop("95% interval of a share after Wilson (1927)."),
    values=_top_box_values,
    finish=_finish_top_box,
    value=_top_box_value,
)
METRICS: Mapping[str, Metric] = MappingProxyType(
    {metric.name: metric for metric in (RECOMMEND, MEAN, TOP_BOX)}
)


def fits(metric: Metric, item: RatedItem) -> bool:
    """Whether the metric says anything about such an item: a recommend score needs its question."""
    return metric is not RECOMMEND or item.kind == "recommend"


def headline(item: RatedItem) -> Metric:
    """The metric by which an item is shown when nobody asks for another."""
    return RECOMMEND if item.kind == "recommend" else MEAN
