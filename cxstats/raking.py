"""Raking: weights that make those who answered look like those who came, margin by margin."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.estimate import Floats
from cxstats.intervals import effective_n

# Totals of two margins that differ by less than this share are the same, but for rounding.
SAME_TOTAL = 1e-6


class MarginUnmet(Exception):
    """No weights can meet the margins: a group is wanted of whom nobody answered, or the like."""


@dataclass(frozen=True, slots=True)
class Margin:
    """How much each group of one classification should count for, in all."""

    group: NDArray[np.intp]  # (n,) group of each row, 0..m-1
    target: Floats  # (m,) what the weights of each group should add up to


@dataclass(frozen=True, slots=True)
class Raked:
    """Result of `rake`."""

    weights: Floats  # (n,) adding up to the margins' total
    rounds: int
    off: float  # largest distance from a target, as a share of that target
    trimmed: int  # rows whose weight stands at a limit
    effective_n: float  # how many equally weighted rows would be as informative
    design_effect: float  # n / effective_n: by how much weighting widens variances


def rake(
    margins: Sequence[Margin],
    start: ArrayLike | None = None,
    *,
    limits: tuple[float, float] | None = None,
    tolerance: float = 1e-9,
    most_rounds: int = 500,
) -> Raked:
    """Weight rows so that every margin adds up to its target, changing weights as little as can be.

    Each round multiplies the weights of every group by what is missing to its
    target, one margin after the other (iterative proportional fitting). Of all
    weights that meet the margins the result is nearest to `start` in relative
    entropy, so it has the form start x factor of each group.

    Parameters
    ----------
    margins : sequence of Margin
        At least one; all have the same total. A target of 0 takes the weight
        from a group.
    start : array-like of shape (n,), optional
        Weights > 0 to begin with, such as those of a design; ones by default.
    limits : (float, float), optional
        Smallest and largest weight in units of the mean weight. Weights are
        trimmed to these after every round, the others make up for it; margins
        may then be missed, and `off` says by how much.
    tolerance : float
        Stop when no target is missed by more than this share.
    most_rounds : int
        Rounds after which trimmed weights are taken as they are.

    Returns
    -------
    Raked

    Raises
    ------
    ValueError
        No margin, shapes that do not match, a negative number, or limits that
        do not enclose 1.
    MarginUnmet
        A group has a target but no rows; totals differ; or margins contradict
        each other, so that without limits the rounds do not come to an end.

    Notes
    -----
    Costs O(rounds * margins * n).

    References
    ----------
    Deming, W. E. & Stephan, F. F. (1940). Annals of Mathematical Statistics 11, 427-444.
    Deville, J.-C., Särndal, C.-E. & Sautory, O. (1993). JASA 88(423), 1013-1020.

    Examples
    --------
    >>> evening = Margin(np.array([0, 0, 0, 1]), np.array([2.0, 2.0]))
    >>> rake([evening]).weights.round(3)
    array([0.667, 0.667, 0.667, 2.   ])
    """
    weights = _checked(margins, start, limits)
    total = float(margins[0].target.sum())
    n = len(weights)
    low, high = (0.0, np.inf) if limits is None else (limits[0] * total / n, limits[1] * total / n)
    weights *= total / weights.sum()
    off, rounds = np.inf, 0
    while off > tolerance and rounds < most_rounds:
        rounds += 1
        for margin in margins:
            weights *= _factors(margin, weights)[margin.group]
        if limits is not None:
            # Rows that a target of 0 has taken out stay out.
            weights = np.where(weights > 0, np.clip(weights, low, high), 0.0)
        off = max(_off(margin, weights) for margin in margins)
    if off > max(tolerance, 1e-6) and limits is None:
        raise MarginUnmet(f"margins contradict each other: still {off:.2g} off after {rounds}")
    w2 = float((weights**2).sum())
    answers = float(effective_n(weights.sum(), w2))
    at_limit = (weights <= low) | (weights >= high) if limits else np.zeros(n, dtype=np.bool_)
    return Raked(
        weights=weights,
        rounds=rounds,
        off=off,
        trimmed=int(at_limit.sum()),
        effective_n=answers,
        design_effect=n / answers,
    )


def _checked(
    margins: Sequence[Margin], start: ArrayLike | None, limits: tuple[float, float] | None
) -> Floats:
    if not margins or not len(margins[0].group):
        raise ValueError("raking needs rows and at least one margin")
    n = len(margins[0].group)
    weights = np.ones(n) if start is None else np.array(start, dtype=np.float64)
    if weights.shape != (n,) or not (np.isfinite(weights) & (weights > 0)).all():
        raise ValueError(f"want {n} starting weights above 0")
    if limits is not None and not 0 <= limits[0] < 1 < limits[1]:
        raise ValueError("limits must enclose the mean weight, 1")
    totals = [_total_of(margin, n) for margin in margins]
    if max(totals) - min(totals) > SAME_TOTAL * max(totals):
        raise MarginUnmet(f"margins add up to {min(totals):g} and to {max(totals):g}")
    return weights


def _total_of(margin: Margin, n: int) -> float:
    """Look at one margin. Raises ValueError and MarginUnmet."""
    group, target = margin.group, margin.target
    if group.shape != (n,) or target.ndim != 1 or group.min() < 0 or group.max() >= len(target):
        raise ValueError(f"want the group of each of {n} rows and a target for each group")
    if not (np.isfinite(target) & (target >= 0)).all() or target.sum() <= 0:
        raise ValueError("targets must be numbers from 0 on, with one above 0")
    empty = (np.bincount(group, minlength=len(target)) == 0) & (target > 0)
    if empty.any():
        raise MarginUnmet(f"nobody answered of group {int(np.flatnonzero(empty)[0])}")
    return float(target.sum())


def _factors(margin: Margin, weights: Floats) -> Floats:
    """By what the weights of each group must be multiplied to reach its target."""
    have = np.bincount(margin.group, weights, len(margin.target))
    return np.divide(margin.target, have, out=np.zeros(len(have)), where=have > 0)


def _off(margin: Margin, weights: Floats) -> float:
    have = np.bincount(margin.group, weights, len(margin.target))
    scale = np.where(margin.target > 0, margin.target, margin.target.sum())
    return float((np.abs(have - margin.target) / scale).max())
