"""The score of a place in each week or month of a period, beside the group above."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from heedful.base.org.models import Node
from heedful.understand.asking.planner import serve
from heedful.understand.metrics.counts import Count, Keyed
from heedful.understand.metrics.dimensions import Dimension
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.rules import ENOUGH_ANSWERS, Step, Window
from heedful.understand.metrics.scores import ItemSums, alone
from heedful.understand.metrics.subject import Subject


@dataclass(frozen=True, slots=True)
class Score:
    """A score by itself; nan where nothing is known."""

    value: float = math.nan
    low: float = math.nan
    high: float = math.nan
    answers: int = 0

    @property
    def enough(self) -> bool:
        return self.answers >= ENOUGH_ANSWERS and math.isfinite(self.low)


@dataclass(frozen=True, slots=True)
class Point:
    """One week or month, as far as it lies in the period."""

    first: date
    last: date
    here: Score
    above: Score  # of the group above


def points_of(
    *, subject: Subject, window: Window, step: Step, nodes: Sequence[Node | None]
) -> list[Point]:
    """Score the first node in each unit of the window; the second, if any, stands beside it.

    Each unit stands for itself: nothing is smoothed and nothing is pooled. One query.
    """
    keys = tuple(one.pk for one in nodes if one is not None)
    unit_of_time = Dimension(step)
    count = Count(subject, Need.ANSWERS, (window,), keys, are_locations=False, by=(unit_of_time,))
    counted = cast("Keyed[ItemSums]", serve(count).counted)
    estimate = alone(counted.sums, item=subject.item, metric=subject.metric)
    known = {
        key[1:]: Score(
            float(estimate.value[i]),
            float(estimate.low[i]),
            float(estimate.high[i]),
            int(counted.sums.answers[i]),
        )
        for i, key in enumerate(counted.keys)
    }
    points = []
    unit = step.begin(window.first)
    while unit <= window.last:
        after = step.after(unit)
        here, above = (known.get((one.pk, unit), Score()) if one else Score() for one in nodes)
        last = min(after - timedelta(days=1), window.last)
        points.append(Point(max(unit, window.first), last, here, above))
        unit = after
    return points
