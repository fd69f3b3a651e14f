"""The shortest form: which questions can go while the order of the drivers stays."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cxstats.covariance import fill_unknown, positive_definite
from cxstats.dominance import general_dominance
from cxstats.estimate import Floats
from cxstats.pooled_pairs import PooledPairs
from cxstats.relative_weights import relative_weights
from cxstats.replicates import replicate_correlations

Split = Callable[[Floats], tuple[Floats, Floats]]

# Beyond so many drivers all forms are ranked by relative weights: the search stays within seconds.
MOST_DOMINANCE = 12
KEEP = 0.95
# A form is taken only if it keeps enough in so many of the replicates.
SURE = 0.9
# Replicates that one step is tried on: enough to tell 90% from 95%.
TRIED = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One question less."""

    dropped: int  # place among the drivers given
    agreement: float  # how much of the full form's order is kept without it and those before
    sure: float  # in what share of replicates at least `keep` of the order is kept


@dataclass(frozen=True, slots=True)
class ShortForm:
    """Result of `shortest_form`."""

    kept: tuple[int, ...]  # places among the drivers given, in their order
    steps: tuple[Step, ...]  # every step down to two questions, also those not taken
    taken: int  # how many of the steps keep enough
    agreement: float  # of the form kept; 1 for the full form
    sure: float
    shares: Floats  # (p,) of the full form, summing to 1


def order_kept(full: Floats, short: Floats) -> Floats:
    """Tell how much of the drivers' order a shorter form keeps, pair by pair.

    Each pair of drivers counts by how much their shares of the full form differ.
    It counts in full when the short form puts the same one first, by half when it
    cannot tell (both were dropped, or both shares are equal), and not at all
    when it turns them round. A dropped driver stands behind those kept.

    Parameters
    ----------
    full, short : float arrays of shape (..., p)
        Shares of importance; `short` has 0 for drivers that were dropped.

    Returns
    -------
    float array of shape (...)
        1: the same order; 0.5: nothing is told; nan where `full` tells no order.

    Notes
    -----
    Kendall's concordance with weights, 0.5 (1 + weighted tau). Costs O(p**2).

    References
    ----------
    Vigna, S. (2015). Proceedings of the 24th International Conference on WWW, 1166-1176.

    Examples
    --------
    >>> float(order_kept(np.array([0.5, 0.3, 0.2]), np.array([0.6, 0.4, 0.0])))
    1.0
    >>> float(order_kept(np.array([0.5, 0.3, 0.2]), np.array([1.0, 0.0, 0.0])).round(3))
    0.917
    """
    weight = full[..., :, None] - full[..., None, :]
    same = np.sign(short[..., :, None] - short[..., None, :])
    told = (np.abs(weight) * (1 + np.sign(weight) * same) / 2).sum(axis=(-1, -2))
    whole = np.abs(weight).sum(axis=(-1, -2))
    kept: Floats = np.divide(told, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return kept


def shortest_form(found: PooledPairs, *, keep: float = KEEP) -> ShortForm:
    """Find the fewest questions that tell the same order of drivers as the full form.

    Backward: again and again the question goes without which most of the order
    is kept; the last form that keeps at least `keep` of it, and does so in 90% of
    replicates of the answers, is the shortest.

    Parameters
    ----------
    found : PooledPairs
        Of the p drivers in order and the outcome last, at g locations.
    keep : float
        How much of the order must be kept, see `order_kept`; between 0.5 and 1.

    Returns
    -------
    ShortForm
        All questions when there are fewer than three, or no order can be told.

    Raises
    ------
    ValueError
        `keep` outside 0.5..1.

    Notes
    -----
    Importance is general dominance up to 12 drivers, Johnson's weights beyond,
    recomputed for every shorter form from its own questions. `sure` compares each
    replicate's short form with that replicate's full form. Greedy: no look ahead.
    About 1 s for 12 drivers.

    References
    ----------
    Stanton, J. M. et al. (2002). Personnel Psychology 55, 167-194.

    Examples
    --------
    >>> from cxstats.cross import cross_sums
    >>> from cxstats.pooled_pairs import pool_pairs
    >>> rng = np.random.default_rng(5)
    >>> answers = rng.integers(1, 6, (6000, 4))
    >>> outcome = 4 * answers[:, 0] + 2 * answers[:, 1] + rng.integers(0, 9, 6000)
    >>> scores = np.column_stack([answers, outcome]).astype(np.int16)
    >>> shortest_form(pool_pairs(cross_sums(scores, np.arange(6000) % 30, 30))).kept
    (0, 1)
    """
    if not 0.5 <= keep <= 1:
        raise ValueError("what is kept of the order lies between 0.5 and 1")
    p = found.n_items - 1
    # One method for all forms, so that what differs is the form.
    split: Split = general_dominance if p <= MOST_DOMINANCE else relative_weights
    here = _possible(found.correlations())
    full = _shares(here, split)[0] if p else np.zeros(0)
    if p < 3 or np.isnan(full).any() or np.ptp(full) == 0:
        return ShortForm(tuple(range(p)), (), 0, 1.0, 1.0, full)
    replicates = _possible(replicate_correlations(found).correlations[:TRIED])
    in_replicates = _shares(replicates, split)
    left, steps = list(range(p)), []
    while len(left) > 2:
        agreements = [_agreement(here, full[None], _without(left, one), split)[0] for one in left]
        dropped = left[int(np.argmax(agreements))]
        left = _without(left, dropped)
        held = _agreement(replicates, in_replicates, left, split) >= keep
        steps.append(Step(dropped, float(max(agreements)), float(held.mean())))
    enough = [step.agreement >= keep and step.sure >= SURE for step in steps]
    taken = enough.index(False) if False in enough else len(steps)
    gone = {step.dropped for step in steps[:taken]}
    last = steps[taken - 1] if taken else Step(-1, 1.0, 1.0)
    kept = tuple(j for j in range(p) if j not in gone)
    return ShortForm(kept, tuple(steps), taken, last.agreement, last.sure, full)


def _possible(correlations: Floats) -> Floats:
    return positive_definite(fill_unknown(correlations, correlations.shape[-1] - 1))


def _shares(correlations: Floats, split: Split) -> Floats:
    """Shares of what is explained (r, p), nan where nothing is."""
    parts, explained = split(correlations)
    shares: Floats = parts / np.where(explained > 0, explained, np.nan)[:, None]
    return shares


def _agreement(correlations: Floats, full: Floats, left: list[int], split: Split) -> Floats:
    """How much of the order a form of the questions `left` keeps, in each matrix."""
    chosen = [*left, correlations.shape[-1] - 1]
    short = np.zeros(full.shape)
    short[:, left] = _shares(correlations[:, np.array(chosen)[:, None], chosen], split)
    return order_kept(full, short)


def _without(left: list[int], dropped: int) -> list[int]:
    return [one for one in left if one != dropped]
