"""Pairs of answers at many groups put together; the moments of no group are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cxstats.covariance import correlations_of, effective_pairs, spread_within
from cxstats.cross import CrossSums
from cxstats.estimate import Floats

# More groups than these are put by chance into so many sets of them: what is drawn from these
# costs no more as groups grow, and a standard error found from 2,000 sets is off by 1.6% (one in
# the root of twice their number).
MOST_SETS = 2_000
SEED = 20_261_122
# A few arrays of so many numbers find room in the processor's cache.
NUMBERS_AT_ONCE = 65_536


@dataclass(frozen=True, slots=True)
class PooledPairs:
    """Result of `pool_pairs`, of k items and m sets of groups."""

    groups: int
    used: NDArray[np.int64]  # (k,) groups with more than one answer
    pairs: Floats  # (k, k) effective number of pairs in all groups
    n: Floats  # (k, k) what is left of them after one mean a group, plus one
    squares: Floats  # (k, k, m) squared deviations from each group's own mean, summed
    products: Floats  # (k, k, m) products of such deviations, summed

    @classmethod
    def zeros(cls, k: int, groups: int) -> Self:
        """Return what is found of no answers at all."""
        sets = min(groups, MOST_SETS)
        none, parts = np.zeros(k, dtype=np.int64), [np.zeros((k, k)) for _ in range(2)]
        return cls(groups, none, *parts, *(np.zeros((k, k, sets)) for _ in range(2)))

    @property
    def n_items(self) -> int:
        """How many items there are."""
        return len(self.used)

    def items(self, items: Sequence[int]) -> Self:
        """Pick items, in the order given."""
        chosen = np.asarray(items, dtype=np.intp)
        parts = (self.pairs, self.n, self.squares, self.products)
        return type(self)(
            self.groups, self.used[chosen], *(part[chosen[:, None], chosen] for part in parts)
        )

    def item_squares(self) -> Floats:
        """Return the squared deviations of each item over all its answers (k,)."""
        found: Floats = np.einsum("iim->i", self.squares)
        return found

    def correlations(self) -> Floats:
        """Return correlations (1, k, k) as `PairMoments.correlations` does."""
        return correlations_of(self.squares.sum(axis=2)[None], self.products.sum(axis=2)[None])


def chance_sets(groups: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Put groups into sets of one size by chance; up to 2,000 are each a set of their own.

    Examples
    --------
    >>> chance_sets(3, np.random.default_rng(1)).tolist()
    [0, 1, 2]
    """
    sets = np.arange(groups)
    if groups > MOST_SETS:
        sets[rng.permutation(groups)] = np.arange(groups) % MOST_SETS
    return sets


def pool_pairs(
    cross: CrossSums, weighted: CrossSums | None = None, items: Sequence[int] | None = None
) -> PooledPairs:
    """Add up what `pair_moments` finds in each group: differences between groups stay out.

    Parameters
    ----------
    cross : CrossSums
        Unweighted sums of g groups and k items.
    weighted : CrossSums, optional
        Weighted sums of the same rows (millionths): all is then taken from them.
    items : sequence of int, optional
        Items to take, in this order; all of them otherwise.

    Returns
    -------
    PooledPairs

    Notes
    -----
    Costs O(g * k**2), and least where the groups of a pair lie side by side in memory.

    Examples
    --------
    >>> from cxstats.sums import cross_sums
    >>> scores = np.array([[5, 4], [3, 2], [4, 3], [1, 1]], dtype=np.int16)
    >>> found = pool_pairs(cross_sums(scores, np.array([0, 0, 1, 1]), 2))
    >>> found.pairs.tolist(), found.products.sum(axis=2).tolist()
    ([[4.0, 4.0], [4.0, 4.0]], [[6.5, 5.0], [5.0, 4.0]])
    """
    source = cross if weighted is None else weighted
    chosen = np.arange(source.n_items) if items is None else np.asarray(items, dtype=np.intp)
    k, g = len(chosen), source.n_groups
    found, sets = PooledPairs.zeros(k, g), chance_sets(g, np.random.default_rng(SEED))
    step = max(1, NUMBERS_AT_ONCE // max(1, k))
    for some in (slice(start, start + step) for start in range(0, g, step)):
        here = source.take(some)
        for row in range(k):
            _add(found, row, here, chosen[row:], sets[some], is_weighted=weighted is not None)
    low, high = np.tril_indices(k, -1)
    for both in (found.pairs, found.n, found.products):
        both[low, high] = both[high, low]
    found.n[found.n > 0] += 1
    return found


def _add(
    found: PooledPairs,
    row: int,
    source: CrossSums,
    items: NDArray[np.intp],
    sets: NDArray[np.intp],
    *,
    is_weighted: bool,
) -> None:
    """Add the pairs of the first of some items with itself and with those after it."""

    def own(part: NDArray[np.int64]) -> Floats:
        return part[:, items[0]].T[items].astype(np.float64)

    def of_others(part: NDArray[np.int64]) -> Floats:
        return part[:, :, items[0]].T[items].astype(np.float64)

    n, sums = own(source.n), of_others(source.sums)
    mean, squares = spread_within(n, own(source.sums), own(source.squares))
    of_others_squares = spread_within(n, sums, of_others(source.squares))[1]
    products = own(source.products) - mean * sums
    if is_weighted:
        n, scale = effective_pairs(n, own(source.weight_squares))
        squares, of_others_squares, products = (
            scale * part for part in (squares, of_others_squares, products)
        )
    found.used[row] += np.count_nonzero(n[0] > 1)
    found.pairs[row, row:] += n.sum(axis=1)
    found.n[row, row:] += np.maximum(n - 1, 0).sum(axis=1)
    _add_to_sets(found.squares[row, row:], sets, squares)
    _add_to_sets(found.squares[row + 1 :, row], sets, of_others_squares[1:])
    _add_to_sets(found.products[row, row:], sets, products)


def _add_to_sets(whole: Floats, sets: NDArray[np.intp], parts: Floats) -> None:
    for row, part in enumerate(parts):
        whole[row] += np.bincount(sets, weights=part, minlength=whole.shape[1])
