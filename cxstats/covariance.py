"""Means, covariances and correlations from pairs of answers; no row is ever dropped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxstats.cross import CrossSums
from cxstats.estimate import Floats
from cxstats.scores import WEIGHT_ONE

# Smallest eigenvalue of a repaired correlation matrix: drivers of which one is
# all but given by the others (R-squared .999) stay apart by this much.
EIGENVALUE_FLOOR = 1e-3
NUMBERS_AT_ONCE = 16_384


@dataclass(frozen=True, slots=True)
class PairMoments:
    """Result of `pair_moments`; arrays (g, k, k), entry (i, j) from rows that answered both."""

    n: Floats  # effective number of pairs
    mean: Floats  # mean of i where j is answered too; nan without pairs
    squares: Floats  # squared deviations of i from that mean, summed
    products: Floats  # products of the deviations of i and j, summed

    def item_n(self) -> Floats:
        """Return the effective number of answers of each item (g, k)."""
        return _diagonal(self.n)

    def item_mean(self) -> Floats:
        """Return the mean of each item over all its answers (g, k)."""
        return _diagonal(self.mean)

    def item_squares(self) -> Floats:
        """Return the squared deviations of each item over all its answers (g, k)."""
        return _diagonal(self.squares)

    def in_units(self, units: Floats) -> "PairMoments":
        """Divide item j by `units[j]` (k,)."""
        return PairMoments(
            n=self.n,
            mean=self.mean / units[:, None],
            squares=self.squares / units[:, None] ** 2,
            products=self.products / (units[:, None] * units),
        )

    def pooled(self) -> "PairMoments":
        """Add up groups, each around its own means: differences between groups stay out.

        `n` of the result counts what is left after one mean a group, plus one, so
        that n - 1 are the degrees of freedom of sums of squares and products.
        """
        degrees, weights, total = (np.zeros((1, *self.n.shape[1:])) for _ in range(3))
        for some in _portions(self.n):
            n, mean = self.n[some], self.mean[some]
            weight = np.where(n > 0, n, 0)
            degrees += np.maximum(n - 1, 0).sum(axis=0)
            weights += weight.sum(axis=0)
            total += (weight * np.nan_to_num(mean)).sum(axis=0)
        return PairMoments(
            n=np.where(degrees > 0, degrees + 1, 0),
            mean=np.divide(total, weights, out=np.full(total.shape, np.nan), where=weights > 0),
            squares=self.squares.sum(axis=0, keepdims=True),
            products=self.products.sum(axis=0, keepdims=True),
        )

    def correlations(self) -> Floats:
        """Return correlations (g, k, k); nan where a pair has no answers or no spread.

        Each pair is scaled by the spreads in its own rows, so no value leaves -1..1.
        """
        return correlations_of(self.squares, self.products)


def correlations_of(squares: Floats, products: Floats) -> Floats:
    """Turn squares and products of deviations (g, k, k) into correlations."""
    scale = np.sqrt(squares * np.swapaxes(squares, 1, 2))
    found = np.divide(products, scale, out=np.full(scale.shape, np.nan), where=scale > 0)
    clipped: Floats = np.clip(found, -1, 1)
    return clipped


def _portions(of: NDArray[Any]) -> Iterator[slice]:
    """Go through groups as many at once as the processor's cache holds what is made of them."""
    step = max(1, NUMBERS_AT_ONCE // max(1, of.shape[-1]) ** 2)
    return (slice(start, start + step) for start in range(0, len(of), step))


def pair_moments(
    cross: CrossSums, weighted: CrossSums | None = None, items: Sequence[int] | None = None
) -> PairMoments:
    """Turn cross-sums into means and squared deviations, pair by pair.

    Missing by design: an item that did not apply to a customer takes away the
    pairs with that item and nothing else. The estimates are right when whether
    an item applies does not depend on how it would have been rated, given the
    location; then every covariance is unbiased, and only its n differs.

    Parameters
    ----------
    cross : CrossSums
        Unweighted sums of g groups and k items.
    weighted : CrossSums, optional
        Weighted sums of the same rows (millionths): all moments are then taken
        from them, and n is Kish's effective number of pairs.
    items : sequence of int, optional
        Items to take, in this order; all of them otherwise.

    Returns
    -------
    PairMoments

    Notes
    -----
    Costs O(g * k**2).

    Examples
    --------
    >>> from cxstats.sums import cross_sums
    >>> scores = np.array([[5, 4], [3, 2], [4, -32768]], dtype=np.int16)
    >>> moments = pair_moments(cross_sums(scores, np.zeros(3, dtype=int), 1))
    >>> moments.n[0].tolist(), moments.products[0].tolist()
    ([[3.0, 2.0], [2.0, 2.0]], [[2.0, 2.0], [2.0, 2.0]])
    """
    source = cross if weighted is None else weighted
    k = source.n_items if items is None else len(items)
    parts = tuple(np.empty((source.n_groups, k, k)) for _ in range(4))
    for some in _portions(source.n):
        here = source.take(some)
        here = here if items is None else here.items(items)
        found = _moments(here, is_weighted=weighted is not None)
        for whole, part in zip(parts, found, strict=True):
            whole[some] = part
    return PairMoments(*parts)


def _moments(source: CrossSums, *, is_weighted: bool) -> tuple[Floats, ...]:
    """Take the moments of some groups: number of pairs, means, squares and products."""
    n, sums, squares, products, weight_squares = (
        part.astype(np.float64) for part in source.parts()
    )
    centre, spread = spread_within(n, sums, squares)
    mean, shared = np.where(n > 0, centre, np.nan), products - centre * np.swapaxes(sums, 1, 2)
    if not is_weighted:
        return n, mean, spread, shared
    pairs, scale = effective_pairs(n, weight_squares)
    return pairs, mean, scale * spread, scale * shared


def spread_within(n: Floats, sums: Floats, squares: Floats) -> tuple[Floats, Floats]:
    """Return means, 0 without answers, and squared deviations from them, summed."""
    mean = sums / np.maximum(n, 1)
    deviations = squares - mean * sums
    # What is left of equal answers is rounding, not spread.
    deviations[deviations <= 1e-12 * squares] = 0
    return mean, deviations


def effective_pairs(n: Floats, weight_squares: Floats) -> tuple[Floats, Floats]:
    """Return Kish's effective number of pairs, and that for each one of weight.

    Sums times the latter belong to the former. Both arguments are in millionths.
    """
    squared = weight_squares * WEIGHT_ONE
    pairs = np.divide(n * n, squared, out=np.zeros_like(n), where=squared > 0)
    return pairs, np.divide(pairs, n, out=np.zeros_like(n), where=n > 0)


def positive_definite(correlations: Floats, floor: float = EIGENVALUE_FLOOR) -> Floats:
    """Repair correlation matrices that pairs from different rows have made impossible.

    Eigenvalues below `floor` are raised to it and the diagonal is brought back to
    1. Matrices without such eigenvalues come back unchanged, to the last bit.

    Parameters
    ----------
    correlations : float array of shape (g, k, k)
        Symmetric, unit diagonal, no nan.
    floor : float
        Smallest eigenvalue before the diagonal is restored.

    Returns
    -------
    float array of shape (g, k, k)

    References
    ----------
    Rousseeuw, P. J. & Molenberghs, G. (1993). Communications in Statistics 22, 965-984.

    Examples
    --------
    >>> impossible = np.array([[[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]])
    >>> bool(np.linalg.eigvalsh(positive_definite(impossible))[0, 0] > 0)
    True
    """
    try:
        # Ten times as quick as looking for eigenvalues, and fails only if one is too small.
        np.linalg.cholesky(correlations - floor * np.eye(correlations.shape[-1]))
    except np.linalg.LinAlgError:
        return _repaired(correlations, floor)
    return correlations


def _repaired(correlations: Floats, floor: float) -> Floats:
    eigenvalues, vectors = np.linalg.eigh(correlations)
    broken = eigenvalues[:, 0] < floor
    raised, axes = np.maximum(eigenvalues[broken], floor), vectors[broken]
    rebuilt = (axes * raised[:, None, :]) @ np.swapaxes(axes, 1, 2)
    size = np.sqrt(_diagonal(rebuilt))
    repaired = correlations.copy()
    repaired[broken] = rebuilt / size[:, :, None] / size[:, None, :]
    return repaired


def fill_unknown(correlations: Floats, outcome: int) -> Floats:
    """Give pairs that nobody answered a value: related only through the outcome.

    Two items of which every customer is asked only one have no correlation of
    their own; the product of their correlations with the outcome stands for it.
    An item without correlation to the outcome gets 0 with all others. The
    diagonal is 1 afterwards.

    Examples
    --------
    >>> nan = float("nan")
    >>> fill_unknown(np.array([[[1, nan, 0.5], [nan, 1, 0.4], [0.5, 0.4, 1]]]), 2)[0, 0]
    array([1. , 0.2, 0.5])
    """
    to_outcome = np.nan_to_num(correlations[:, :, outcome])
    implied = to_outcome[:, :, None] * to_outcome[:, None, :]
    # The outcome's own row is its correlations, whatever its own spread.
    implied[:, :, outcome], implied[:, outcome, :] = to_outcome, to_outcome
    filled = np.where(np.isnan(correlations), implied, correlations)
    items = np.arange(filled.shape[-1])
    filled[:, items, items] = 1
    return filled


def _diagonal(matrices: Floats) -> Floats:
    diagonal: Floats = np.diagonal(matrices, axis1=1, axis2=2)
    return diagonal
