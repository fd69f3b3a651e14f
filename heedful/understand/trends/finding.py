"""From counts by place and day to changes and odd days. Knows no Django."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from cxstats.bursts import Side, bursts
from cxstats.change_points import ChangePoint, change_points
from cxstats.estimate import Floats
from heedful.understand.trends.rules import ODD_DAYS_A_WEEK, ODD_DAYS_KEPT, Course, OddDay, Shift


@dataclass(frozen=True, slots=True)
class Days:
    """Sums of g places on T days in a row, in the units of a metric."""

    first: date
    n: Floats  # (g, T) effective number of answers
    total: Floats
    squares: Floats
    answers: NDArray[np.int64]  # plain number
    groups: NDArray[np.bool_]  # (k, g) which places belong to each group


@dataclass(frozen=True, slots=True)
class Found:
    places: tuple[Course, ...]
    groups: tuple[Course, ...]
    everywhere: tuple[Shift, ...]


def find(days: Days) -> Found:
    """Look for changes of places and groups, each family held to 10% false discoveries."""
    weekday = (days.first.weekday() + np.arange(days.n.shape[1])) % 7
    found = change_points(days.n, days.total, days.squares, weekday=weekday, groups=days.groups)
    together = np.array([days.answers[one].sum(axis=0) for one in days.groups], dtype=np.int64)
    odd = _odd_days(days.first, days.answers)
    odd_groups = _odd_days(days.first, together.reshape(-1, days.n.shape[1]))
    return Found(
        places=tuple(
            Course(_shifts(steps, days.first, q), one, tested=not math.isnan(q))
            for steps, q, one in zip(found.places, found.q.tolist(), odd, strict=True)
        ),
        groups=tuple(
            Course(_shifts(steps, days.first, q), one, tested=not math.isnan(q))
            for steps, q, one in zip(found.groups, found.group_q.tolist(), odd_groups, strict=True)
        ),
        everywhere=tuple(_shift(step, days.first, step.p) for step in found.everywhere),
    )


def _shifts(steps: tuple[ChangePoint, ...], first: date, q: float) -> tuple[Shift, ...]:
    # What is said of a place's surest step holds for it; a further one is no surer than it is.
    return tuple(_shift(step, first, max(q, step.p)) for step in steps)


def _shift(step: ChangePoint, first: date, q: float) -> Shift:
    return Shift(
        day=first + timedelta(days=step.day),
        first=first + timedelta(days=step.first),
        last=first + timedelta(days=step.last),
        size=step.size,
        low=step.low,
        high=step.high,
        q=q,
        n_before=step.n_before,
        n_after=step.n_after,
    )


def _odd_days(first: date, answers: NDArray[np.int64]) -> list[tuple[OddDay, ...]]:
    """Days with unusually many or few answers; the last day may still be going on."""
    counts = answers.astype(np.float64)[:, :-1]
    begun = np.cumsum(counts, axis=1) > 0
    counts[~begun] = np.nan
    odd: list[list[OddDay]] = [[] for _ in counts]
    for side in Side:
        found = bursts(
            counts,
            per_day=1,
            first_weekday=first.weekday(),
            side=side,
            false_alarms=ODD_DAYS_A_WEEK,
        )
        kept = found.alarm.copy()
        kept[:, : max(kept.shape[1] - ODD_DAYS_KEPT, 0)] = False
        for row, day in np.argwhere(kept).tolist():
            odd[row].append(
                OddDay(
                    day=first + timedelta(days=day),
                    answers=int(counts[row, day]),
                    expected=float(found.expected[row, day]),
                    many=side is Side.MANY,
                )
            )
    return [tuple(sorted(one, key=lambda this: this.day)) for one in odd]
