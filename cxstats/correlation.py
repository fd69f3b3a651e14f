"""A correlation with its interval, from exact sums."""

import numpy as np

from cxstats.correlations import FEWEST_PAIRS
from cxstats.estimate import Estimate, Floats
from cxstats.later import stats
from cxstats.scores import WEIGHT_ONE


def correlation_interval(
    *,
    n: Floats,
    weight: Floats,
    sums: tuple[Floats, Floats],
    squares: tuple[Floats, Floats],
    products: Floats,
    weight_squares: Floats | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """Tell how closely two items go together in each of g groups, from sums over common rows.

    Parameters
    ----------
    n : float array of shape (g,)
        Plain number of rows that have both.
    weight : float array of shape (g,)
        Sum of their weights: n itself without weights, millionths with.
    sums, squares : two float arrays of shape (g,) each
        Sum of the first and of the second item, and of their squares, weighted as `weight`.
    products : float array of shape (g,)
        Sum of first times second, weighted as `weight`.
    weight_squares : float array of shape (g,), optional
        Sum of squared weights in millionths; without it every weight is one.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Estimate
        Pearson's correlation; n is Kish's effective n with weights. Value and interval are nan
        below four rows and where an item never varies; a perfect correlation has no interval.

    Notes
    -----
    The interval is Fisher's, on z with standard error 1/sqrt(n - 3). Costs O(g).

    References
    ----------
    Fisher, R. A. (1921). Metron 1, 3-32.
    Kish, L. (1965). Survey Sampling. Wiley.

    Examples
    --------
    >>> four = np.array([4.0])
    >>> pair = (np.array([10.0]), np.array([11.0]))
    >>> told = correlation_interval(n=four, weight=four, sums=pair,
    ...     squares=(np.array([30.0]), np.array([35.0])), products=np.array([32.0]))
    >>> told.value.round(3), told.low.round(3), told.high.round(3)
    (array([0.923]), array([-0.335]), array([0.998]))
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = n
        if weight_squares is not None:
            effective = np.where(weight > 0, (weight / WEIGHT_ONE) ** 2, 0) / (
                weight_squares / WEIGHT_ONE
            )
        first, second = (total / weight for total in sums)
        spread = [
            square / weight - mean**2 for square, mean in zip(squares, (first, second), strict=True)
        ]
        known = (n >= FEWEST_PAIRS) & (spread[0] > 0) & (spread[1] > 0)
        together = products / weight - first * second
        value = np.where(known, together / np.sqrt(spread[0] * spread[1]), np.nan)
        value = np.clip(value, -1.0, 1.0)
        known &= (effective > FEWEST_PAIRS - 1) & (np.abs(value) < 1)
        half = stats.norm.ppf((1 + confidence) / 2) / np.sqrt(effective - (FEWEST_PAIRS - 1))
        z = np.arctanh(np.where(known, value, np.nan))
        low, high = np.tanh(z - half), np.tanh(z + half)
    return Estimate(value, low, high, np.nan_to_num(effective))
