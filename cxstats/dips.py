"""Deviations that are mostly nothing: zero, or clearly away from zero to either side."""

from dataclasses import dataclass

import numpy as np

from cxstats.estimate import Floats
from cxstats.later import special

# Typical sizes of a deviation, in standard deviations of the answers of one shift.
SCALES = np.array([0.16, 0.25, 0.4, 0.6])
SIGNS = np.repeat([1.0, -1.0], SCALES.size)
SIZES = np.tile(SCALES, 2)
ROOT = np.sqrt(2 * np.pi)


@dataclass(frozen=True, slots=True)
class Parts:
    """Likelihoods of a deviation seen with error: of zero, and of each size and sign (K, last)."""

    zero: Floats  # (...)
    sized: Floats  # (..., K)


@dataclass(frozen=True, slots=True)
class Whole:
    """`Parts` with what each size and sign says of the deviation, all times its likelihood."""

    parts: Parts
    first: Floats  # (..., K) mean
    second: Floats  # (..., K) mean square
    beyond: Floats  # (..., K) probability that it lies farther out than a bound


def normal(x: Floats, variance: Floats) -> Floats:
    """Return the density of a normal deviate with mean 0."""
    density: Floats = np.exp(-0.5 * x * x / variance) / (ROOT * np.sqrt(variance))
    return density


def likelihoods(x: Floats, variance: Floats) -> Parts:
    """Tell how well deviations of each kind explain `x`, seen with error of `variance`.

    A size s and a sign stand for a density in proportion to d⁴ N(d; 0, s²) on that sign's side,
    most likely 2 s: next to nothing near zero, so that "zero" and "small" are not taken for each
    other (Johnson & Rossell 2010, Journal of the Royal Statistical Society B 72, 143-170).
    """
    factor, mean, spread = _posterior(x, variance)
    fourth = _moments(mean, spread, np.zeros(()), 4)[4]
    return Parts(normal(x, variance), factor * np.maximum(fourth, 0))


def explained(x: Floats, variance: Floats, bound: Floats) -> Whole:
    """As `likelihoods`, with means, squares and the probability of a deviation past `bound`.

    `bound` (...) is where the deviation would cancel a shared one; only its side counts.
    """
    factor, mean, spread = _posterior(x, variance)
    fourth, fifth, sixth = (
        factor * np.maximum(one, 0) for one in _moments(mean, spread, np.zeros(()), 6)[4:]
    )
    least = np.maximum(SIGNS * bound[..., None], 0.0)
    past = factor * np.maximum(_moments(mean, spread, least, 4)[4], 0)
    return Whole(Parts(normal(x, variance), fourth), fifth * SIGNS, sixth, np.minimum(past, fourth))


def _posterior(x: Floats, variance: Floats) -> tuple[Floats, Floats, Floats]:
    """Density of x without the power of d, and mean and spread of d given x, on one side."""
    wide = SIZES**2 + variance[..., None]
    factor = 2 / (3 * SIZES**4) * normal(x[..., None], wide)
    mean = SIGNS * x[..., None] * SIZES**2 / wide
    return factor, mean, np.sqrt(SIZES**2 * variance[..., None] / wide)


def _moments(mean: Floats, spread: Floats, bound: Floats, highest: int) -> list[Floats]:
    """Means of the powers of d where d > bound >= 0, for a normal d, from the 0th on."""
    z = (bound - mean) / spread
    edge = spread * np.exp(-0.5 * z * z) / ROOT
    found = [special.ndtr(-z), mean * special.ndtr(-z) + edge]
    for power in range(2, highest + 1):
        edge = edge * bound
        found.append(mean * found[-1] + (power - 1) * spread**2 * found[-2] + edge)
    return found
