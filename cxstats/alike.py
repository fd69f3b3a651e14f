"""Entries that are equal for any ratios: each is computed once, however often it stands.

Most days of most locations have one answer, or two, in the same constellation; so a hundred
thousand entries have some hundred values.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cxstats.elimination import Indices, Pattern, Remains, Step
from cxstats.estimate import Floats
from cxstats.later import sparse


def alike(
    integers: Indices, counts: Floats, products: "sparse.csr_array"
) -> tuple[Indices, Indices]:
    """Number rows that are equal in all three; return one of each kind and the kind of each.

    `integers` (e, k) and `counts` (e,) belong to the rows of `products` (e, m).
    """
    seen: dict[bytes, int] = {}
    products.sum_duplicates()
    at, values = products.indices, products.data
    kinds = np.array(
        [
            seen.setdefault(at[a:b].tobytes() + values[a:b].tobytes(), len(seen))
            for a, b in pairwise(products.indptr.tolist())
        ],
        dtype=np.int64,
    )
    for column in (*integers.T, counts):
        values, code = np.unique(column, return_inverse=True)
        kinds = np.unique(kinds * values.size + code, return_inverse=True)[1]
    return np.unique(kinds, return_index=True)[1], kinds


@dataclass(frozen=True, slots=True, eq=False)
class AlikeStep:
    """A round of elimination of entries that are known by their kinds."""

    step: Step
    pivots: Indices  # kinds of the entries on the diagonal of those that go
    below: Indices  # kinds, and which of these each entry below belongs to
    above: Indices
    share: Indices
    left: Indices  # kinds whose product over the pivot is taken away
    right: Indices
    over: Indices
    moves: "sparse.csr_array"  # (entries after, kinds + products)

    @property
    def after(self) -> Pattern:
        return self.step.after

    def eliminate(self, distinct: Floats, border: Floats) -> Remains:
        """As `Step.eliminate`, for values by kind."""
        step = self.step
        products = distinct[self.left] * distinct[self.right] / distinct[self.over]
        remains = self.moves @ np.concatenate([distinct, -products])
        share = (distinct[self.below] / distinct[self.above])[self.share]
        first = border[step.levels]
        shape = (step.rest.size, step.levels.size)
        rest = border[step.rest] - sparse.coo_array((share, (step.row, step.owner)), shape) @ first
        return remains, rest, distinct[self.pivots], first


def alike_step(step: Step, kinds: Indices) -> AlikeStep:
    """Work out which products a round takes when entries are known by their kinds."""
    many = int(kinds.max()) + 1
    pivots, below = kinds[step.pivots], kinds[step.below]
    shares, share = np.unique(pivots[step.owner] * many + below, return_inverse=True)
    pairs, pair = np.unique(share[step.left] * many + below[step.right], return_inverse=True)
    above_left, right = pairs // many, pairs % many
    over, left = shares[above_left] // many, shares[above_left] % many
    ones = np.ones(step.kept.size + step.to.size)
    rows = np.concatenate([step.kept_to, step.to])
    columns = np.concatenate([kinds[step.kept], many + pair])
    moves = sparse.csr_array(
        (ones, (rows, columns)), shape=(step.after.rows.size, many + pairs.size)
    )
    return AlikeStep(step, pivots, shares % many, shares // many, share, left, right, over, moves)
