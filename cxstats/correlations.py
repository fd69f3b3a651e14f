"""Each location's correlations, between its own pairs of answers and those of all."""

from dataclasses import dataclass

import numpy as np

from cxstats.covariance import PairMoments, fill_unknown, positive_definite
from cxstats.estimate import Floats

# Fisher's transformation needs more than three pairs.
FEWEST_PAIRS = 4
# Locations are never taken to differ so little that this many answers of one
# would count for nothing beside those of all.
MOST_BORROWED = 10_000.0


@dataclass(frozen=True, slots=True)
class LocationCorrelations:
    """Result of `location_correlations`."""

    pooled: Floats  # (k, k) within locations, all of them together
    values: Floats  # (g, k, k) each location's, positive definite
    borrowed: float  # for how many pairs the pooled correlation counts


def location_correlations(moments: PairMoments, outcome: int) -> LocationCorrelations:
    """Estimate every location's correlation matrix, steadied by that of all locations.

    Each correlation (as Fisher's z) is the mean of the location's own, counting
    for its pairs less three, and the pooled one, counting for as many pairs as
    the true correlations of locations are alike.

    Parameters
    ----------
    moments : PairMoments
        Of g locations and k items.
    outcome : int
        Index of the outcome; see `fill_unknown`.

    Returns
    -------
    LocationCorrelations
        All matrices are positive definite with unit diagonal.

    Notes
    -----
    The differences between locations are the excess of the squared distances of
    z from the pooled z over 1/(n-3) (DerSimonian & Laird's weights). Costs
    O(g * k**3) for the repair.

    References
    ----------
    Fisher, R. A. (1921). Metron 1, 3-32.
    DerSimonian, R. & Laird, N. (1986). Controlled Clinical Trials 7, 177-188.
    """
    pooled = positive_definite(fill_unknown(moments.pooled().correlations(), outcome))[0]
    own = moments.correlations()
    k = own.shape[-1]
    off = ~np.eye(k, dtype=bool)
    usable = (moments.n >= FEWEST_PAIRS) & ~np.isnan(own) & off
    centre = np.where(off, _fisher(pooled), 0)
    z = np.where(usable, _fisher(np.where(usable, own, 0)), centre)
    weight = np.where(usable, moments.n - 3, 0)
    excess = (weight * (z - centre) ** 2).sum() - usable.sum()
    total = weight.sum()
    difference = max(excess / total, 1 / MOST_BORROWED) if total > 0 else 1 / MOST_BORROWED
    borrowed = float(1 / difference)
    shrunk = np.tanh((weight * z + borrowed * centre) / (weight + borrowed))
    shrunk[:, ~off] = 1
    return LocationCorrelations(pooled=pooled, values=positive_definite(shrunk), borrowed=borrowed)


def _fisher(correlation: Floats) -> Floats:
    """Fisher's z, finite for perfect correlations too."""
    z: Floats = np.arctanh(np.clip(correlation, -0.999, 0.999))
    return z
