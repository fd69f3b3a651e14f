"""Ordinal answers: the correlations of what is felt, behind answers in a few steps."""

from collections.abc import Sequence

import numpy as np

from cxstats.covariance import positive_definite
from cxstats.estimate import Floats
from cxstats.later import stats

# Terms of the expansion; beyond the largest correlation told they no longer matter.
TERMS = 80
MOST = 0.97
GRID = np.linspace(-MOST, MOST, 195)


def latent_correlations(correlations: Floats, counts: Sequence[Floats]) -> Floats:
    """Find the correlations of the feelings behind ratings, from those of the ratings.

    Answers are taken as steps of a normal feeling: the steps need not be equally wide,
    and a best answer that most guests give hides differences above it. Of two items
    with such ceilings the ratings correlate less than the feelings do.

    Parameters
    ----------
    correlations : float array of shape (g, k, k)
        Of the ratings, unit diagonal.
    counts : sequence of k float arrays
        How often each answer was given, lowest first; the answers of an item are
        equally far apart in the numbers that were correlated.

    Returns
    -------
    float array of shape (g, k, k)
        Positive definite, unit diagonal. Values beyond 0.97 are told as 0.97. An item
        that has but one answer keeps its correlations as they are.

    Notes
    -----
    A moment estimator of polychoric correlations: the correlation of two step functions
    of jointly normal variables is a power series in theirs (Mehler), which is inverted.
    Thresholds come from `counts`, all locations together; differences between locations
    are taken as small beside those between guests. Costs O(k**2 * (g + 80 * 195)).

    References
    ----------
    Olsson, U. (1979). Psychometrika 44(4), 443-460.
    Lancaster, H. O. (1957). Biometrika 44, 289-292 (the expansion).

    Examples
    --------
    >>> half = np.array([1.0, 1.0])
    >>> rated = np.array([[[1, 1 / 3], [1 / 3, 1]]])
    >>> latent_correlations(rated, [half, half])[0, 0].round(3)
    array([1. , 0.5])
    """
    parts = [_expansion(np.asarray(one, dtype=np.float64)) for one in counts]
    powers = GRID[:, None] ** np.arange(1, TERMS + 1)
    found = correlations.copy()
    for i, first in enumerate(parts):
        for j, second in enumerate(parts[:i]):
            if first is None or second is None:
                continue
            rated = powers @ (first * second)
            felt = np.interp(correlations[:, i, j], rated, GRID)
            found[:, i, j] = found[:, j, i] = felt
    return positive_definite(found)


def _expansion(counts: Floats) -> Floats | None:
    """The Hermite coefficients (80,) of an item's steps, scaled to variance 1."""
    whole = counts.sum()
    below = np.cumsum(counts)[:-1] / whole if whole > 0 else np.zeros(0)
    thresholds = stats.norm.ppf(below[(below > 0) & (below < 1)])
    if not thresholds.size:
        return None
    share, answer = counts / whole, np.arange(len(counts))
    deviation = np.sqrt(share @ answer**2 - (share @ answer) ** 2)
    # Polynomials that are orthonormal under the normal distribution, by their recurrence.
    now, before = np.ones(len(thresholds)), np.zeros(len(thresholds))
    density = stats.norm.pdf(thresholds)
    terms = np.empty(TERMS)
    for m in range(TERMS):
        terms[m] = density @ now / np.sqrt(m + 1)
        now, before = (thresholds * now - np.sqrt(m) * before) / np.sqrt(m + 1), now
    return np.asarray(terms / deviation, dtype=np.float64)
