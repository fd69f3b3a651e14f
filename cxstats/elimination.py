"""Which sums a symmetric sparse elimination makes: worked out once, repeated for any values."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.estimate import Floats

Indices = NDArray[np.int64]
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


def plan(pattern: Pattern, free: int) -> tuple[Step, ...]:
    """Plan rounds of elimination among the first `free` rows, few ties first."""
    steps: list[Step] = []
    rng = np.random.default_rng(0)
    while pattern.size > SMALL and pattern.rows.size < FULL * pattern.size**2 and free:
        chosen = _untied(pattern, free, rng)
        step = _plan_step(pattern, chosen)
        if step is None:
            break
        steps.append(step)
        free -= step.levels.size
        pattern = step.after
    return tuple(steps)


def _untied(pattern: Pattern, free: int, rng: np.random.Generator) -> Indices:
    """Choose rows with few ties of which no two are tied to each other (Luby 1986)."""
    low, high = pattern.columns, pattern.rows
    tie = low != high
    low, high = low[tie], high[tie]
    ties = np.bincount(low, minlength=pattern.size) + np.bincount(high, minlength=pattern.size)
    order = ties + rng.random(pattern.size)
    order[free:] = np.inf
    order[order > PATIENCE * (np.median(ties[:free]) + 1)] = np.inf
    loses = np.where(order[low] < order[high], high, low)
    wins = np.isfinite(order)
    wins[loses] = False
    return np.flatnonzero(wins)


def _plan_step(pattern: Pattern, levels: Indices) -> Step | None:
    """Plan the elimination of rows that are not tied; None if it would take too much."""
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
    if not levels.size or int((within + 1).sum()) > MOST_PRODUCTS:
        return None
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


def eliminate(step: Step, values: Floats, border: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return what remains of values and border, the pivots, and the pivots' part of the border."""
    pivots, below = values[step.pivots], values[step.below]
    share = below / pivots[step.owner]
    taken = below[step.left] * share[step.right]
    remains = np.zeros(step.after.rows.size)
    remains[step.kept_to] = values[step.kept]
    remains -= np.bincount(step.to, taken, minlength=remains.size)
    first, rest = border[step.levels], border[step.rest]
    for column in range(border.shape[1]):
        moved = share * first[step.owner, column]
        rest[:, column] -= np.bincount(step.row, moved, minlength=len(rest))
    return remains, rest, pivots, first
