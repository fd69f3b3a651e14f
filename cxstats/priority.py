"""The one thing to do first at each location, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.covariance import PairMoments, pair_moments
from cxstats.cross import CrossSums
from cxstats.effects import PooledEffects, pooled_effects
from cxstats.estimate import Floats
from cxstats.gaps import Means, draw_gaps, peer_groups
from cxstats.pooling import nested_intercepts

DRAWS = 400
# Fewer draws where there are very many locations, so that they fit in memory.
MOST_NUMBERS = 10_000_000
FEWEST_DRAWS = 100
SEED = 20_261_122
INTERVAL = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Priorities:
    """Result of `first_priorities`; arrays (g, p), drivers in the order they were given."""

    gain: Floats  # expected lift of the outcome's mean, in its points; nan without a gap
    low: Floats  # 90% interval of the lift
    high: Floats
    probability: Floats  # that this driver is the best choice; what is missing to 1: none helps
    order: NDArray[np.intp]  # indices of drivers by expected gain, best first
    gap: Floats  # expected distance to the top quarter, driver points; nan for one location
    effect: Floats  # outcome points per driver point, not below 0
    mean: Floats  # pooled mean of the driver there
    target: Floats  # what the top quarter of comparable locations reaches
    target_se: Floats  # standard error of the target


def first_priorities(
    cross: CrossSums,
    outcome: int,
    drivers: Sequence[int],
    *,
    parent: ArrayLike | None = None,
    reach: ArrayLike | None = None,
    effects: PooledEffects | None = None,
    weighted: CrossSums | None = None,
) -> Priorities:
    """Rank, for every location, what would lift its outcome most.

    Expected gain = effect (not below 0) x reach x reachable gap, the gap being the
    expected distance up to what the best quarter of comparable locations reach.

    Parameters
    ----------
    cross : CrossSums
        Of g locations; unweighted.
    outcome : int
        Index of the outcome among the items.
    drivers : sequence of int
        Indices of the p drivers.
    parent : integer array-like of shape (g,), optional
        Parent of each location, 0..P-1. Means are pulled toward the parent's, and
        locations are compared within parents of 8 locations or more, else with
        all locations passed in.
    reach : array-like of shape (g, p), optional
        Share of customers to whom the item applies, 0..1; all of them if not given.
    effects : PooledEffects, optional
        Of the same locations and drivers; estimated here if not given.
    weighted : CrossSums, optional
        Weighted sums of the same rows; see `pair_moments`.

    Returns
    -------
    Priorities
        For a single location no gap can be known: gain, interval, probability and
        gap are nan and the order is that of effect x reach. A driver that nobody
        rated anywhere has nan, and comes last.

    Raises
    ------
    ValueError
        Shapes do not match or a reach is outside 0..1.

    Notes
    -----
    Interval and probability come from seeded draws of effects and of all locations'
    means, so equal input gives equal output. In each draw the top quarter is that
    of the drawn means, which vary as much as true means do; the quarter of noisy
    or of pooled means would lie too far out or too far in. An effect is what goes
    with the outcome among customers of one location: it is no proof of a cause.
    Costs O(draws * g * p**2).

    References
    ----------
    Louis, T. A. (1984). Journal of the American Statistical Association 79, 393-398
    (why the spread of pooled means is too small).

    Examples
    --------
    >>> from cxstats.sums import cross_sums
    >>> rng = np.random.default_rng(7)
    >>> place = np.repeat(np.arange(10), 200)
    >>> waiting = rng.integers(1, 5, 2000) + (place > 0)
    >>> food = rng.integers(1, 5, 2000) + (place > 1)
    >>> outcome = 2 * waiting + food + rng.integers(0, 3, 2000)
    >>> scores = np.stack([waiting, food, outcome], axis=1).astype(np.int16)
    >>> found = first_priorities(cross_sums(scores, place, 10), 2, [0, 1])
    >>> found.order[:2, 0].tolist(), found.gain[:2].round(1).tolist()
    ([0, 1], [[1.9, 0.9], [0.1, 1.0]])
    """
    items = [*drivers, outcome]
    moments = pair_moments(cross, weighted, items)
    shape = (cross.n_groups, len(drivers))
    share = np.ones(shape) if reach is None else np.asarray(reach, dtype=np.float64)
    if share.shape != shape or not ((share >= 0) & (share <= 1)).all():
        raise ValueError(f"want a reach of 0..1 for each of {shape} locations and drivers")
    parents = np.zeros(shape[0], dtype=np.intp) if parent is None else np.asarray(parent)
    if parents.shape != shape[:1]:
        raise ValueError(f"want one parent a location, got {parents.shape}")
    if effects is None:
        effects = pooled_effects(cross, outcome, drivers, weighted=weighted)
    means = _pooled_means(moments, parents)
    effect = np.maximum(effects.effects, 0)
    if shape[0] == 1:
        return _without_gap(means, effect, share)
    draws = int(np.clip(MOST_NUMBERS // max(share.size, 1), FEWEST_DRAWS, DRAWS))
    rng = np.random.default_rng(SEED)
    gaps = draw_gaps(means, peer_groups(parents), draws, rng)
    gains = _draw_effects(effects, draws, rng)
    gains *= gaps.drawn
    gains *= share[..., None].astype(np.float32)
    probability = _share_of_best(gains)
    low, high = np.quantile(gains, INTERVAL, axis=2, method="nearest", overwrite_input=True)
    gain = effect * share * gaps.expected
    unknown = np.isnan(gain)
    return Priorities(
        gain=gain,
        low=np.where(unknown, np.nan, low),
        high=np.where(unknown, np.nan, high),
        probability=np.where(unknown, np.nan, probability),
        order=np.argsort(-gain, axis=1, kind="stable"),
        gap=gaps.expected,
        effect=effect,
        mean=means.value,
        target=gaps.target,
        target_se=gaps.target_se,
    )


def _pooled_means(moments: PairMoments, parents: NDArray[np.intp]) -> Means:
    """Pull each location's mean of each driver toward its parent's."""
    n, centre = moments.item_n()[:, :-1], np.nan_to_num(moments.item_mean()[:, :-1])
    squares = moments.item_squares()[:, :-1] + n * centre**2
    pooled = [
        nested_intercepts(n[:, j], n[:, j] * centre[:, j], squares[:, j], parents)
        for j in range(n.shape[1])
    ]
    return Means(
        value=np.stack([one.value for one in pooled], axis=1),
        se=np.stack([one.se for one in pooled], axis=1),
    )


def _draw_effects(
    effects: PooledEffects, draws: int, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Draw effects (g, p, draws) from their posterior, those below 0 as 0."""
    values, vectors = np.linalg.eigh(effects.covariance)
    roots = (vectors * np.sqrt(np.maximum(values, 0))[:, None, :]).astype(np.float32)
    noise = rng.standard_normal((*effects.effects.shape, draws), dtype=np.float32)
    drawn: NDArray[np.float32] = roots @ noise
    drawn += effects.effects[..., None].astype(np.float32)
    np.maximum(drawn, 0, out=drawn)
    return drawn


def _share_of_best(gains: NDArray[np.float32]) -> Floats:
    """Return how often each driver gains most (g, p); a draw without any gain counts for none."""
    if np.isnan(gains).any():
        gains = np.nan_to_num(gains, nan=-1)
    most = gains.max(axis=1, keepdims=True)
    # Gains are continuous: two that are equal are both 0, and those count for none.
    shares: Floats = ((gains == most) & (most > 0)).mean(axis=2)
    return shares


def _without_gap(means: Means, effect: Floats, share: Floats) -> Priorities:
    """Return what can be said of a location that has none to compare with."""
    nan = np.full(effect.shape, np.nan)
    return Priorities(
        gain=nan,
        low=nan,
        high=nan,
        probability=nan,
        order=np.argsort(-effect * share, axis=1, kind="stable"),
        gap=nan,
        effect=effect,
        mean=means.value,
        target=nan,
        target_se=nan,
    )
