"""The score of a place in each week or month of a period, beside the group above."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from heedful.base.org.models import Node
from heedful.understand.metrics.queries import cells_along
from heedful.understand.metrics.rules import ENOUGH_ANSWERS, Step, Window
from heedful.understand.metrics.scores import alone
from heedful.understand.metrics.subject import Subject


@dataclass(frozen=True, slots=True)
class Point:
    """One week or month, as far as it lies in the period; nan where nothing is known."""

    first: date
    last: date
    value: float
    low: float
    high: float
    answers: int
    above: float  # the score of the group above

    @property
    def enough(self) -> bool:
        return self.answers >= ENOUGH_ANSWERS and math.isfinite(self.low)


def points_of(
    *, subject: Subject, window: Window, step: Step, nodes: Sequence[Node | None]
) -> list[Point]:
    """Score the first node in each unit of the window; the second, if any, stands beside it.

    Each unit stands for itself: nothing is smoothed and nothing is pooled. One query.
    """
    here, above = nodes
    keys = [one.pk for one in nodes if one is not None]
    counted = cells_along(subject=subject, window=window, nodes=keys, step=step)
    estimate = alone(counted.sums, item=subject.item, metric=subject.metric)
    place = {key: i for i, key in enumerate(counted.keys)}
    points = []
    unit = step.begin(window.first)
    while unit <= window.last:
        after = step.after(unit)
        at = place.get((here.pk if here else None, unit))
        beside = place.get((above.pk, unit)) if above else None
        many = beside is not None and counted.sums.answers[beside] >= ENOUGH_ANSWERS
        points.append(
            Point(
                first=max(unit, window.first),
                last=min(after - timedelta(days=1), window.last),
                value=math.nan if at is None else float(estimate.value[at]),
                low=math.nan if at is None else float(estimate.low[at]),
                high=math.nan if at is None else float(estimate.high[at]),
                answers=0 if at is None else int(counted.sums.answers[at]),
                above=float(estimate.value[beside]) if many else math.nan,
            )
        )
        unit = after
    return points
