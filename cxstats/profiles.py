"""Whole rows of answers that stand too often: filled in by somebody, or ticked down one column."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.later import stats

Integers = NDArray[np.int64]
Scores = NDArray[np.int16]

# A shorter form leaves too few ways to answer for a repeat to mean anything.
FEWEST_ITEMS = 5
# A repeat is named when it stands this many times as often as the most frequent row beside it,
# and chance would bring that once in a million rows or less.
TIMES, CHANCE = 5.0, 1e-6


@dataclass(frozen=True, slots=True)
class RepeatedProfile:
    """One row of answers that stands far more often than any like it."""

    answers: tuple[int, ...]
    rows: int
    groups: int  # in how many places it stands
    expected: float  # rows of the most frequent one that differs by one step of one item


@dataclass(frozen=True, slots=True)
class StraightLines:
    """How many rows give the same answer to everything."""

    rows: int
    of: int  # rows with answers enough to tell


def repeated_profiles(
    scores: Scores, groups: ArrayLike, *, fewest: int = 10
) -> tuple[RepeatedProfile, ...]:
    """Find rows of answers that were copied or filled in, the most frequent first.

    Honest answers thin out evenly: a row that differs from a frequent one by one step of one
    item is nearly as frequent. A row that towers over all such neighbours was not answered by
    many people but written by one. Rows with one and the same answer to everything are left
    out: customers do give those, see `straight_lines`.

    Parameters
    ----------
    scores : (n, k) array of int
        Answers, negative where there is none.
    groups : (n,) array of int
        The place of each row.
    fewest : int
        Rows that a profile needs to be looked at.

    Returns
    -------
    tuple of RepeatedProfile

    Notes
    -----
    Poisson tail with the most frequent neighbour as the mean; costs O(n k log n) for the sorting
    and O(k) for each frequent profile. The comparison with neighbours is our own; checked in
    the tests on the 671 hospitals that somebody filled with averages.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> scores = rng.integers(0, 101, (300, 6)).astype(np.int16)
    >>> scores[:40] = [71, 80, 65, 90, 55, 77]
    >>> [(one.rows, one.groups) for one in repeated_profiles(scores, np.arange(300))]
    [(40, 40)]
    """
    scores, groups = np.asarray(scores, dtype=np.int16), np.asarray(groups)
    answered = scores >= 0
    told = np.flatnonzero((answered.sum(axis=1) >= FEWEST_ITEMS) & ~_straight(scores))
    distinct, which, counts = np.unique(
        scores[told], axis=0, return_inverse=True, return_counts=True
    )
    all_rows, all_counts = np.unique(scores, axis=0, return_counts=True)
    known = {row.tobytes(): int(count) for row, count in zip(all_rows, all_counts, strict=True)}
    found = []
    for i in np.flatnonzero(counts >= fewest).tolist():
        beside = max((known.get(row, 0) for row in _neighbours(distinct[i])), default=0)
        often = int(counts[i])
        if often >= TIMES * (beside + 1) and stats.poisson.sf(often - 1, beside + 1) <= CHANCE:
            places = np.unique(groups[told[which.reshape(-1) == i]])
            answers = tuple(distinct[i].tolist())
            found.append(RepeatedProfile(answers, often, len(places), float(beside)))
    return tuple(sorted(found, key=lambda one: -one.rows))


def straight_lines(scores: Scores) -> StraightLines:
    """Count the rows that give one and the same answer to five or more items.

    Parameters
    ----------
    scores : (n, k) array of int
        Answers to items of one scale, negative where there is none.

    Examples
    --------
    >>> straight_lines(np.array([[5, 5, 5, 5, 5], [5, 5, 4, 5, 5], [3, -2, -2, -2, 3]]))
    StraightLines(rows=1, of=2)
    """
    enough = (np.asarray(scores) >= 0).sum(axis=1) >= FEWEST_ITEMS
    return StraightLines(int((_straight(scores) & enough).sum()), int(enough.sum()))


def _straight(scores: Scores) -> NDArray[np.bool_]:
    """Which rows give the same answer wherever they give one."""
    scores = np.asarray(scores)
    lowest = np.where(scores >= 0, scores, np.iinfo(np.int16).max).min(axis=1, initial=2**15 - 1)
    same: NDArray[np.bool_] = lowest >= scores.max(axis=1, initial=-1)
    return same


def _neighbours(row: Scores) -> Iterator[bytes]:
    for item in np.flatnonzero(row >= 0).tolist():
        for step in (-1, 1):
            other = row.copy()
            other[item] += step
            yield other.tobytes()
