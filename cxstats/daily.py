"""Days of answers at many locations, with what moved everywhere on the same day taken out."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from cxstats.estimate import Floats


@dataclass(frozen=True, slots=True)
class Daily:
    """Result of `daily`; arrays (g, d)."""

    n: Floats
    sums: Floats  # of answers, less what moved everywhere
    mean: float  # of all answers
    variance: float  # of answers at one location
    between: float  # of true means of locations
    extra: float  # of a day's true mean at one location

    def errors(self) -> Floats:
        """The variance of a day's mean around the location's level, inf without answers."""
        some = self.n > 0
        own = np.divide(self.variance, self.n, out=np.full(self.n.shape, np.inf), where=some)
        return np.asarray(self.extra + own, dtype=np.float64)

    def drawn(self, rng: np.random.Generator) -> "Daily":
        """Draw the same days of locations that stay as they are."""
        places = rng.normal(self.mean, np.sqrt(self.between), (len(self.n), 1))
        noise = np.sqrt(self.extra * self.n**2 + self.variance * self.n)
        return replace(self, sums=self.n * places + noise * rng.standard_normal(self.n.shape))


def daily(n: ArrayLike, total: ArrayLike, squares: ArrayLike) -> Daily:
    """Take out of the answers of each day what moved at all locations on that day.

    Parameters
    ----------
    n, total, squares : array-like of shape (g, d)
        Number, sum and sum of squares of answers at each location on each day.

    Returns
    -------
    Daily
        Variances are found by moments and never negative; all 0 without answers.

    Raises
    ------
    ValueError
        Shapes do not match, or a number is negative.

    Notes
    -----
    A day's common movement is the mean of all answers' distance from their location's
    mean, pulled toward 0 by its own error, so that few locations do not take out
    their own falls.
    Costs O(g * d).

    References
    ----------
    Searle, S. R., Casella, G. & McCulloch, C. E. (1992). Variance Components. Wiley.

    Examples
    --------
    >>> days = daily([[2, 2], [2, 2]], [[8, 6], [8, 6]], [[34, 20], [34, 20]])
    >>> days.mean, round(days.variance, 2)
    (3.5, 1.67)
    """
    counts, sums = np.asarray(n, dtype=np.float64), np.asarray(total, dtype=np.float64)
    second = np.asarray(squares, dtype=np.float64)
    if not counts.shape == sums.shape == second.shape or counts.ndim != 2:
        raise ValueError("want n, total and squares of one shape (locations, days)")
    if counts.size and counts.min() < 0:
        raise ValueError("a number of answers is negative")
    if not counts.sum():
        return Daily(counts, sums, 0.0, 0.0, 0.0, 0.0)
    whole = float(sums.sum() / counts.sum())
    # Around the mean, so that sums of squares lose no digits.
    away = sums - whole * counts
    second = second - 2 * whole * sums + whole**2 * counts
    n_place, sum_place = counts.sum(axis=1), away.sum(axis=1)
    own = np.divide(sum_place, n_place, out=np.zeros(len(counts)), where=n_place > 0)
    spare = max(float(counts.sum()) - float((n_place > 0).sum()), 1.0)
    left = float(second.sum() - (n_place * own**2).sum())
    variance = left / spare if left > 1e-9 * max(float(second.sum()), 1e-300) else 0.0
    common = _common(counts, away - counts * own[:, None], variance)
    sums = sums - counts * common
    return Daily(
        n=counts,
        sums=sums,
        mean=whole,
        variance=variance,
        between=_between(n_place, own, variance),
        extra=_extra(counts, sums - counts * (whole + own)[:, None], variance),
    )


def _common(n: Floats, away: Floats, variance: float) -> Floats:
    """What moved everywhere on each day (d,), pulled toward 0 by its own error."""
    answers = n.sum(axis=0)
    moved = np.divide(away.sum(axis=0), answers, out=np.zeros(len(answers)), where=answers > 0)
    some = answers > 0
    error = np.divide(variance, answers, out=np.zeros(len(answers)), where=some)
    spread = max(float((moved[some] ** 2 - error[some]).mean()), 0.0)
    pulled = np.divide(
        spread * moved, spread + error, out=np.zeros(len(answers)), where=spread + error > 0
    )
    return np.asarray(pulled, dtype=np.float64)


def _between(n: Floats, own: Floats, variance: float) -> float:
    known = n > 0
    if known.sum() < 2:
        return 0.0
    excess = own[known].var(ddof=1) - (variance / n[known]).mean()
    return max(float(excess), 0.0)


def _extra(n: Floats, away: Floats, variance: float) -> float:
    """The variance of days at one location beyond that of answers, by moments."""
    weight = float((n**2).sum())
    return max(float((away**2).sum() - variance * n.sum()) / weight, 0.0) if weight else 0.0
