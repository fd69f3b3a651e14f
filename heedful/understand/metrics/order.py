"""Which of the cross-products is kept where: what is the same both ways is kept once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import WEIGHT_ONE, CrossSums

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Order:
    """Which number stands in which row of the matrix, for so many items.

    First the symmetric ones, of each pair once: rows that answered both, then products. Then the
    sums of answers, then of squared answers, both of each item beside each. With weights the sums
    of squared weights follow.
    """

    items: int

    @property
    def half(self) -> int:
        return self.items * (self.items + 1) // 2

    @property
    def rows(self) -> int:
        return 2 * (self.half + self.items**2)

    @property
    def heavy_rows(self) -> int:
        return self.rows + self.half

    def upper(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        rows, columns = np.triu_indices(self.items)
        return rows, columns

    def of_pair(self, item: int, outcome: int) -> list[int]:
        """Rows of a pair: n, both sums, both sums of squares, products, squared weights."""
        low, high = sorted((item, outcome))
        at = low * self.items - low * (low - 1) // 2 + high - low
        first, k = 2 * self.half, self.items
        here, there = item * k + outcome, outcome * k + item
        squares = first + k**2
        return [
            at,
            first + here,
            first + there,
            squares + here,
            squares + there,
            self.half + at,
            self.rows + at,
        ]

    def own(self) -> NDArray[np.intp]:
        """Rows of how many answered each item."""
        rows, columns = self.upper()
        return np.flatnonzero(rows == columns)

    def matrix(self, cross: CrossSums, *, is_heavy: bool) -> Integers:
        """Write cross-products of g places as (rows, g)."""
        return np.ascontiguousarray(self.lines(cross, is_heavy=is_heavy).T)

    def lines(self, cross: CrossSums, *, is_heavy: bool) -> Integers:
        """Write them place by place, as (g, rows)."""
        rows, columns = self.upper()
        once = rows * self.items + columns
        wide = [part.reshape(-1, self.items**2) for part in cross.parts()]
        n, sums, squares, products, weights = wide
        parts = [n.take(once, axis=1), products.take(once, axis=1), sums, squares]
        if is_heavy:
            parts.append(weights.take(once, axis=1))
        return np.concatenate(parts, axis=1)

    def cross(self, matrix: Integers) -> CrossSums:
        """Read a matrix back; without weights their squares are the rows themselves.

        Numbers stay as narrow as they are, and those of a pair at all places side by side.
        """
        half, k = self.half, self.items
        n, products = self._both(matrix[:half]), self._both(matrix[half : 2 * half])
        sums, squares = (
            self._each(matrix[2 * half + i * k**2 : 2 * half + (i + 1) * k**2]) for i in range(2)
        )
        weights = self._both(matrix[self.rows :]) if len(matrix) > self.rows else n
        return CrossSums(n, sums, squares, products, weights)

    def _both(self, half: Integers) -> Integers:
        index = np.empty((self.items, self.items), dtype=np.intp)
        rows, columns = self.upper()
        index[rows, columns] = index[columns, rows] = np.arange(self.half)
        return self._each(half[index.ravel()])

    def _each(self, both: Integers) -> Integers:
        return both.reshape(self.items, self.items, -1).transpose(2, 0, 1)

    def weighed(self, plain: Integers) -> Integers:
        """Give every row of feedback the weight one, in millionths."""
        return np.concatenate([plain, plain[: self.half]]).astype(np.int64) * WEIGHT_ONE

    def resized(self, matrix: Integers, to: "Order") -> Integers:
        """Make room for items that came later."""
        if to.items == self.items:
            return matrix
        old = self.cross(matrix)
        wide = CrossSums.zeros(old.n_groups, to.items)
        for whole, part in zip(wide.parts(), old.parts(), strict=True):
            whole[:, : self.items, : self.items] = part
        return to.matrix(wide, is_heavy=len(matrix) > self.rows)
