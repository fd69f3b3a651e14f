"""How unlikely it is that nothing is heard, where usually something is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cxstats.estimate import Floats
from cxstats.later import stats

# A series that was heard on fewer days tells nothing about what is usual.
FEWEST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Silences:
    """One entry for each series."""

    expected: Floats  # how many would usually have come in the gap; nan where too little is known
    p: Floats  # the chance of hearing nothing in such a gap; 1 where too little is known


def silences(daily: ArrayLike, exposure: ArrayLike) -> Silences:
    """Tell how likely a gap is without anything heard, for many series at once.

    Parameters
    ----------
    daily : whole numbers (series, days)
        How many were heard on each of the usual days; the gap itself is not among them.
    exposure : array (series,)
        How long the gap is, in usual days: 0.5 is half of a day's customers.

    Returns
    -------
    Silences
        Counts of a day vary more than by chance alone (busy and quiet days), so they are taken as
        negative binomial with the mean m and the size k of the variance between days, and a gap as
        the sum of its days: P(0) = (1 + m/k)^(−k · exposure). Where the variance is no more than
        the mean, P(0) = exp(−m · exposure).

    Notes
    -----
    Days are taken as alike, so weekends and holidays make the variance larger and the test more
    careful. O(series · days).

    References
    ----------
    Anscombe, F. J. (1950). Biometrika 37, 358-382 (moment estimate of the size).

    Examples
    --------
    >>> found = silences([[4, 5, 3, 4] * 7, [0, 1, 0, 0] * 7], [2.0, 2.0])
    >>> found.expected
    array([8. , 0.5])
    >>> bool(found.p[0] < 0.001), bool(found.p[1] > 0.5)
    (True, True)
    """
    counts = np.atleast_2d(np.asarray(daily, dtype=float))
    gap = np.asarray(exposure, dtype=float)
    n = counts.shape[1]
    if n < FEWEST_DAYS or not counts.size:
        unknown = np.full(counts.shape[0], np.nan)
        return Silences(unknown, np.ones(counts.shape[0]))
    mean = counts.mean(axis=1)
    extra = counts.var(axis=1, ddof=1) - mean
    size = np.divide(mean**2, extra, out=np.full(mean.shape, np.inf), where=extra > 0)
    mu = mean * gap
    # A gap of many days is a sum of days, whose size is that many times the size of one.
    sizes = size * np.maximum(gap, 1e-12)
    spread = stats.nbinom.pmf(0, np.where(np.isfinite(sizes), sizes, 1), 1 / (1 + mean / size))
    p = np.where(np.isfinite(sizes), spread, np.exp(-mu))
    known = mean > 0
    return Silences(np.where(known, mu, np.nan), np.where(known, p, 1.0))
