"""Intervals of shares, means and recommend scores, for many groups at once."""

import numpy as np
from numpy.typing import ArrayLike

from cxstats.estimate import Estimate, Floats
from cxstats.later import stats

# Pseudo-answers that steady the recommend score: a quarter promoters, half
# passives, a quarter detractors. Without them ten answers cover 90% for 95%.
PSEUDO_ANSWERS = 3.0


def effective_n(sum_w: ArrayLike, sum_w2: ArrayLike) -> Floats:
    """Tell how many equally weighted answers would be as informative as these.

    Parameters
    ----------
    sum_w, sum_w2 : array-like of one shape
        Sum of weights and sum of squared weights, in whole weights (sums in
        millionths are divided by WEIGHT_ONE first, both of them).

    Returns
    -------
    float array
        Between 0 and the number of answers; 0 where there are none.

    References
    ----------
    Kish, L. (1965). Survey Sampling. Wiley. Section 11.7.

    Examples
    --------
    >>> effective_n([4.0, 4.0, 0.0], [4.0, 8.0, 0.0])
    array([4., 2., 0.])
    """
    w, w2 = np.broadcast_arrays(_floats(sum_w), _floats(sum_w2))
    answers: Floats = np.divide(w * w, w2, out=np.zeros(w.shape), where=w2 > 0)
    return answers


def wilson(successes: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Estimate a share with an interval that is right for small n and for 0% and 100%.

    Parameters
    ----------
    successes, n : array-like of one shape
        Count of hits and of answers. With weights: the weighted share times
        the effective n, and the effective n.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Estimate
        Shares 0..1; nan where n = 0.

    References
    ----------
    Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> share = wilson([8, 0], [10, 0])
    >>> share.value, share.low.round(3), share.high.round(3)
    (array([0.8, nan]), array([0.49, nan]), array([0.943, nan]))
    """
    count, hits = _floats(n), _floats(successes)
    z = stats.norm.ppf((1 + confidence) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = hits / count
        centre = (share + z * z / (2 * count)) / (1 + z * z / count)
        spread = share * (1 - share) / count + (z / (2 * count)) ** 2
        half = z * np.sqrt(np.maximum(spread, 0)) / (1 + z * z / count)
    # At 0% and 100% rounding may push an end past the share itself.
    low, high = np.clip(centre - half, 0, share), np.clip(centre + half, share, 1)
    return Estimate(value=share, low=low, high=high, n=count)


def mean_interval(
    n: ArrayLike, total: ArrayLike, squares: ArrayLike, confidence: float = 0.95
) -> Estimate:
    """Estimate a mean with its t interval, from sums.

    Parameters
    ----------
    n, total, squares : array-like of one shape
        Number, sum and sum of squares of the values. With weights: effective n,
        and sums scaled to it (`histograms.value_moments` does so).
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Estimate
        In the units of the values; nan where n = 0, interval nan where n <= 1.

    Notes
    -----
    Equal answers give an interval of no width, which says too much of a handful
    of answers: for small groups use `pooling`, which borrows the spread.

    References
    ----------
    Student (1908). Biometrika 6, 1-25.

    Examples
    --------
    >>> mean = mean_interval([4, 1], [16, 5], [66, 25])
    >>> mean.value, mean.low.round(2), mean.high.round(2)
    (array([4., 5.]), array([2.7, nan]), array([5.3, nan]))
    """
    count, sums = _floats(n), _floats(total)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = sums / count
        variance = np.where(count > 1, squared_spread(count, sums, squares) / (count - 1), np.nan)
        t = stats.t.ppf((1 + confidence) / 2, np.where(count > 1, count - 1, np.nan))
        half = t * np.sqrt(variance / count)
    return Estimate(value=mean, low=mean - half, high=mean + half, n=count)


def squared_spread(n: ArrayLike, total: ArrayLike, squares: ArrayLike) -> Floats:
    """Return the sum of squared deviations from the mean; 0 where n = 0.

    Examples
    --------
    >>> squared_spread([2, 0], [6, 0], [20, 0])
    array([2., 0.])
    """
    count, sums, square = np.broadcast_arrays(_floats(n), _floats(total), _floats(squares))
    centre = np.divide(sums * sums, count, out=np.zeros(count.shape), where=count > 0)
    spread = square - centre
    # What is left of equal answers is rounding, not spread.
    return np.where(spread > 1e-12 * np.abs(square), spread, 0.0)


def recommend_interval(
    promoters: ArrayLike, detractors: ArrayLike, n: ArrayLike, confidence: float = 0.95
) -> Estimate:
    """Estimate the recommend score (% promoters minus % detractors) with its interval.

    The interval counts three pseudo-answers (a quarter promoters, half passives,
    a quarter detractors); the value itself is the plain score.

    Parameters
    ----------
    promoters, detractors, n : array-like of one shape
        Counts. With weights: weighted shares times the effective n, and that n.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Estimate
        Points, -100..100; nan where n = 0.

    References
    ----------
    Agresti, A. & Min, Y. (2005). Biometrics 61, 515-523, for matched pairs,
    applied to the difference of two shares of one sample.

    Examples
    --------
    >>> score = recommend_interval([6], [1], [10])
    >>> score.value, score.low.round(1), score.high.round(1)
    (array([50.]), array([-0.2]), array([77.1]))
    """
    count, up, down = _floats(n), _floats(promoters), _floats(detractors)
    z = stats.norm.ppf((1 + confidence) / 2)
    padded = count + PSEUDO_ANSWERS
    above, below = (up + PSEUDO_ANSWERS / 4) / padded, (down + PSEUDO_ANSWERS / 4) / padded
    centre = above - below
    half = z * np.sqrt((above + below - centre**2) / padded)
    with np.errstate(divide="ignore", invalid="ignore"):
        score = (up - down) / count
    low, high = np.clip(centre - half, -1, score), np.clip(centre + half, score, 1)
    return Estimate(value=100 * score, low=100 * low, high=100 * high, n=count)


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)
