"""Daily values freed of places' levels and the course of the week, with honest variances."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.estimate import Floats
from cxstats.later import stats
from cxstats.variances import moderated_variances

# Days that are taken together to see whether days go up and down together.
BLOCK_DAYS = 28


@dataclass(frozen=True, slots=True)
class SteadyDays:
    """Result of `steady_days`; arrays of shape (g, T)."""

    value: Floats  # a day's mean without the place's level and weekday; 0 where none
    weight: Floats  # one over its variance; 0 where there is no answer
    answers: Floats
    day_variance: float  # of a place's day around its level
    shared_variance: float  # of a day of all places together

    def without(self, course: Floats) -> "SteadyDays":
        """Take out what all places did together, (T,)."""
        return SteadyDays(
            self.value - course, self.weight, self.answers, self.day_variance, self.shared_variance
        )

    def pooled(self, members: ArrayLike) -> tuple[Floats, Floats, Floats]:
        """Value, weight and answers of each day over some places, (T,).

        Each place is measured by its own level, so that it does not matter which of them had
        more answers on a day.
        """
        rows = np.asarray(members, dtype=bool)
        weight = self.weight[rows].sum(axis=0)
        value = (self.weight[rows] * self.value[rows]).sum(axis=0) / np.maximum(weight, 1e-300)
        with np.errstate(divide="ignore"):
            whole = np.where(weight > 0, 1 / (1 / weight + self.shared_variance), 0.0)
        return value, whole, self.answers[rows].sum(axis=0)


def steady_days(
    n: ArrayLike, total: ArrayLike, squares: ArrayLike, *, weekday: ArrayLike
) -> SteadyDays:
    """Make series of different places and days comparable.

    Parameters
    ----------
    n, total, squares, weekday
        As in `change_points.change_points`.

    Returns
    -------
    SteadyDays
        Weights are 0 everywhere when no two answers of a place differ.

    Raises
    ------
    ValueError
        Shapes do not match.

    Notes
    -----
    The variance of a day's mean is the variance of answers over their number, and a variance of
    days that all places have in common. Weekdays are those of all places, and each place's own
    pulled toward them. Where levels wander more from month to month than this lets expect, all
    variances grow until the median place does not. Costs O(g * T).

    Examples
    --------
    >>> n = np.full((2, 56), 4.0)
    >>> days = steady_days(n, n * 8, n * 65, weekday=np.arange(56) % 7)
    >>> float(days.weight[0, 0].round(2)), days.day_variance
    (3.0, 0.0)
    """
    counts, sums, second = (np.asarray(one, dtype=np.float64) for one in (n, total, squares))
    day = np.asarray(weekday, dtype=np.intp)
    if counts.ndim != 2 or not counts.shape == sums.shape == second.shape:
        raise ValueError("want three arrays of shape (places, days)")
    if day.shape != counts.shape[1:]:
        raise ValueError(f"want a weekday for each of {counts.shape[1]} days")
    there = counts > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(there, sums / counts, 0.0)
        spread = np.where(there, second - sums**2 / counts, 0.0)
    error = np.where(there, _within(counts, spread)[:, None] / np.maximum(counts, 1), np.inf)
    value = _without_weekdays(mean, np.where(there, 1 / np.where(error > 0, error, 1), 0), day)
    between = _day_variance(value, error)
    # Nothing can be told of places whose answers are all the same.
    known = there & (error + between > 0)
    weight = np.where(known, 1 / np.where(known, error + between, 1), 0.0)
    value = _without_weekdays(mean, weight, day)
    weight = weight / _wandering(value, weight)
    shared = _shared_variance(value, weight)
    return SteadyDays(value, weight, np.where(there, counts, 0.0), between, shared)


def _within(counts: Floats, spread: Floats) -> Floats:
    """Variance of the answers of one day in each place, (g,)."""
    degrees = np.maximum(counts - 1, 0).sum(axis=1)
    squares = np.where(counts > 1, spread, 0.0).sum(axis=1)
    # Days are the groups: their degrees of freedom and squares stand for n - 1 values around 0.
    lent = moderated_variances(degrees + 1, np.zeros_like(degrees), squares)
    return np.nan_to_num(lent.value)


def _level(value: Floats, weight: Floats) -> Floats:
    level: Floats = (weight * value).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-300)
    return level[:, None]


def _without_weekdays(mean: Floats, weight: Floats, day: NDArray[np.intp]) -> Floats:
    """Take out each place's level, the weekdays of all, and its own as far as they are known."""
    value = mean - _level(mean, weight)
    own, known = np.zeros((len(mean), 7)), np.zeros((len(mean), 7))
    for one in range(7):
        here = day == one
        known[:, one] = weight[:, here].sum(axis=1)
        summed = (weight[:, here] * value[:, here]).sum(axis=1)
        every = summed.sum() / max(float(known[:, one].sum()), 1e-300)
        value[:, here] -= every
        own[:, one] = summed / np.maximum(known[:, one], 1e-300) - every
    clear = known > 0
    noise = np.where(clear, 1 / np.where(clear, known, 1.0), 0.0)
    truly = float(np.sum(np.where(clear, known * (own**2 - noise), 0.0)) / max(known.sum(), 1e-300))
    truly = max(truly, 0.0)
    own = np.where(clear, own * truly / np.maximum(truly + noise, 1e-300), 0.0)
    value -= own[:, day]
    return np.where(weight > 0, value - _level(value, weight), 0.0)


def _day_variance(value: Floats, error: Floats) -> float:
    """How much days differ beyond their answers: from neighbours, so that steps do not count.

    Where no day has two answers of a place this is all the variance there is.
    """
    gained = expected = 0.0
    for v, e in zip(value, error, strict=True):
        there = np.isfinite(e)
        step, noise = np.diff(v[there]), e[there][1:] + e[there][:-1]
        size = 1 / np.where(noise > 0, noise, 1)
        gained += float((size * (step**2 - noise)).sum())
        expected += float(2 * size.sum())
    return max(gained / expected, 0.0) if expected > 0 else 0.0


def _wandering(value: Floats, weight: Floats) -> float:
    """By which factor months differ more than their days let expect, at the median place."""
    days = value.shape[1]
    blocks = days // BLOCK_DAYS
    if blocks < 3:
        return 1.0
    at = np.minimum(np.arange(days) // BLOCK_DAYS, blocks - 1)
    known = np.stack([weight[:, at == b].sum(axis=1) for b in range(blocks)], axis=1)
    total = np.stack([(weight * value)[:, at == b].sum(axis=1) for b in range(blocks)], axis=1)
    # What all places did together is looked for by itself.
    course = total.sum(axis=0) / np.maximum(known.sum(axis=0), 1e-300)
    mean = np.where(known > 0, total / np.maximum(known, 1e-300) - course, 0.0)
    if len(value) == 1:
        mean = mean + course
    chi = (known * (mean - _level(mean, known)) ** 2).sum(axis=1)
    degrees = (known > 0).sum(axis=1) - 1
    judged = degrees >= 2
    if not judged.any():
        return 1.0
    ratio = chi[judged] / stats.chi2.ppf(0.5, degrees[judged])
    return max(1.0, float(np.median(ratio)))


def _shared_variance(value: Floats, weight: Floats) -> float:
    """How much a day of all places together differs beyond what the single places explain."""
    known = weight.sum(axis=0)
    course = (weight * value).sum(axis=0) / np.maximum(known, 1e-300)
    error = np.where(known > 0, 1 / np.where(known > 0, known, 1), np.inf)
    return _day_variance(course[None], error[None])
