"""Variances of small groups, steadied by what all groups have in common."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cxstats.estimate import Floats
from cxstats.intervals import squared_spread


@dataclass(frozen=True, slots=True)
class Variances:
    """Result of `moderated_variances`."""

    value: Floats  # variance of the values in each group
    degrees: Floats  # degrees of freedom that it stands on: its own and those lent to it
    common: float  # variance within groups, all together
    lent: float  # degrees of freedom lent to each group; inf when all have one variance
    all_degrees: float  # degrees of freedom of all groups together


def moderated_variances(n: ArrayLike, total: ArrayLike, squares: ArrayLike) -> Variances:
    """Estimate the variance in each group, pulled toward the variance of all.

    Parameters
    ----------
    n, total, squares : array-like of one shape
        Number, sum and sum of squares of each group's values.

    Returns
    -------
    Variances
        A group with fewer than two values has the common variance; all are nan
        when no group has two.

    Notes
    -----
    Smyth's moderated variance (lent * common + own * s²) / (lent + own), where
    own = n - 1. How much is lent comes from how much more the groups' variances
    differ than chance makes them: 2 / lent is their squared coefficient of
    variation, by the moments of Bühlmann and Straub. Smyth's own estimate takes
    logarithms, which few answers on a short scale do not allow: when they agree
    their variance is zero. Costs O(groups).

    References
    ----------
    Smyth, G. K. (2004). Statistical Applications in Genetics and Molecular
    Biology 3(1), article 3.
    Bühlmann, H. & Straub, E. (1970). Mitteilungen der Vereinigung schweizerischer
    Versicherungsmathematiker 70, 111-133.

    Examples
    --------
    >>> found = moderated_variances([2, 41], [8, 160], [32, 664])
    >>> found.lent, found.value.round(3)
    (inf, array([0.966, 0.966]))
    """
    counts = np.asarray(n, dtype=np.float64)
    own = np.maximum(counts - 1, 0)
    every = float(own.sum())
    spread = np.where(own > 0, squared_spread(np.maximum(counts, 1), total, squares), 0.0)
    common = float(spread.sum()) / every if every > 0 else np.nan
    lent = _degrees_lent(own, spread, common)
    if np.isinf(lent):
        value = np.full(counts.shape, common)
    else:
        value = (lent * common + spread) / (lent + own)
    return Variances(value, np.minimum(lent + own, every), common, lent, every)


def _degrees_lent(own: Floats, spread: Floats, common: float) -> float:
    """Return the degrees of freedom lent, inf when variances differ no more than by chance."""
    there = own > 0
    weight = own[there]
    if weight.size < 2 or common <= 0:
        return np.inf
    ratio = spread[there] / weight / common
    by_chance = 2.0 * (weight.size - 1)
    more = float((weight * (ratio - 1) ** 2).sum()) - by_chance
    per_unit = float(weight.sum() - (weight**2).sum() / weight.sum())
    # Where true variances differ, chance moves the larger ones more: it grows by the same factor.
    return 2.0 * (per_unit + by_chance) / more if more > 0 else np.inf
