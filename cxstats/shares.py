"""Shares of the explained variance, and how they might have come out."""

from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np

from cxstats.covariance import fill_unknown, positive_definite
from cxstats.dominance import general_dominance
from cxstats.estimate import Floats
from cxstats.pooled_pairs import PooledPairs
from cxstats.relative_weights import relative_weights
from cxstats.replicates import replicate_correlations

# Of how many first drivers the stability of the order is told.
FIRST = 3
# With more drivers, 400 dominance analyses take longer than a page may.
MOST_DOMINANCE = 12
# Turns correlation matrices (r, k, k) of the items named into others, the outcome last:
# `without_halo`, or `latent_correlations` of their answers.
Adjustment = Callable[[Floats, Sequence[int]], Floats]


class Method(StrEnum):
    """How explained variance was split."""

    DOMINANCE = "general dominance"
    RELATIVE = "relative weights"


def _possible(correlations: Floats) -> Floats:
    return positive_definite(fill_unknown(correlations, correlations.shape[-1] - 1))


def adjusted(correlations: Floats, items: Sequence[int], adjust: Adjustment | None) -> Floats:
    possible = _possible(correlations)
    return possible if adjust is None or len(items) < 2 else adjust(possible, items)


def split_shares(correlations: Floats, method: Method) -> tuple[Floats, Floats]:
    """Return shares of the explained variance (r, p), which sum to 1, and R-squared (r,)."""
    how = general_dominance if method is Method.DOMINANCE else relative_weights
    parts, explained = how(correlations)
    whole = np.where(explained > 0, explained, np.nan)[:, None]
    return parts / whole, explained


def drawn_shares(
    value: Floats,
    correlations: Floats,
    found: PooledPairs,
    method: Method,
    adjust: Callable[[Floats], Floats],
) -> Floats:
    """Shares and, last, R-squared (r, p + 1) as they might truly be, around `value`.

    Replicates are as far off the value as the value is off the truth: twice the way back. With
    more than 12 drivers they are split by relative weights, and so is what they are held
    against; the value itself stays as it is. Ends of intervals differ from those of dominance
    by a fiftieth of the interval on average, in simulations with 11 to 14 drivers.
    """
    replicates = replicate_correlations(found)
    if len(value) - 1 > MOST_DOMINANCE:
        method = Method.RELATIVE
    shares, explained = split_shares(adjust(replicates.correlations), method)
    drawn = np.column_stack([shares, explained])
    here = np.column_stack(split_shares(correlations, method))[0]
    centre = drawn.mean(axis=0)
    return np.asarray(value - (centre - here) + replicates.stretch * (drawn - centre))


def share_interval(value: Floats, drawn: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Return the ends of the intervals of shares and, last, of R-squared; within 0..1."""
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
    return np.clip(low, 0, value), np.clip(high, value, 1)


def among_first(drawn: Floats) -> Floats:
    """In which part of the draws each driver is among the largest (p,)."""
    ranks = np.argsort(np.argsort(-drawn, axis=1, kind="stable"), axis=1)
    return np.asarray((ranks < FIRST).mean(axis=0))
