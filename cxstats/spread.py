"""How far groups truly differ: one unknown ratio, its best value and how unsure it is."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cxstats.estimate import Floats
from cxstats.later import optimize

COARSE = np.exp(np.linspace(-16, 9, 101))
FINE_POINTS = 48
# A fall of the log density by this much leaves nothing to integrate.
NEGLIGIBLE = 15.0


@dataclass(frozen=True, slots=True)
class Spread:
    """A ratio of variances: where its restricted likelihood peaks, and its posterior."""

    mode: float
    grid: Floats  # (m,) ratios
    weights: Floats  # (m,) posterior probability of each, sums to 1


def find_spread(criterion: Callable[[Floats], Floats], slope: Callable[[float], float]) -> Spread:
    """Search the ratio of the variance between groups to that within them.

    Parameters
    ----------
    criterion : function of ratios (m,) giving (m,)
        Minus the log restricted likelihood; defined at 0.
    slope : function of one ratio
        Its derivative, so that the peak is found to the last digits.

    Returns
    -------
    Spread
        `mode` is the restricted maximum-likelihood value, 0 when nothing shows
        that groups differ. The posterior starts from a half-t with 4 degrees of
        freedom and scale 1/2 on the square root of the ratio (locations seldom
        differ by more than customers do), so that a handful of groups neither
        proves nor rules out a difference.

    References
    ----------
    Gelman, A. (2006). Bayesian Analysis 1(3), 515-534.
    """
    found = criterion(COARSE)
    best = int(np.argmin(found))
    at_zero = float(criterion(np.zeros(1))[0])
    grid, weights = _posterior(criterion, found)
    if at_zero <= found[best] + 1e-9:
        return Spread(mode=0.0, grid=grid, weights=weights)
    left = COARSE[best - 1] if best else 0.0
    right = COARSE[min(best + 1, len(COARSE) - 1)]
    mode = float(COARSE[best])
    if slope(left) < 0 < slope(right):
        mode = optimize.brentq(slope, left, right, xtol=1e-20, rtol=1e-15)
    return Spread(mode=mode, grid=grid, weights=weights)


def _posterior(criterion: Callable[[Floats], Floats], found: Floats) -> tuple[Floats, Floats]:
    """Lay a fine grid where the posterior has its mass; return it with the probabilities."""
    coarse = _log_prior(COARSE) - found
    likely = np.flatnonzero(coarse > coarse.max() - NEGLIGIBLE)
    low, high = max(likely[0] - 1, 0), min(likely[-1] + 1, len(COARSE) - 1)
    grid = np.exp(np.linspace(np.log(COARSE[low]), np.log(COARSE[high]), FINE_POINTS))
    log_density = _log_prior(grid) - criterion(grid)
    density = np.exp(log_density - log_density.max())
    return grid, density / density.sum()


def _log_prior(ratio: Floats) -> Floats:
    """Half-t with 4 degrees of freedom, scale 1/2, on the root; as a density of the logarithm."""
    logarithm: Floats = 0.5 * np.log(ratio) - 2.5 * np.log1p(ratio)
    return logarithm
