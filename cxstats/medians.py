"""What is the middle of some waiting times, when some have not ended?"""

import numpy as np
from numpy.typing import ArrayLike

from cxstats.estimate import Estimate
from cxstats.later import stats


def median_interval(values: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Estimate a median with an interval that assumes no shape of the distribution.

    The ends are those values in order between which the binomial distribution puts the median.
    With few values no two of them enclose it often enough; then an end is open (infinite).

    Parameters
    ----------
    values
        One-dimensional; infinity stands for "longer than anything seen", as for a wait that has
        not ended.
    confidence
        Between 0 and 1; the interval covers at least so often.

    Returns
    -------
    Estimate
        One value: nan where there are none, infinite where more than half have not ended.

    Raises
    ------
    ValueError
        When a value is nan, or the values are not one-dimensional.

    Notes
    -----
    Cost: O(n log n). Source: Conover, "Practical Nonparametric Statistics" (1971), 3.2; order
    statistics, Thompson (1936).

    >>> found = median_interval([3.0, 1.0, 2.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, np.inf])
    >>> float(found.value), float(found.low), float(found.high)
    (5.5, 2.0, 9.0)
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    if ordered.ndim != 1 or np.isnan(ordered).any():
        raise ValueError("values are one-dimensional and no nan")
    n = len(ordered)
    if n == 0:
        nothing = np.array(np.nan)
        return Estimate(nothing, nothing, nothing, np.array(0.0))
    middle = ordered[[(n - 1) // 2, n // 2]]
    value = middle[0] if middle[0] == middle[1] else middle.mean()
    # How many values must lie outside on one side, so that both sides together miss rarely enough.
    outside = int(stats.binom.ppf((1 - confidence) / 2, n, 0.5))
    if stats.binom.cdf(outside - 1, n, 0.5) > (1 - confidence) / 2:
        outside -= 1
    low = ordered[outside - 1] if outside else -np.inf
    high = ordered[n - outside] if outside else np.inf
    return Estimate(np.array(value), np.array(low), np.array(high), np.array(float(n)))
