"""How far a location is from what the top quarter of comparable locations reach."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.estimate import Floats
from cxstats.later import stats

# What the better quarter of comparable locations reach is taken as reachable.
TOP_QUARTER = 0.75
# A parent with fewer locations is no group to compare with.
FEWEST_COMPARABLE = 8


@dataclass(frozen=True, slots=True)
class Means:
    """Pooled means of drivers at locations, with their standard errors; (g, p)."""

    value: Floats
    se: Floats


@dataclass(frozen=True, slots=True)
class Gaps:
    """Result of `draw_gaps`."""

    target: Floats  # (g, p) expected top quarter
    target_se: Floats  # (g, p) how unsure it is
    expected: Floats  # (g, p) expected distance up to it, 0 for what is above
    drawn: NDArray[np.float32]  # (g, p, draws)


def peer_groups(parent: NDArray[np.intp]) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Say who is compared with whom: pairs of (locations, the locations they look up to).

    Examples
    --------
    >>> groups = peer_groups(np.array([0] * 8 + [1] * 2))
    >>> [(len(own), len(peers)) for own, peers in groups]
    [(8, 8), (2, 10)]
    """
    sizes = np.bincount(parent)
    large = np.flatnonzero(sizes >= FEWEST_COMPARABLE)
    groups = [(own, own) for own in (np.flatnonzero(parent == p) for p in large)]
    rest = np.flatnonzero(sizes[parent] < FEWEST_COMPARABLE)
    if rest.size:
        groups.append((rest, np.arange(parent.size)))
    return groups


def draw_gaps(
    means: Means,
    groups: list[tuple[NDArray[np.intp], NDArray[np.intp]]],
    draws: int,
    rng: np.random.Generator,
) -> Gaps:
    """Draw true means of all locations, and each one's distance to its peers' top quarter.

    Drawn means vary as much as true means do, so their quarter is neither
    stretched by noise nor shrunk by pooling.

    Parameters
    ----------
    means : Means
    groups : list of (locations, peers)
        As `peer_groups` makes them; each location in exactly one.
    draws : int
    rng : numpy Generator

    Notes
    -----
    `expected` is computed from the normal distribution of the distance, so that it
    does not wobble with the draws.
    """
    g, p = means.value.shape
    # Locations stand last, where quantiles along them are fast.
    drawn = rng.standard_normal((draws, p, g), dtype=np.float32)
    drawn *= means.se.T.astype(np.float32)
    drawn += means.value.T.astype(np.float32)
    target, target_se, spread = np.empty((g, p)), np.empty((g, p)), np.empty((g, p))
    gaps = np.empty((g, p, draws), dtype=np.float32)
    for own, peers in groups:
        top = np.quantile(drawn[:, :, peers], TOP_QUARTER, axis=2).astype(np.float32)
        distance = top.T - drawn[:, :, own].transpose(2, 1, 0)
        target[own], spread[own] = top.mean(axis=0), distance.std(axis=2)
        target_se[own] = top.std(axis=0)
        gaps[own] = np.maximum(distance, 0)
    expected = _expected(target - means.value, spread)
    return Gaps(target=target, target_se=target_se, expected=expected, drawn=gaps)


def _expected(distance: Floats, spread: Floats) -> Floats:
    """Return the mean of what is above 0 of a normal distance."""
    steady = np.where(spread > 0, spread, 1.0)
    ratio = distance / steady
    unsure = distance * stats.norm.cdf(ratio) + steady * stats.norm.pdf(ratio)
    return np.where(spread > 0, unsure, np.maximum(distance, 0))
