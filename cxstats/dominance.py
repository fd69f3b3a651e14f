"""General dominance: how much of the outcome's variance goes with each driver, exactly."""

from functools import lru_cache
from math import factorial

import numpy as np

from cxstats.estimate import Floats

# 2**15 regressions a group; beyond it `relative_weights` is the method.
MAX_DRIVERS = 15
# Residual variance below this share of the variable's own is rounding.
SINGULAR = 1e-10
# Numbers held at once: small enough for the processor's cache.
CACHE_NUMBERS = 240_000


class TooManyDrivers(Exception):
    """More drivers than all subsets can be computed for."""


def general_dominance(correlations: Floats) -> tuple[Floats, Floats]:
    """Split the R-squared of a regression among correlated drivers, for many groups at once.

    A driver's share is what it adds to R-squared, averaged over all orders in
    which drivers may enter (Lindeman, Merenda and Gold; the Shapley value). Read
    it as "share of the differences in the outcome that goes with this driver".
    It says nothing about cause.

    Parameters
    ----------
    correlations : float array of shape (g, p + 1, p + 1)
        Correlation (or covariance) matrices, the outcome last.

    Returns
    -------
    shares : float array of shape (g, p)
        Parts of R-squared, each >= 0 up to rounding, summing to it.
    r_squared : float array of shape (g,)
        Both are nan where a matrix is not positive definite or holds nan.

    Raises
    ------
    TooManyDrivers
        p > 15.

    Notes
    -----
    The R-squared of all 2**p subsets come from one elimination each: whether a
    driver is in or out doubles the set of residual matrices, which loses one
    row and column at each step. Costs O(g * 2**p), about 0.2 ms for 12 drivers.

    References
    ----------
    Lindeman, R. H., Merenda, P. F. & Gold, R. Z. (1980). Introduction to Bivariate
    and Multivariate Analysis. Scott Foresman.
    Azen, R. & Budescu, D. V. (2003). Psychological Methods 8(2), 129-148.

    Examples
    --------
    >>> matrix = np.array([[[1, 0.5, 0.6], [0.5, 1, 0.4], [0.6, 0.4, 1]]])
    >>> shares, r_squared = general_dominance(matrix)
    >>> shares.round(4), r_squared.round(4)
    (array([[0.2867, 0.0867]]), array([0.3733]))
    """
    matrices = np.asarray(correlations, dtype=np.float64)
    n_groups, p = matrices.shape[0], matrices.shape[-1] - 1
    if p > MAX_DRIVERS:
        raise TooManyDrivers(f"{p} drivers; general dominance goes to {MAX_DRIVERS}")
    if p == 0:
        return np.zeros((n_groups, 0)), np.zeros(n_groups)
    orders = _order_weights(p)
    chunk = max(1, CACHE_NUMBERS // (3 << p))
    shares, r_squared = np.empty((n_groups, p)), np.empty(n_groups)
    for start in range(0, n_groups, chunk):
        part = slice(start, start + chunk)
        explained = _explained_by_subsets(matrices[part])
        shares[part], r_squared[part] = explained.T @ orders, explained[-1]
    return shares, r_squared


def _explained_by_subsets(matrices: Floats) -> Floats:
    """Return R-squared (2**p, g) of every subset; bit j of its index says that j is in."""
    # Rows of the upper triangle. Groups stand last, so that each step runs along them.
    rows = [np.moveaxis(matrices[:, i, i:], 0, -1)[None] for i in range(matrices.shape[-1])]
    variances = [row[0, 0] for row in rows]
    positive = np.all([one > 0 for one in variances], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        for own in variances[:-1]:
            pivot, beside = rows[0][:, 0], rows[0][:, 1:]
            positive &= (pivot > SINGULAR * own).all(axis=0)
            slopes = beside / pivot[:, None]
            rows = [
                _with_and_without(row, slopes[:, at, None], beside[:, at:])
                for at, row in enumerate(rows[1:])
            ]
        explained: Floats = 1 - rows[0][:, 0] / variances[-1]
    explained[:, ~positive] = np.nan
    return explained


def _with_and_without(row: Floats, slope: Floats, beside: Floats) -> Floats:
    """Put what is left of a row without a driver first, and then what is left beside it."""
    both = np.empty((2 * len(row), *row.shape[1:]))
    without, including = both[: len(row)], both[len(row) :]
    without[:] = row
    np.multiply(slope, beside, out=including)
    np.subtract(row, including, out=including)
    return both


@lru_cache(maxsize=MAX_DRIVERS)
def _order_weights(p: int) -> Floats:
    """Return the (2**p, p) matrix that turns R-squared of subsets into shares.

    A subset with driver j counts with the share of orders in which j enters last
    of it, a subset without j with minus the share in which j enters next.
    """
    subsets = np.arange(1 << p)
    inside = (subsets[:, None] >> np.arange(p)) & 1
    sizes = inside.sum(axis=1)
    orders = np.array([factorial(s) * factorial(p - s - 1) / factorial(p) for s in range(p)])
    last, following = orders[np.maximum(sizes - 1, 0)], orders[np.minimum(sizes, p - 1)]
    counted: Floats = np.where(inside == 1, last[:, None], -following[:, None])
    return counted
