"""What our burst detector and those of others find in labelled series."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxscore.nab import STANDARD, Floats, Profile, probation, sweep
from cxscore.nab_files import Labelled
from cxstats.alarm_rate import alarm_rate, told_once
from cxstats.bursts import bursts
from cxstats.contexts import context_novelty

# Below any score: an alarm that repeats the one before is none.
TOLD = -1e3


@dataclass(frozen=True, slots=True)
class Found:
    """What alarms at one threshold come to in one series."""

    name: str
    windows: int
    found: int
    false_alarms: int
    false_a_week: float
    delay_hours: float  # median, from the window's first moment; nan when nothing was found
    score: float


def our_scores(series: Labelled) -> Floats:
    """Minus the logarithm of the rate a week of each alarm: what the product ships."""
    found = bursts(
        series.values,
        per_day=series.per_day,
        first_slot=series.first_slot,
        first_weekday=series.start.weekday(),
    )
    return np.where(found.fresh, -np.log(np.maximum(found.rate, 1e-300)), TOLD)


def context_scores(series: Labelled, hours: float = 3.0) -> Floats:
    """The contextual detector by itself, for rises: values above the mean of the last hours."""
    back = max(1, round(hours * 3600 / series.step_seconds))
    summed = np.cumsum(np.append(0.0, series.values))
    at = np.arange(len(series.values))
    start = np.maximum(at - back, 0)
    before = (summed[at] - summed[start]) / np.maximum(at - start, 1)
    novelty = np.where(series.values > before, context_novelty(series.values), 0.0)
    # Novelty goes from 0 to 1; surprises, which peaks are measured in, to about 12.
    rate = alarm_rate(12 * novelty, per_day=series.per_day)
    return np.where(told_once(rate, steps=series.per_day), -np.log(rate), TOLD)


def left_out_score(
    scores: Sequence[Floats], series: Sequence[Labelled], profile: Profile = STANDARD
) -> float:
    """The score when each series is judged at the threshold that is best for all others."""
    windows = [one.windows for one in series]
    total = weight = 0.0
    for i, one in enumerate(series):
        others = [j for j in range(len(series)) if j != i and windows[j]]
        if not others or not one.windows:
            continue
        fitted = sweep([scores[j] for j in others], [windows[j] for j in others], profile)
        here = sweep([scores[i]], [one.windows], profile, fitted.threshold)
        total += here.score * len(one.windows)
        weight += len(one.windows)
    return total / weight if weight else float("nan")


def alarms_in(series: Labelled, scores: Floats, threshold: float) -> Found:
    """Count what alarms at a threshold find in one series."""
    n, start = len(scores), probation(len(scores))
    alarms = np.flatnonzero(scores >= threshold)
    alarms = alarms[alarms >= start]
    outside = np.ones(n, dtype=bool)
    delays = []
    for first, last in series.windows:
        outside[first : last + 1] = False
        inside = alarms[(alarms >= first) & (alarms <= last)]
        if len(inside):
            delays.append((inside[0] - first) * series.step_seconds / 3600)
    false = int(outside[alarms].sum())
    weeks = outside[start:].sum() * series.step_seconds / (7 * 86_400)
    return Found(
        name=series.name,
        windows=len(series.windows),
        found=len(delays),
        false_alarms=false,
        false_a_week=float(false / weeks),
        delay_hours=float(np.median(delays)) if delays else float("nan"),
        score=sweep([scores], [series.windows], threshold=threshold).score
        if series.windows
        else float("nan"),
    )
