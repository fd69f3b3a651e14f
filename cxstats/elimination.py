"""Which sums a symmetric sparse elimination makes: worked out once, repeated for any values."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.estimate import Floats

Indices = NDArray[np.int64]
# What remains of values and border, the pivots, and the pivots' part of the border.
Remains = tuple[Floats, Floats, Floats, Floats]
# What is left is factorised when it is this small or this full.
SMALL, FULL = 200, 0.1
# A round of elimination that would take more products than this is left to the factorisation.
MOST_PRODUCTS = 30_000_000
# Levels tied to many more others than is usual wait, since eliminating them ties those together.
PATIENCE = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """Entries of the lower triangle that are not zero, ordered by column and row."""

    size: int
    rows: Indices
    columns: Indices


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Elimination of levels of which no two are tied to each other."""

    levels: Indices  # rows that go
    rest: Indices  # rows that remain
    pivots: Indices  # entries on the diagonal of those that go, in their order
    below: Indices  # entries that tie them to others
    owner: Indices  # which of `levels` each belongs to
    row: Indices  # the other's place in what remains
    kept: Indices  # entries that remain
    kept_to: Indices  # where they go
    left: Indices  # pairs of `below` of one level
    right: Indices
    to: Indices  # the entry that the pair's product is taken from
    after: Pattern

    def eliminate(self, values: Floats, border: Floats) -> Remains:
        """Take the levels out of values and border."""
        pivots, below = values[self.pivots], values[self.below]
        share = below / pivots[self.owner]
        taken = below[self.left] * share[self.right]
        remains = np.zeros(self.after.rows.size)
        remains[self.kept_to] = values[self.kept]
        remains -= np.bincount(self.to, taken, minlength=remains.size)
        first, rest = border[self.levels], border[self.rest]
        for column in range(border.shape[1]):
            moved = share * first[self.owner, column]
            rest[:, column] -= np.bincount(self.row, moved, minlength=len(rest))
        return remains, rest, pivots, first


def plan(pattern: Pattern, free: int) -> tuple[Step, ...]:
    """Plan rounds of elimination among the first `free` rows, few ties first."""
    steps: list[Step] = []
    rng = np.random.default_rng(0)
    while pattern.size > SMALL and pattern.rows.size < FULL * pattern.size**2 and free:
        step = plan_step(pattern, _untied(pattern, free, rng))
        if not step.levels.size:
            break
        steps.append(step)
        free -= step.levels.size
        pattern = step.after
    return tuple(steps)


def _untied(pattern: Pattern, free: int, rng: np.random.Generator) -> Indices:
    """Choose rows with few ties of which no two are tied to each other (Luby 1986)."""
    order = few_ties(pattern, free) + rng.random(pattern.size)
    tie = pattern.columns != pattern.rows
    low, high = pattern.columns[tie], pattern.rows[tie]
    loses = np.where(order[low] < order[high], high, low)
    wins = np.isfinite(order)
    wins[loses] = False
    return np.flatnonzero(wins)


def few_ties(pattern: Pattern, free: int) -> Floats:
    """Return to how many others each row is tied; infinite if too many, or not among the free."""
    tie = pattern.columns != pattern.rows
    ends = np.concatenate([pattern.columns[tie], pattern.rows[tie]])
    ties = np.bincount(ends, minlength=pattern.size).astype(np.float64)
    ties[ties > PATIENCE * (np.median(ties[:free]) + 1)] = np.inf
    ties[free:] = np.inf
    return ties


def plan_step(pattern: Pattern, levels: Indices) -> Step:
    """Plan the elimination of rows that are not tied; of none if it would take too much."""
    goes = np.zeros(pattern.size, dtype=np.bool_)
    goes[levels] = True
    rest = np.flatnonzero(~goes)
    place = np.where(goes, np.cumsum(goes), np.cumsum(~goes)) - 1
    of_column, of_row = goes[pattern.columns], goes[pattern.rows]
    diagonal = pattern.rows == pattern.columns
    below = np.flatnonzero((of_column | of_row) & ~diagonal)
    by_column = of_column[below]
    owner = place[np.where(by_column, pattern.columns[below], pattern.rows[below])]
    row = place[np.where(by_column, pattern.rows[below], pattern.columns[below])]
    order = np.lexsort((row, owner))
    below, owner, row = below[order], owner[order], row[order]
    within = np.arange(below.size) - np.searchsorted(owner, owner)
    if int((within + 1).sum()) > MOST_PRODUCTS:
        return plan_step(pattern, levels[:0])
    left = np.repeat(np.arange(below.size), within + 1)
    first = np.cumsum(within + 1) - (within + 1)
    right = left - within[left] + np.arange(left.size) - first[left]
    kept = np.flatnonzero(~of_column & ~of_row)
    kept_keys = place[pattern.columns[kept]] * rest.size + place[pattern.rows[kept]]
    pair_keys = row[right] * rest.size + row[left]
    keys = np.unique(np.concatenate([kept_keys, pair_keys]))
    return Step(
        levels=levels,
        rest=rest,
        pivots=np.flatnonzero(diagonal & of_column),
        below=below,
        owner=owner,
        row=row,
        kept=kept,
        kept_to=np.searchsorted(keys, kept_keys),
        left=left,
        right=right,
        to=np.searchsorted(keys, pair_keys),
        after=Pattern(rest.size, keys % rest.size, keys // rest.size),
    )
