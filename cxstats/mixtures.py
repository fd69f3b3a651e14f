"""Quantiles of mixtures of normal distributions, for many groups at once."""

import numpy as np
from numpy.typing import ArrayLike

from cxstats.estimate import Floats
from cxstats.later import special

# Each step halves the distance between the bounds: so many leave a millionth of a millionth.
STEPS = 40
# Beyond so many standard deviations of every part lies nothing that is asked for.
FAR = 9.0


def mixture_quantile(
    weights: ArrayLike, centre: ArrayLike, sd: ArrayLike, probability: float
) -> Floats:
    """Find the value below which a mixture of normal distributions lies so often.

    Parameters
    ----------
    weights : array-like of shape (m,)
        Shares of the m parts, the same for all groups; they sum to 1.
    centre, sd : array-like of shape (m, g)
        Mean and standard deviation, above 0, of each part in each of g groups.
    probability : float
        Between 0 and 1, and not so near either that it lies beyond nine standard
        deviations of all parts.

    Returns
    -------
    float array of shape (g,)
        In the units of `centre`, found by halving. Costs O(m * g).

    Raises
    ------
    ValueError
        Shapes do not match, or a standard deviation is not above 0.

    Examples
    --------
    >>> mixture_quantile([0.5, 0.5], [[0.0], [4.0]], [[1.0], [1.0]], 0.5).round(6)
    array([2.])
    """
    share = np.asarray(weights, dtype=np.float64)
    middle, spread = (np.asarray(part, dtype=np.float64) for part in (centre, sd))
    if middle.ndim != 2 or middle.shape != spread.shape or share.shape != middle.shape[:1]:
        raise ValueError("want weights (m,), centres and standard deviations (m, g)")
    if not (spread > 0).all():
        raise ValueError("a standard deviation is not above 0")
    low = (middle - FAR * spread).min(axis=0)
    high = (middle + FAR * spread).max(axis=0)
    for _ in range(STEPS):
        half = (low + high) / 2
        below = share @ special.ndtr((half - middle) / spread) < probability
        low, high = np.where(below, half, low), np.where(below, high, half)
    return np.asarray((low + high) / 2, dtype=np.float64)
