"""How much each question tells: whether its scale is used, and whether others tell it already."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cxstats.collinearity import variance_inflation
from cxstats.covariance import fill_unknown, positive_definite
from cxstats.estimate import Estimate, Floats
from cxstats.intervals import wilson
from cxstats.pooled_pairs import PooledPairs
from cxstats.replicates import replicate_correlations


@dataclass(frozen=True, slots=True)
class AnswerUse:
    """Result of `answer_use`: how one question's scale is used; nan without answers."""

    n: float
    entropy: float  # share of what the scale could tell that its answers tell, 0..1
    top: Estimate  # () share of answers at the best end, 0..1
    bottom: Estimate  # () share of answers at the worst end, 0..1


@dataclass(frozen=True, slots=True)
class Overlap:
    """Result of `overlap_of_items`; arrays of shape (p,)."""

    redundancy: Estimate  # share of a question's differences that the other questions tell, 0..1
    vif: Floats  # variance inflation factors, 1 / (1 - redundancy)
    discrimination: Floats  # correlation with the sum of the other questions, -1..1


def answer_use(histogram: ArrayLike) -> AnswerUse:
    """Tell how much of a question's scale its answers use.

    The entropy of the answers as a share of what it would be if every step of
    the scale were chosen equally often: 0 when all answers are the same.

    Parameters
    ----------
    histogram : array-like of shape (steps,)
        Answers at each step from the worst to the best; at least two steps.

    Returns
    -------
    AnswerUse

    Raises
    ------
    ValueError
        Fewer than two steps, or a count below 0.

    Notes
    -----
    Entropy with Miller and Madow's correction for few answers. Costs O(steps).

    References
    ----------
    Shannon, C. E. (1948). Bell System Technical Journal 27, 379-423.
    Miller, G. A. (1955). Information Theory in Psychology, 95-100.

    Examples
    --------
    >>> use = answer_use([0, 0, 100, 100])
    >>> round(use.entropy, 3), float(use.top.value)
    (0.502, 0.5)
    """
    counts = np.asarray(histogram, dtype=np.float64)
    if counts.ndim != 1 or len(counts) < 2 or not (counts >= 0).all():
        raise ValueError("want counts from 0 on for two steps at least")
    n = float(counts.sum())
    return AnswerUse(
        n=n,
        entropy=_entropy_share(counts, n) if n else float("nan"),
        top=wilson(counts[-1], n),
        bottom=wilson(counts[0], n),
    )


def _entropy_share(counts: Floats, n: float) -> float:
    share = counts[counts > 0] / n
    corrected = -float((share * np.log(share)).sum()) + (len(share) - 1) / (2 * n)
    return min(max(corrected, 0.0) / float(np.log(len(counts))), 1.0)


def overlap_of_items(found: PooledPairs, items: Sequence[int]) -> Overlap:
    """Tell how much of each question the other questions of the form tell already.

    Parameters
    ----------
    found : PooledPairs
        Of g locations; correlations are those within locations.
    items : sequence of int
        The p questions of the form that are compared.

    Returns
    -------
    Overlap
        Redundancy with 95% intervals from replicates; a single question has
        redundancy 0. nan where a question's answers have no spread.

    Notes
    -----
    Redundancy is the R-squared of the question on all the others, 1 - 1 / VIF, and
    cannot be above 0.999 because of the repair of impossible matrices.
    Discrimination is the corrected item-total correlation of standardised answers.
    Costs 400 inversions of (p, p).

    References
    ----------
    Marquardt, D. W. (1970). Technometrics 12(3), 591-612.
    Nunnally, J. C. & Bernstein, I. H. (1994). Psychometric Theory. McGraw-Hill. Chapter 8.

    Examples
    --------
    >>> from cxstats.cross import cross_sums
    >>> from cxstats.pooled_pairs import pool_pairs
    >>> rng = np.random.default_rng(3)
    >>> mood = rng.normal(size=4000)
    >>> answers = np.clip(np.round(3 + mood[:, None] + rng.normal(size=(4000, 3)) * [0.3, 0.3, 2]),
    ...                   1, 5).astype(np.int16)
    >>> sums = cross_sums(answers, np.zeros(4000, dtype=int), 1)
    >>> overlap_of_items(pool_pairs(sums), [0, 1, 2]).redundancy.value.round(1)
    array([0.7, 0.7, 0.2])
    """
    chosen = found.items(items)
    p = len(items)
    has_spread = chosen.item_squares() > 0
    known = _possible(chosen.correlations())
    vif = variance_inflation(known)[0]
    n = np.diagonal(chosen.n)
    value = np.where(has_spread, 1 - 1 / vif, np.nan)
    low, high = _interval(value, chosen, p)
    with_rest = known[0].sum(axis=1) - 1
    rest = known[0].sum() - 2 * with_rest - 1
    with_sum = np.divide(
        with_rest, np.sqrt(np.maximum(rest, 0)), out=np.zeros(p), where=rest > 1e-12
    )
    return Overlap(
        redundancy=Estimate(value, low, high, n),
        vif=np.where(has_spread, vif, np.nan),
        discrimination=np.where(has_spread, with_sum, np.nan),
    )


def _possible(correlations: Floats) -> Floats:
    """Fill pairs that nobody answered with no relation, and repair what is impossible."""
    last = correlations.shape[-1] - 1
    return positive_definite(np.nan_to_num(fill_unknown(correlations, last)))


def _interval(value: Floats, found: PooledPairs, p: int) -> tuple[Floats, Floats]:
    if p < 2 or np.isnan(value).all():
        return value, value
    drawn = replicate_correlations(found)
    replicated = 1 - 1 / variance_inflation(_possible(drawn.correlations))
    centre = replicated.mean(axis=0)
    tails = np.quantile(replicated, [0.025, 0.975], axis=0)
    low, high = value - (centre - value) + drawn.stretch * (tails - centre)
    return np.clip(low, 0, value), np.clip(high, value, 1)
