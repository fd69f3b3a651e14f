"""Answers that come in clusters (an interviewer's day) tell less than as many single ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cxstats.estimate import Floats

FEWEST_CLUSTERS = 10


@dataclass(frozen=True, slots=True)
class ClusterEffect:
    """Result of `design_effect_of_clusters`."""

    effect: float  # by how much the variance of a mean is larger than for single answers
    alike: float  # intraclass correlation of answers of one cluster
    clusters: int
    size: float  # answers of a typical cluster, larger ones counting more


def design_effect_of_clusters(
    values: Floats, groups: ArrayLike, clusters: ArrayLike
) -> ClusterEffect | None:
    """How much less do answers tell because those of one cluster are alike?

    Clusters lie within groups; differences between groups stay out.

    Parameters
    ----------
    values : (n,) array
    groups, clusters : (n,) arrays of int
        A cluster is a pair of both.

    Returns
    -------
    ClusterEffect or None
        None where there are fewer than ten clusters, or none with two answers.

    Notes
    -----
    Intraclass correlation by analysis of variance, not below 0; effect = 1 + (m - 1) x that, m
    being the mean cluster size weighted by size. Costs O(n log n).

    References
    ----------
    Kish, L. (1965). Survey Sampling, section 5.4.
    Donner, A. & Koval, J. J. (1980). Biometrics 36(1), 19-25.

    Examples
    --------
    >>> values = np.repeat([1.0, 5.0] * 6, 4) + np.tile([0.0, 1.0], 24)
    >>> found = design_effect_of_clusters(values, np.zeros(48, int), np.repeat(np.arange(12), 4))
    >>> round(found.alike, 2), round(found.effect, 2)
    (0.93, 3.78)
    """
    pairs = np.stack([np.asarray(groups), np.asarray(clusters)], axis=1)
    distinct, which, size = np.unique(pairs, axis=0, return_inverse=True, return_counts=True)
    which, n = which.reshape(-1), len(values)
    owner = np.unique(distinct[:, 0], return_inverse=True)[1]
    k, g = len(distinct), int(owner.max(initial=-1)) + 1
    if k < FEWEST_CLUSTERS or n <= k or k <= g:
        return None
    total = np.bincount(which, values, k)
    inside = float((values**2).sum() - (total**2 / size).sum())
    group_n, group_total = np.bincount(owner, size, g), np.bincount(owner, total, g)
    between = float((total**2 / size).sum() - (group_total**2 / group_n).sum())
    within = max(inside, 0.0) / (n - k)
    # The size that makes the expected mean square between clusters within + common x variance.
    common = float(n - (np.bincount(owner, size**2, g) / group_n).sum()) / (k - g)
    spread = max((between / (k - g) - within) / common, 0.0)
    alike = float(spread / (spread + within)) if spread + within > 0 else 0.0
    typical = float((size.astype(np.float64) ** 2).sum() / n)
    return ClusterEffect(1 + (typical - 1) * alike, alike, k, typical)
