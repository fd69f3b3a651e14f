"""The ratios of variances that answers make most likely, and how far they may be off."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.estimate import Floats
from cxstats.later import optimize

Deviance = Callable[[Floats], float]
# Ratios are sought by their logarithms; one at the lowest counts as zero.
LOWEST, HIGHEST = -18.0, 10.0
START = -3.0
NEAR, WIDE = 1e-3, 0.05  # steps of differences, for slopes and for curvature
NEWTON_STEPS = 6
FAR = 0.05  # after a longer step the curvature is another one
ROUGHLY = 0.3  # slope at which the search hands over to Newton's steps
FLATTEST = 0.02  # a flatter likelihood knows a ratio to a factor of 20,000 at best
STEEP = 1e-5  # slope that no step can better


@dataclass(frozen=True, slots=True, eq=False)
class Peak:
    """Where the deviance is least."""

    at: Floats  # (k,) logarithms of the ratios
    least: float
    inside: NDArray[np.bool_]  # (k,) not at the lowest
    covariance: Floats  # (k, k) of the logarithms; zero where a ratio is at the lowest


def find_peak(deviance: Deviance, factors: int) -> Peak:
    """Search k ratios, started alike."""
    at, _, _ = optimize.fmin_l_bfgs_b(
        deviance,
        np.full(factors, START),
        lambda x: _slope(deviance, x),
        bounds=[(LOWEST, HIGHEST)] * factors,
        factr=ROUGHLY / np.finfo(float).eps * 1e-9,
        pgtol=ROUGHLY,
    )
    # A ratio so small that nothing changes when it is left out is zero.
    for factor in range(factors):
        without = at.copy()
        without[factor] = LOWEST
        if deviance(without) <= deviance(at) + 1e-6:
            at = without
    inside = at > LOWEST
    covariance = np.zeros((factors, factors))
    if inside.any():
        at, curved = _climb(deviance, at, inside)
        values, vectors = np.linalg.eigh(curved)
        covariance[np.ix_(inside, inside)] = 2 * vectors / np.maximum(values, FLATTEST) @ vectors.T
    return Peak(at, deviance(at), inside, covariance)


def _climb(deviance: Deviance, at: Floats, inside: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Take Newton's steps to the peak; return it with the curvature there."""
    curved = _curvature(deviance, at, inside)
    for _ in range(NEWTON_STEPS):
        slope = _slope(deviance, at)[inside]
        step = np.linalg.pinv(curved, hermitian=True) @ slope
        moved = at.copy()
        moved[inside] = np.clip(at[inside] - step, LOWEST, HIGHEST)
        if np.abs(slope).max() < STEEP or deviance(moved) >= deviance(at):
            break
        at = moved
        if np.abs(step).max() > FAR:
            curved = _curvature(deviance, at, inside)
    return at, curved


def _slope(deviance: Deviance, x: Floats) -> Floats:
    steps = NEAR * np.eye(x.size)
    return np.array([deviance(x + step) - deviance(x - step) for step in steps]) / (2 * NEAR)


def _curvature(deviance: Deviance, at: Floats, inside: NDArray[np.bool_]) -> Floats:
    """Return second differences between the ratios that are inside."""
    steps = WIDE * np.eye(at.size)[inside]
    k = len(steps)
    middle = deviance(at)
    ahead = [deviance(at + step) for step in steps]
    behind = [deviance(at - step) for step in steps]
    curved = np.zeros((k, k))
    for i in range(k):
        curved[i, i] = ahead[i] + behind[i] - 2 * middle
        for j in range(i):
            both = deviance(at + steps[i] + steps[j]) + deviance(at - steps[i] - steps[j])
            mixed = both - ahead[i] - behind[i] - ahead[j] - behind[j] + 2 * middle
            curved[i, j] = curved[j, i] = mixed / 2
    return curved / WIDE**2
