"""Did a number move between two periods, and by how much?"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from cxstats.estimate import Floats
from cxstats.histograms import Moments
from cxstats.intervals import squared_spread


@dataclass(frozen=True, slots=True)
class Change:
    """Result of `change_between`; arrays of one shape, nan where it cannot be known."""

    difference: Floats  # after minus before, in the metric's units
    low: Floats
    high: Floats
    p: Floats  # two-sided p value of "nothing changed"
    n_before: Floats
    n_after: Floats


def change_between(before: Moments, after: Moments, confidence: float = 0.95) -> Change:
    """Compare the means of two periods of the same groups.

    A p value by itself makes no change: give all that are shown together to
    `discovery.benjamini_hochberg`.

    Parameters
    ----------
    before, after : Moments
        Sums of the two periods, arrays of one shape (one entry a group).
    confidence : float
        Between 0 and 1, for the interval of the difference.

    Returns
    -------
    Change
        nan where a period has fewer than two answers, or where neither period
        has any spread (equal answers tell nothing of how much chance moves them).

    References
    ----------
    Welch, B. L. (1947). Biometrika 34, 28-35.

    Examples
    --------
    >>> one = Moments(n=np.array([4.0]), total=np.array([16.0]), squares=np.array([66.0]))
    >>> two = Moments(n=np.array([4.0]), total=np.array([12.0]), squares=np.array([38.0]))
    >>> change = change_between(one, two)
    >>> change.difference, change.p.round(3)
    (array([-1.]), array([0.134]))
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        error_before, error_after = _squared_error(before), _squared_error(after)
        error = error_before + error_after
        parts = error_before**2 / (before.n - 1) + error_after**2 / (after.n - 1)
        degrees = error**2 / parts
        difference = after.total / after.n - before.total / before.n
        sd = np.sqrt(np.where(error > 0, error, np.nan))
        p = 2.0 * np.asarray(stats.t.sf(np.abs(difference) / sd, degrees))
        half = stats.t.ppf((1 + confidence) / 2, degrees) * sd
    return Change(
        difference=difference,
        low=difference - half,
        high=difference + half,
        p=p,
        n_before=before.n,
        n_after=after.n,
    )


def _squared_error(sums: Moments) -> Floats:
    """Return the squared standard error of a mean, nan for fewer than two answers."""
    n = np.where(sums.n > 1, sums.n, np.nan)
    squared: Floats = squared_spread(sums.n, sums.total, sums.squares) / (n - 1) / n
    return squared
