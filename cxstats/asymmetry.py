"""Does a bad answer cost more than a good one brings? Effects below and above the usual."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.estimate import Estimate, Floats
from cxstats.later import stats

# Errors by locations drawn anew need some of them.
FEWEST_LOCATIONS = 10
CONFIDENCE = 0.90


@dataclass(frozen=True, slots=True)
class AsymmetricEffects:
    """Result of `asymmetric_effects`; arrays (p,), outcome points per driver point."""

    below: Estimate  # what one point less costs, below the usual answer
    above: Estimate  # what one point more brings, above it
    contrast: Estimate  # below less above
    p: Floats  # two-sided, of no contrast


def asymmetric_effects(
    outcome: ArrayLike,
    drivers: ArrayLike,
    place: ArrayLike,
    pivot: ArrayLike,
    *,
    weight: ArrayLike | None = None,
) -> AsymmetricEffects:
    """Estimate what goes with low and with high answers separately, per point of each.

    Each driver has two slopes, one below its usual answer and one above, all drivers
    together in one regression among guests of one location.

    Parameters
    ----------
    outcome : array-like of shape (n,)
    drivers : array-like of shape (n, p)
        nan where a guest did not rate: such rows have a level of their own.
    place : integer array-like of shape (n,)
        0..g-1.
    pivot : array-like of shape (p,)
        The usual answer of each driver.
    weight : array-like of shape (n,), optional
        Positive.

    Returns
    -------
    AsymmetricEffects
        Intervals of 90%. A driver without answers on one side of its pivot has nan
        there and in the contrast; all is nan for fewer than 10 locations, or with too
        few rows. `n` of an estimate counts the answers on its side.

    Raises
    ------
    ValueError
        Shapes do not match.

    Notes
    -----
    Least squares within locations; errors count that answers of one location are alike
    (cluster-robust, CR1) with g - 1 degrees of freedom. Penalty-reward analysis with
    slopes in place of dummies: groups of low and high answers lie unequally far from
    the middle, and would differ even where every point counts alike. Costs O(n * p**2).

    References
    ----------
    Brandt, D. R. (1987). In: Add Value to Your Service. American Marketing Association.
    Liang, K.-Y. & Zeger, S. L. (1986). Biometrika 73(1), 13-22.

    Examples
    --------
    >>> rng = np.random.default_rng(7)
    >>> food = rng.integers(1, 6, (4000, 1)).astype(float)
    >>> score = 2 * np.minimum(food[:, 0] - 4, 0) + rng.normal(0, 1, 4000)
    >>> found = asymmetric_effects(score, food, np.arange(4000) % 20, [4])
    >>> float(found.below.value[0].round(1)), bool(found.above.low[0] < 0 < found.above.high[0])
    (2.0, True)
    """
    y, x = np.asarray(outcome, dtype=np.float64), np.asarray(drivers, dtype=np.float64)
    at, middle = np.asarray(place), np.asarray(pivot, dtype=np.float64)
    heavy = np.ones(len(y)) if weight is None else np.asarray(weight, dtype=np.float64)
    if x.ndim != 2 or not y.shape == at.shape == heavy.shape == x.shape[:1]:
        raise ValueError("want one outcome, place and weight for each row of drivers")
    if middle.shape != x.shape[1:]:
        raise ValueError("want one pivot for each driver")
    away = x - middle
    missing = np.isnan(away)
    sides = [np.nan_to_num(np.minimum(away, 0)), np.nan_to_num(np.maximum(away, 0))]
    n_sides = np.stack([(side != 0).sum(axis=0) for side in sides]).astype(np.float64)
    columns = np.column_stack([*sides, missing[:, missing.any(axis=0)].astype(np.float64)])
    fitted = _within_locations(y, columns, at, heavy)
    return _told(fitted, n_sides)


@dataclass(frozen=True, slots=True)
class _Fit:
    slopes: Floats
    covariance: Floats
    degrees: int


def _within_locations(
    y: Floats, columns: Floats, place: NDArray[np.integer], weight: Floats
) -> _Fit:
    """Least squares around each location's means, errors by location; nan if there are too few."""
    used, at = np.unique(place, return_inverse=True)
    k = columns.shape[1]
    nothing = _Fit(np.full(k, np.nan), np.full((k, k), np.nan), max(len(used) - 1, 1))
    if len(used) < FEWEST_LOCATIONS or len(y) <= k + len(used):
        return nothing
    whole = np.bincount(at, weight)
    both = np.column_stack([columns, y])
    sums = np.stack([np.bincount(at, weight * one) for one in both.T], axis=1)
    both = both - (sums / whole[:, None])[at]
    x, left = both[:, :-1], both[:, -1]
    varies = (x**2).sum(axis=0) > 1e-9
    x = x[:, varies]
    information = x.T @ (weight[:, None] * x)
    inverse = np.linalg.pinv(information, rcond=1e-10, hermitian=True)
    slopes = inverse @ (x.T @ (weight * left))
    scores = (weight * (left - x @ slopes))[:, None] * x
    by_place = np.stack([np.bincount(at, one) for one in scores.T], axis=1)
    g, n = len(used), len(y)
    correction = g / (g - 1) * (n - 1) / (n - x.shape[1])
    covariance = correction * inverse @ (by_place.T @ by_place) @ inverse
    nothing.slopes[varies] = slopes
    nothing.covariance[np.ix_(varies, varies)] = covariance
    return nothing


def _told(fitted: _Fit, n_sides: Floats) -> AsymmetricEffects:
    p = n_sides.shape[1]
    below, above = fitted.slopes[:p], fitted.slopes[p : 2 * p]
    variance = np.diag(fitted.covariance)
    shared = np.diag(fitted.covariance[:p, p : 2 * p])
    apart = variance[:p] + variance[p : 2 * p] - 2 * shared
    width = float(stats.t.ppf((1 + CONFIDENCE) / 2, fitted.degrees))

    def estimate(value: Floats, squared: Floats, n: Floats) -> Estimate:
        half = width * np.sqrt(np.maximum(squared, 0))
        return Estimate(value, value - half, value + half, n)

    contrast = below - above
    error = np.sqrt(np.maximum(apart, 0))
    ratio = np.divide(contrast, error, out=np.full(p, np.nan), where=error > 0)
    return AsymmetricEffects(
        below=estimate(below, variance[:p], n_sides[0]),
        above=estimate(above, variance[p : 2 * p], n_sides[1]),
        contrast=estimate(contrast, apart, n_sides.min(axis=0)),
        p=2 * stats.t.sf(np.abs(ratio), fitted.degrees),
    )
