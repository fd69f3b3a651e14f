"""Whether answers look talked up at a place in the days before a bonus is due."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.discovery import benjamini_hochberg
from cxstats.estimate import Floats
from cxstats.later import special, stats

Integers = NDArray[np.int64]
# Believed of a place beforehand; where it happens, any part of the answers may be talked up.
GAMING = 0.05
SHARES = np.arange(0.05, 1.0, 0.1)
# How many answers the spread between places is worth at least and at most.
LEAST, MOST = 5.0, 2_000.0


@dataclass(frozen=True, slots=True, eq=False)
class BonusEffect:
    """One entry a place."""

    probability: Floats  # that answers are talked up when it pays
    share: Floats  # part of the answers near the dates that looks talked up, if any is
    usual: Floats  # share of best answers to be expected near the dates if none is
    p: Floats  # p value of "no more best answers than elsewhere"; nan where there is none to see
    suspected: NDArray[np.bool_]  # at a false-discovery rate of 10% over all places
    n_near: Integers
    n_far: Integers


def bonus_effect(
    best_near: Integers, n_near: Integers, best_far: Integers, n_far: Integers
) -> BonusEffect:
    """Compare the share of answers with the best of nearly everything near and far from a date.

    Each place is its own comparison: what it gets on other days, pulled toward all places by how
    little is known of it, and moved as all places together move near the date. If a part s of the
    answers is talked up, the share of best answers becomes q + s (1 − q). The probability weighs
    all s from 0.05 to 0.95 against none.

    Parameters
    ----------
    best_near, n_near, best_far, n_far : arrays, shape (g,)
        Answers with the best of nearly everything, and all answers, near the dates and far.

    Returns
    -------
    BonusEffect
        Costs O(g).

    Raises
    ------
    ValueError
        The shapes differ, or there are more best answers than answers.

    References
    ----------
    Beta-binomial shrinkage by moments: Kleinman, J. C. (1973). Journal of the American
    Statistical Association 68, 46-54.

    Examples
    --------
    >>> calm = np.full(20, 10)
    >>> near, far = np.r_[calm, 30], np.r_[calm, 10] * 5
    >>> found = bonus_effect(near, np.full(21, 40), far, np.full(21, 200))
    >>> bool(found.probability[-1] > 0.99), bool(found.probability[:-1].max() < 0.1)
    (True, True)
    """
    if len({a.shape for a in (best_near, n_near, best_far, n_far)}) != 1:
        raise ValueError("want four arrays of one shape")
    if (best_near > n_near).any() or (best_far > n_far).any() or (best_near < 0).any():
        raise ValueError("there are more best answers than answers")
    mean = (best_far.sum() + 0.5) / (n_far.sum() + 1)
    strength = _strength(best_far, n_far, mean)
    a, b = best_far + mean * strength, n_far - best_far + (1 - mean) * strength
    # Near the dates all places may be a little better or worse; most of them do not cheat.
    usual = a / (a + b)
    seen = n_near > 0
    ratio = np.divide(best_near, np.maximum(n_near, 1) * usual)
    together = float(np.clip(np.median(ratio[seen]), 0.5, 1.5)) if seen.sum() >= 10 else 1.0
    moved = np.clip(usual * together, 1e-6, 1 - 1e-6)
    size = np.clip(a + b, LEAST, MOST)
    honest = _log_likelihood(best_near, n_near, moved, size)
    each = np.stack(
        [_log_likelihood(best_near, n_near, moved + s * (1 - moved), size) for s in SHARES]
    )
    top = each.max(axis=0)
    weight = np.exp(each - top)
    gaming = np.log(weight.mean(axis=0)) + top
    odds = GAMING / (1 - GAMING) * np.exp(np.clip(gaming - honest, -50, 50))
    tail = stats.betabinom.sf(best_near - 1, n_near, moved * size, (1 - moved) * size)
    p = np.where(seen, np.clip(tail, 0, 1), np.nan)
    return BonusEffect(
        probability=odds / (1 + odds),
        share=(weight * SHARES[:, None]).sum(axis=0) / weight.sum(axis=0),
        usual=moved,
        p=p,
        suspected=benjamini_hochberg(p).rejected,
        n_near=n_near,
        n_far=n_far,
    )


def talked_up(effect: BonusEffect, place: Integers) -> Floats:
    """Say how likely it is that an answer near a date, with the best of nearly all, is talked up.

    Of the best answers there, a part was to be expected; the rest is too much.

    Parameters
    ----------
    effect : BonusEffect
    place : array, shape (n,)
        The place of each such answer.

    Returns
    -------
    array, shape (n,)
        At most the probability of the place. Costs O(n).

    Examples
    --------
    >>> calm = np.full(20, 10)
    >>> near, far = np.r_[calm, 30], np.r_[calm, 10] * 5
    >>> found = bonus_effect(near, np.full(21, 40), far, np.full(21, 200))
    >>> talked_up(found, np.array([0, 20])).round(2)
    array([0.  , 0.88])
    """
    of_best = effect.share / (effect.usual + effect.share * (1 - effect.usual))
    result: Floats = (effect.probability * of_best)[place]
    return result


def _log_likelihood(best: Integers, n: Integers, q: Floats, size: Floats) -> Floats:
    """Beta-binomial without the factor that all models share."""
    a, b = q * size, (1 - q) * size
    value: Floats = special.betaln(best + a, n - best + b) - special.betaln(a, b)
    return value


def _strength(best: Integers, n: Integers, mean: float) -> float:
    """How many answers the knowledge of other places is worth, by moments."""
    some = n > 1
    if some.sum() < 2:
        return 20.0
    share = best[some] / n[some]
    noise = mean * (1 - mean) * float(np.mean(1 / n[some]))
    between = float(np.var(share)) - noise
    if between <= 0:
        return MOST
    return float(np.clip(mean * (1 - mean) / between - 1, LEAST, MOST))
