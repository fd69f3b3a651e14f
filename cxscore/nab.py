"""The scoring rule of the Numenta Anomaly Benchmark (NAB), written anew from its documentation.

An alarm inside a labelled window earns the more the earlier it is; only the best alarm of a window
counts. An alarm outside costs, less when it comes shortly after a window; a window without an
alarm costs. The threshold is the one that is best for all series together.

Source: Lavin & Ahmad (2015), Evaluating real-time anomaly detection algorithms, section II, and
NAB's own README for the scale from 0 (no alarms) to 100 (every window at its first moment).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Window = tuple[int, int]  # first and last position, both inside
# The first part of a series is for learning: nothing there is scored.
PROBATION_SHARE, PROBATION_ROWS = 0.15, 5000
FAR_PAST = 3.0  # window lengths; from here on an alarm costs all of its weight


@dataclass(frozen=True, slots=True)
class Profile:
    """What an alarm in a window earns, and what a false alarm and a missed window cost."""

    name: str
    true_alarm: float = 1.0
    false_alarm: float = 0.11
    missed: float = 1.0


STANDARD = Profile("standard")
LOW_FALSE_ALARMS = Profile("reward low false alarms", false_alarm=0.22)
LOW_MISSES = Profile("reward low misses", missed=2.0)
PROFILES = (STANDARD, LOW_FALSE_ALARMS, LOW_MISSES)


@dataclass(frozen=True, slots=True)
class Swept:
    """The best threshold over all series, and the score there."""

    score: float  # 0: no alarms; 100: perfect; may be negative
    threshold: float


def probation(n: int) -> int:
    """Return how many positions at the start of a series are not scored."""
    return int(min(PROBATION_SHARE * n, PROBATION_SHARE * PROBATION_ROWS))


def position_weight(position: float) -> float:
    """Weigh an alarm by its place: -1 at a window's start, 0 at its end, above 0 after it."""
    return -1.0 if position >= FAR_PAST else 2.0 / (1.0 + exp(5.0 * position)) - 1.0


def point_values(
    n: int, windows: Sequence[Window], profile: Profile = STANDARD
) -> tuple[Floats, NDArray[np.intp]]:
    """Tell what an alarm at each position is worth, and which window it lies in (-1: none)."""
    value = np.full(n, -profile.false_alarm)
    inside = np.full(n, -1, dtype=np.intp)
    best = position_weight(-1.0)
    for number, (first, last) in enumerate(windows):
        width = last - first + 1
        for i in range(last + 1, min(n, last + int(FAR_PAST * width) + 1)):
            value[i] = profile.false_alarm * position_weight((i - last) / max(width - 1, 1))
        for i in range(first, last + 1):
            value[i] = profile.true_alarm * position_weight(-(last - i + 1) / width) / best
            inside[i] = number
    return value, inside


def sweep(
    scores: Sequence[Floats],
    windows: Sequence[Sequence[Window]],
    profile: Profile = STANDARD,
    threshold: float | None = None,
) -> Swept:
    """Score detectors' anomaly scores, at the best common threshold or at a given one.

    `windows` of a series are in order and do not overlap. Raises ValueError when there is no
    window after the probation.
    """
    steps = [_steps(s, w, profile) for s, w in zip(scores, windows, strict=True)]
    level = np.concatenate([one[0] for one in steps])
    gain = np.concatenate([one[1] for one in steps])
    count = sum(one[2] for one in steps)
    if count == 0:
        raise ValueError("there is no window to find")
    order = np.argsort(-level, kind="stable")
    level, total = level[order], np.cumsum(gain[order])
    ends = np.append(level[1:] != level[:-1], True)
    levels, totals = np.append(np.inf, level[ends]), np.append(0.0, total[ends])
    at = (
        int(totals.argmax())
        if threshold is None
        else int(np.searchsorted(-levels, -threshold, side="right")) - 1
    )
    scale = count * (profile.true_alarm + profile.missed)
    chosen = float(levels[at]) if threshold is None else threshold
    return Swept(100 * float(totals[at]) / scale, chosen)


def _steps(
    scores: Floats, windows: Sequence[Window], profile: Profile
) -> tuple[Floats, Floats, int]:
    """What the total gains when the threshold falls to each scored position's level."""
    n = len(scores)
    value, inside = point_values(n, windows, profile)
    start = probation(n)
    gain = np.where(inside < 0, value, 0.0)
    seen = np.unique(inside[start:][inside[start:] >= 0])
    for number in seen:
        at = start + np.flatnonzero(inside[start:] == number)
        at = at[np.argsort(-scores[at], kind="stable")]
        best = np.maximum.accumulate(value[at])
        gain[at] = np.diff(best, prepend=-profile.missed)
    return scores[start:], gain[start:], len(seen)
