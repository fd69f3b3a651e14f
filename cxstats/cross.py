"""Cross-products: all that correlations and regressions need, as exact integers per group."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cxstats.scores import (
    NOT_ANSWERED,
    Groups,
    Integers,
    Scores,
    check_rows,
    squared_weights,
)

# Below this every partial sum of whole numbers is exact in a float64.
EXACT_FLOAT = 2**53
EXACT_INTEGER = 2**63 - 1
N_PARTS = 5
# As many as the processor's cache holds what becomes of them.
ROWS_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class CrossSums:
    """Sums over the pairs of items that a customer answered both of; each (g, k, k) int64.

    Sums that were read, not made, may be as narrow as they were kept: whoever multiplies widens.

    With weights, all but `weight_squares` are weighted sums in millionths, and
    `weight_squares` is the sum of squared weights, in millionths too.
    """

    n: Integers  # rows where i and j are both answered
    sums: Integers  # sum of x_i over those rows
    squares: Integers  # sum of x_i squared over those rows
    products: Integers  # sum of x_i times x_j over those rows
    weight_squares: Integers  # sum of squared weights over those rows

    @classmethod
    def zeros(cls, n_groups: int, n_items: int) -> Self:
        """Return the sums of no rows at all."""
        shape = (n_groups, n_items, n_items)
        return cls(*(np.zeros(shape, dtype=np.int64) for _ in range(N_PARTS)))

    @classmethod
    def stack(cls, parts: Sequence[Self]) -> Self:
        """Put groups one after another; all parts have the same items."""
        columns = zip(*(part.parts() for part in parts), strict=True)
        return cls(*(np.concatenate(column) for column in columns))

    @classmethod
    def from_bytes(cls, data: bytes, k: int) -> Self:
        """Read one group back for `k` items; items added since then have zeros.

        Raises ValueError when the bytes are not whole or hold more than `k` items.
        """
        stored = isqrt(len(data) // (8 * N_PARTS))
        if stored > k or stored * stored * 8 * N_PARTS != len(data):
            raise ValueError(f"{len(data)} bytes are no cross-sums of up to {k} items")
        arrays = np.frombuffer(data, dtype="<i8").reshape(N_PARTS, 1, stored, stored)
        grown = np.zeros((N_PARTS, 1, k, k), dtype=np.int64)
        grown[..., :stored, :stored] = arrays
        return cls(*grown)

    @property
    def n_groups(self) -> int:
        """How many groups there are."""
        return int(self.n.shape[0])

    @property
    def n_items(self) -> int:
        """How many items there are."""
        return int(self.n.shape[-1])

    def parts(self) -> tuple[Integers, ...]:
        """Return the five arrays in their fixed order."""
        return (self.n, self.sums, self.squares, self.products, self.weight_squares)

    def to_bytes(self) -> bytes:
        """Write one group as little-endian 64-bit integers. Raises ValueError for several."""
        if self.n_groups != 1:
            raise ValueError(f"one group at a time is stored, got {self.n_groups}")
        return np.stack(self.parts()).astype("<i8").tobytes()

    def total(self) -> Self:
        """Add all groups into one."""
        return type(self)(*(part.sum(axis=0, keepdims=True) for part in self.parts()))

    def take(self, groups: NDArray[np.intp] | NDArray[np.bool_] | slice) -> Self:
        """Pick groups by index, mask or slice."""
        return type(self)(*(part[groups] for part in self.parts()))

    def items(self, items: Sequence[int]) -> Self:
        """Pick items, in the order given."""
        chosen = np.asarray(items, dtype=np.intp)
        return type(self)(*(part[:, chosen[:, None], chosen] for part in self.parts()))

    def add(self, where: tuple[NDArray[np.intp], ...], other: Self) -> None:
        """Add groups in place at an index (groups, items, items), as from `numpy.ix_`."""
        for whole, part in zip(self.parts(), other.parts(), strict=True):
            whole[where] += part

    def __add__(self, other: Self) -> Self:
        return type(self)(*(a + b for a, b in zip(self.parts(), other.parts(), strict=True)))

    def __neg__(self) -> Self:
        return type(self)(*(-part for part in self.parts()))


def cross_sums(
    scores: Scores, groups: Groups, n_groups: int, weights: Integers | None = None
) -> CrossSums:
    """Sum counts, answers, squares and products of every pair of items, group by group.

    A pair uses every row that answered both of its items; no row is dropped for
    lacking some third item.

    Parameters
    ----------
    scores : int16 array of shape (n_rows, n_items)
        Answers, NOT_USED or NOT_ANSWERED.
    groups : integer array of shape (n_rows,)
        The group of each row, 0..n_groups-1.
    n_groups : int
        Number of groups g; those without rows have zeros.
    weights : int64 array of shape (n_rows,), optional
        Millionths. Without it each row counts 1.

    Returns
    -------
    CrossSums
        Five int64 arrays of shape (g, n_items, n_items).

    Raises
    ------
    ValueError
        Shapes do not match, a group or weight is out of range, or a sum would
        not fit in 64 bits.

    Notes
    -----
    Costs O(n_rows * n_items**2). Matrices are multiplied as float64 while every
    sum stays below 2**53, where that is exact, and as int64 beyond.

    Examples
    --------
    >>> scores = np.array([[5, 4], [3, NOT_ANSWERED]], dtype=np.int16)
    >>> cross = cross_sums(scores, np.array([0, 0]), 1)
    >>> cross.n[0].tolist(), cross.sums[0].tolist(), cross.products[0].tolist()
    ([[2, 1], [1, 1]], [[8, 5], [4, 4]], [[34, 20], [20, 16]])
    """
    check_rows(scores, groups, n_groups, weights)
    result = CrossSums.zeros(n_groups, scores.shape[1])
    if not len(scores):
        return result
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    sizes = np.diff(np.r_[starts, len(ordered)])
    weight = None if weights is None else weights[order].astype(np.int64)
    left, right = _factors(scores[order], weight, largest_group=int(sizes.max()))
    k = result.n_items
    for some, size in _alike(sizes):
        rows = starts[some, None] + np.arange(size)
        block = left[rows].transpose(0, 2, 1) @ right[rows]
        here = ordered[starts[some]]
        result.n[here] = block[:, :k, :k]
        result.sums[here] = block[:, k : 2 * k, :k]
        result.squares[here] = block[:, 2 * k : 3 * k, :k]
        result.products[here] = block[:, k : 2 * k, k:]
        result.weight_squares[here] = block[:, :k, :k] if weight is None else block[:, -k:, :k]
    return result


def _alike(sizes: Integers) -> Iterator[tuple[NDArray[np.intp], int]]:
    """Groups of one size, some at a time: most have a row or two, and are many."""
    order = np.argsort(sizes, kind="stable")
    for alike in np.split(order, np.flatnonzero(np.diff(sizes[order])) + 1):
        size = int(sizes[alike[0]])
        step = max(1, ROWS_AT_ONCE // size)
        for start in range(0, len(alike), step):
            yield alike[start : start + step], size


def _factors(
    scores: Scores, weight: Integers | None, *, largest_group: int
) -> tuple[NDArray[np.float64 | np.int64], NDArray[np.float64 | np.int64]]:
    """Make the two matrices whose product over a group's rows holds all its sums.

    Left stand weight x (answered, answer, answer squared) and the squared
    weight, right (answered, answer).
    """
    present = scores > NOT_ANSWERED
    answers = np.where(present, scores, 0).astype(np.int64)
    wide = np.ones(len(scores), dtype=np.int64) if weight is None else weight
    wide2 = wide if weight is None else squared_weights(wide)
    highest = max(1, int(np.abs(answers).max(initial=0))) ** 2
    bound = largest_group * max(int(wide.max()) * highest, int(wide2.max()))
    if bound > EXACT_INTEGER:
        raise ValueError("a sum would not fit in 64 bits: weights or answers are too large")
    dtype = np.float64 if bound < EXACT_FLOAT else np.int64
    seen, x, w = present.astype(dtype), answers.astype(dtype), wide.astype(dtype)[:, None]
    left = [w * seen, w * x, w * x * x]
    if weight is not None:
        left.append(wide2.astype(dtype)[:, None] * seen)
    return np.hstack(left), np.hstack([seen, x])
