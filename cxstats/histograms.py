"""Every metric of one item is a value for each answer: its sums follow from the histogram."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cxstats.estimate import Floats
from cxstats.intervals import effective_n
from cxstats.scores import WEIGHT_ONE


@dataclass(frozen=True, slots=True)
class Moments:
    """Number, sum and sum of squares of a metric's values; arrays of one shape."""

    n: Floats  # effective number of answers
    total: Floats  # sum of values, scaled to n
    squares: Floats  # sum of squared values, scaled to n


def value_moments(
    histogram: ArrayLike, values: ArrayLike, weight_squares: ArrayLike | None = None
) -> Moments:
    """Turn counts of answers into the sums of any metric of that answer.

    A mean gives each answer itself as value, a top-box share gives 1 to the top
    answers and 0 to the rest, the recommend score gives 100, 0 and -100. A value
    of nan leaves that answer out, of n as well.

    Parameters
    ----------
    histogram : array-like of shape (..., bins)
        Counts; in millionths when `weight_squares` is given.
    values : array-like of shape (bins,)
        Value of each answer in the metric's own units.
    weight_squares : array-like of shape (...), optional
        Sum of squared weights in millionths, as cells hold them.

    Returns
    -------
    Moments
        Arrays of shape (...). With weights, n is Kish's effective n and the sums
        are scaled so that total / n is the weighted mean.

    Raises
    ------
    ValueError
        There is not one value for each bin.

    Notes
    -----
    Costs O(cells * bins). Squared weights are known for all answers together, so
    where a value is nan the answers left out are taken to be weighted alike.

    Examples
    --------
    >>> moments = value_moments([[1, 2, 7]], [-100, 0, 100])
    >>> moments.n, moments.total, moments.squares
    (array([10.]), array([600.]), array([80000.]))
    """
    counts, worth = np.asarray(histogram, dtype=np.float64), np.asarray(values, dtype=np.float64)
    if counts.shape[-1:] != worth.shape:
        raise ValueError(f"{counts.shape[-1:]} bins and {worth.shape} values")
    counted = ~np.isnan(worth)
    known = np.where(counted, worth, 0.0)
    # Going through many cells once takes a fraction of the time of going through them for each.
    sums = counts @ np.stack([counted, known, known**2], axis=-1)
    kept, total, squares = (sums[..., i].copy() for i in range(3))
    if weight_squares is None:
        return Moments(n=kept, total=total, squares=squares)
    weight = counts.sum(axis=-1)
    square = np.asarray(weight_squares, dtype=np.float64)
    answers = effective_n(weight / WEIGHT_ONE, square / WEIGHT_ONE)
    scale = np.divide(answers, weight, out=np.zeros(weight.shape), where=weight > 0)
    return Moments(n=kept * scale, total=total * scale, squares=squares * scale)
