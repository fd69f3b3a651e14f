"""From trials of many seeds to figures with their errors, and whether the bar is met."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isnan, nan, sqrt

import numpy as np
from numpy.typing import NDArray

from cxscore.line import Against, Line, Trial

Floats = NDArray[np.float64]
# As near to the oracle as this is as good as anybody could be.
NEAR_ORACLE = 0.10


class Verdict(StrEnum):
    MET = "met"
    AS_GOOD_AS_CAN_BE = "as good as can be"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Scored:
    """One line with its figures over all seeds; nan where there is none."""

    line: Line
    trials: int
    cases: float
    ours: float
    error: float  # standard error over seeds
    usual: float
    oracle: float
    compared: float  # the figure that the bar is about
    verdict: Verdict


def score(line: Line, trials: Sequence[Trial]) -> Scored:
    """Sum up the trials of one line. Raises ValueError when there are none."""
    if not trials:
        raise ValueError(f"nothing was tried for {line.name}")
    weight = np.array([trial.weight for trial in trials])
    ours = np.array([trial.ours for trial in trials])
    usual, oracle = _mean_of(trials, "usual", weight), _mean_of(trials, "oracle", weight)
    mean = float(np.average(ours, weights=weight))
    compared = _compared(line.bar.against, mean, usual, oracle)
    return Scored(
        line=line,
        trials=len(trials),
        cases=float(weight.sum()),
        ours=mean,
        error=_error(ours, weight, mean),
        usual=usual,
        oracle=oracle,
        compared=compared,
        verdict=_verdict(line, mean, usual, oracle),
    )


def _mean_of(trials: Sequence[Trial], name: str, weight: Floats) -> float:
    values = [getattr(trial, name) for trial in trials]
    if any(value is None for value in values):
        return nan
    return float(np.average(np.array(values, dtype=np.float64), weights=weight))


def _error(values: Floats, weight: Floats, mean: float) -> float:
    """Standard error of a weighted mean over independent seeds."""
    if len(values) < 2:
        return nan
    share = weight / weight.sum()
    spread = float((share**2 * (values - mean) ** 2).sum())
    return sqrt(spread * len(values) / (len(values) - 1))


def _compared(against: Against, ours: float, usual: float, oracle: float) -> float:
    match against:
        case Against.NOTHING:
            return ours
        case Against.USUAL_RATIO:
            return ours / usual
        case Against.USUAL_DIFFERENCE:
            return ours - usual
        case Against.ORACLE_RATIO:
            return ours / oracle
        case Against.ORACLE_DIFFERENCE:
            return ours - oracle


def _verdict(line: Line, ours: float, usual: float, oracle: float) -> Verdict:
    """Where not even the oracle meets a bar, being near it is all that can be asked."""
    against = line.bar.against
    if line.bar.holds(_compared(against, ours, usual, oracle)):
        return Verdict.MET
    beside_oracle = against in {Against.ORACLE_RATIO, Against.ORACLE_DIFFERENCE}
    if isnan(oracle) or beside_oracle or line.bar.holds(_compared(against, oracle, usual, oracle)):
        return Verdict.MISSED
    allowed = (1 - NEAR_ORACLE if line.larger_is_better else 1 + NEAR_ORACLE) * oracle
    near = ours >= allowed if line.larger_is_better else ours <= allowed
    return Verdict.AS_GOOD_AS_CAN_BE if near else Verdict.MISSED
