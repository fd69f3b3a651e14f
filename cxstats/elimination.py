"""Which sums a symmetric sparse elimination makes, worked out once and repeated for any values."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.estimate import Floats

Indices = NDArray[np.int64]
# A factor whose elimination would take more products than this is left to the factorisation.
MOST_PRODUCTS = 30_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """Entries of the lower triangle that are not zero, ordered by column and row."""

    size: int
    rows: Indices
    columns: Indices


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Elimination of one factor whose block is diagonal."""

    levels: int
    pivots: Indices  # entries on the block's diagonal
    below: Indices  # entries under the block
    owner: Indices  # the level of each
    row: Indices  # their rows in what remains
    kept: Indices  # entries that remain
    kept_to: Indices  # where they go
    left: Indices  # pairs of `below` of one level
    right: Indices
    to: Indices  # the entry that the pair's product is taken from
    after: Pattern


def plan_step(pattern: Pattern, levels: int) -> Step | None:
    """Plan the elimination of the first `levels` rows; None if they are tied among themselves."""
    inside = pattern.columns < levels
    diagonal = pattern.rows == pattern.columns
    if (inside & ~diagonal & (pattern.rows < levels)).any():
        return None
    below = np.flatnonzero(inside & ~diagonal)
    owner, row = pattern.columns[below], pattern.rows[below] - levels
    starts = np.searchsorted(owner, np.arange(levels))
    place = np.arange(below.size) - starts[owner]
    if int((place + 1).sum()) > MOST_PRODUCTS:
        return None
    left = np.repeat(np.arange(below.size), place + 1)
    first = np.repeat(np.cumsum(place + 1) - place - 1, place + 1)
    right = starts[owner[left]] + np.arange(left.size) - first
    size = pattern.size - levels
    kept = np.flatnonzero(~inside)
    kept_keys = (pattern.columns[kept] - levels) * size + pattern.rows[kept] - levels
    pair_keys = row[right] * size + row[left]
    keys = np.unique(np.concatenate([kept_keys, pair_keys]))
    return Step(
        levels=levels,
        pivots=np.flatnonzero(inside & diagonal),
        below=below,
        owner=owner,
        row=row,
        kept=kept,
        kept_to=np.searchsorted(keys, kept_keys),
        left=left,
        right=right,
        to=np.searchsorted(keys, pair_keys),
        after=Pattern(size, keys % size, keys // size),
    )


def eliminate(step: Step, values: Floats, border: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return what remains of values and border, the pivots, and the pivots' part of the border."""
    pivots, below = values[step.pivots], values[step.below]
    share = below / pivots[step.owner]
    taken = below[step.left] * share[step.right]
    remains = np.zeros(step.after.rows.size)
    remains[step.kept_to] = values[step.kept]
    remains -= np.bincount(step.to, taken, minlength=remains.size)
    first, rest = border[: step.levels], border[step.levels :].copy()
    for column in range(border.shape[1]):
        moved = share * first[step.owner, column]
        rest[:, column] -= np.bincount(step.row, moved, minlength=len(rest))
    return remains, rest, pivots, first
