"""The finest factor's part in the equations, taken out in closed form for any ratio of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.alike import alike
from cxstats.elimination import Indices, Pattern, few_ties, plan_step
from cxstats.estimate import Floats
from cxstats.later import sparse


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """What is left of the equations, and what the levels that went take from it.

    Levels of one factor are not tied to each other. One with n answers, at a ratio t of the
    factor's variance to the residual's, takes t / (1 + t n) times products of counts that hold
    for every ratio; so these are added up for all levels that have the same n.
    """

    pattern: Pattern
    kinds: Indices  # (e,) kind of each entry of the pattern
    factors: Indices  # (d, 2) factors of the two levels, by kind
    diagonal: NDArray[np.bool_]  # (d,)
    counts: Floats  # (d,) answers that the two levels share
    border: Floats  # (q, 2) number and sum of answers of each level
    n: Floats  # (m,) answers of a level that went, each number once
    levels: Floats  # (m,) how many had so many
    products: "sparse.csr_array"  # (d, m)
    carried: "tuple[sparse.csr_array, ...]"  # (q, m) each
    corner: Floats  # (2, 2, m)

    def at(self, ratios: Floats) -> tuple[Floats, Floats, Floats, float]:
        """Return entries by kind, border, what the corner loses, and the log determinant."""
        taken, root = ratios[0] / (1 + ratios[0] * self.n), np.sqrt(ratios)
        counts = self.counts - self.products @ taken
        return (
            root[self.factors].prod(axis=1) * counts + self.diagonal,
            self.border - np.column_stack([part @ taken for part in self.carried]),
            self.corner @ taken,
            float(self.levels @ np.log1p(ratios[0] * self.n)),
        )


def fold(pattern: Pattern, counts: Floats, border: Floats, sizes: Sequence[int]) -> Folded:
    """Take out levels of the first factor with few ties; `sizes` has the levels of each."""
    factor = np.repeat(np.arange(len(sizes)), sizes)
    chosen = np.flatnonzero(few_ties(pattern, sizes[0]) < np.inf)
    step = plan_step(pattern, chosen if len(sizes) > 1 else chosen[:0])
    n, code = np.unique(counts[step.pivots], return_inverse=True)
    below, first = counts[step.below], border[step.levels]
    entries, q, m = step.after.rows.size, step.after.size, n.size
    kept = np.zeros(entries)
    kept[step.kept_to] = counts[step.kept]
    products = _added(
        below[step.left] * below[step.right], step.to, code[step.owner[step.left]], (entries, m)
    )
    carried = [
        _added(below * side[step.owner], step.row, code[step.owner], (q, m)) for side in first.T
    ]
    corner = [np.bincount(code, one * other, m) for one in first.T for other in first.T]
    rows, columns, left = step.after.rows, step.after.columns, factor[step.rest]
    facts = np.column_stack([left[rows], left[columns], rows == columns])
    each, kinds = alike(facts, kept, products)
    return Folded(
        pattern=step.after,
        kinds=kinds,
        factors=facts[each, :2],
        diagonal=facts[each, 2] == 1,
        counts=kept[each],
        border=border[step.rest],
        n=n,
        levels=np.bincount(code, minlength=m).astype(np.float64),
        products=products[each],
        carried=tuple(carried),
        corner=np.stack(corner).astype(np.float64).reshape(2, 2, m),
    )


def _added(
    values: Floats, rows: Indices, columns: Indices, shape: tuple[int, int]
) -> "sparse.csr_array":
    """Add values up by row and column."""
    return sparse.csr_array((values, (rows, columns)), shape=shape)
