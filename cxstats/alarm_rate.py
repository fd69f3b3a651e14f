"""How often something as unusual as this comes up by itself."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.estimate import Floats

# Peaks are taken of so many hours each, at least so many steps but never more than a day; a peak
# this many blocks ago weighs half.
BLOCK_HOURS, BLOCK_STEPS, HALF_LIFE = 6.0, 24, 56.0
# Mean and standard deviation of peaks before any is known, and as how many of them they count.
FIRST_MEAN, FIRST_SD, FIRST_PEAKS = 6.0, 3.0, 8.0
# What a burst teaches is cut off at so many standard deviations above the mean peak.
CUT_AT = 2.5
# Minus the logarithm of a probability is an exponential number when the model is right; a tail that
# looks lighter than that does so by chance.
LEAST_SCALE = 1.0
EULER = 0.5772156649


def alarm_rate(surprise: ArrayLike, *, per_day: int) -> Floats:
    """Tell in how many cases a week chance alone gives a surprise as large as each.

    No model of counts is quite true, so its probabilities are not taken at their word: they are
    measured against the largest surprises of the quarters of a day before (whole days where steps
    are long).

    Parameters
    ----------
    surprise : array-like of shape (n,) or (g, n)
        Minus the natural logarithm of a probability, or another score of about that size, at even
        steps; the larger, the more unusual.
    per_day : int
        Steps a day.

    Returns
    -------
    array of that shape
        Expected number a week. An alarm at every value below r gives about r false alarms a week.

    Notes
    -----
    Gumbel's law for the largest of each block, by its first two moments, exponentially weighted.
    Only what came before is used. Costs O(g * n).

    References
    ----------
    Gumbel, E. J. (1958). Statistics of Extremes. Columbia University Press, section 6.2.
    Siffer, A. et al. (2017). Proceedings of KDD 2017, 1067-1075 (thresholds from extremes, in
    streams).

    Examples
    --------
    >>> alarm_rate([6.0, 20.0], per_day=288).round(3)
    array([15.721,  0.04 ])
    """
    given = np.asarray(surprise, dtype=np.float64)
    rows = np.nan_to_num(np.atleast_2d(given), posinf=1e6)
    g, n = rows.shape
    block = min(per_day, max(BLOCK_STEPS, round(per_day * BLOCK_HOURS / 24)))
    prior = (1.0, FIRST_MEAN, FIRST_MEAN**2 + FIRST_SD**2)
    weight, total, squares = (np.full(g, FIRST_PEAKS * one) for one in prior)
    keeps = 0.5 ** (1 / HALF_LIFE)
    rate = np.empty_like(rows)
    for start in range(0, n, block):
        part = rows[:, start : start + block]
        mean = total / weight
        sd = np.sqrt(np.maximum(squares / weight - mean**2, 1e-3))
        scale = np.maximum(sd * math.sqrt(6) / math.pi, LEAST_SCALE)
        at = mean - EULER * scale
        peaks_a_week = 7 * per_day / block
        rate[:, start : start + block] = peaks_a_week * np.exp(
            np.minimum((at[:, None] - part) / scale[:, None], 50)
        )
        peak = np.minimum(part.max(axis=1), mean + CUT_AT * sd)
        weight, total = weight * keeps + 1, total * keeps + peak
        squares = squares * keeps + peak**2
    return rate.reshape(given.shape)


def told_once(rate: ArrayLike, *, steps: int) -> NDArray[np.bool_]:
    """Tell which values are lower than all of the `steps` before: a burst that goes on is no news.

    Examples
    --------
    >>> told_once([5.0, 1.0, 2.0, 0.5], steps=2)
    array([ True,  True, False,  True])
    """
    given = np.asarray(rate, dtype=np.float64)
    before = np.concatenate([np.full((*given.shape[:-1], steps), np.inf), given], axis=-1)
    past = np.lib.stride_tricks.sliding_window_view(before, steps, axis=-1)
    lowest: Floats = past[..., : given.shape[-1], :].min(axis=-1)
    return given < lowest
