"""Answers as they were given, by cell: what a month is kept as until there are many."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import NOT_ANSWERED, WEIGHT_ONE, CrossSums, cross_sums

Integers = NDArray[np.int64]
Scores = NDArray[np.int16]
Sums = TypeVar("Sums", Integers, CrossSums)
# Four answers are compared at once.
WORD = 4


class Rows(Protocol):
    """Rows of feedback that come or go."""

    @property
    def scores(self) -> Scores: ...
    @property
    def weights(self) -> Integers: ...
    @property
    def signs(self) -> Integers: ...


def signed(
    count: Callable[[Scores, Integers, int, Integers | None], Sums],
    rows: Rows,
    groups: Integers,
    n_groups: int,
    *,
    weighted: bool,
) -> Sums:
    """Count what comes and take away what goes."""

    def counted(some: NDArray[np.bool_] | slice) -> Sums:
        weights = rows.weights[some] if weighted else None
        return count(rows.scores[some], groups[some], n_groups, weights)

    if (rows.signs > 0).all():
        return counted(slice(None))
    return counted(rows.signs > 0) + -counted(rows.signs < 0)


@dataclass(frozen=True, slots=True)
class Answers:
    """n rows, each of one of several cells. What did not apply counts as not answered."""

    at: Integers  # (n,) the cell, by number
    scores: Scores  # (n, items)
    weights: Integers  # (n,) millionths
    signs: Integers  # (n,) 1 for a row that comes, -1 for one that goes

    @classmethod
    def of(cls, rows: Rows, at: Integers) -> Self:
        """Leave out rows without any answer: they have no pairs."""
        scores = np.maximum(rows.scores, NOT_ANSWERED)
        told = cls(at, scores, rows.weights, rows.signs)
        return told.take(np.flatnonzero((scores > NOT_ANSWERED).any(axis=1)))

    @classmethod
    def none(cls, items: int) -> Self:
        empty = np.zeros(0, dtype=np.int64)
        return cls(empty, np.zeros((0, items), dtype=np.int16), empty, empty)

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        return cls(
            np.concatenate([part.at for part in parts]),
            np.concatenate([part.scores for part in parts]),
            np.concatenate([part.weights for part in parts]),
            np.concatenate([part.signs for part in parts]),
        )

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Self:
        """Pick rows by number or mask."""
        return type(self)(self.at[rows], self.scores[rows], self.weights[rows], self.signs[rows])

    def of_cells(self, place: Integers) -> Self:
        """Pick the rows of cells, by the new number of each; -1 for one that is left out."""
        at = place[self.at]
        kept = at >= 0
        return type(self)(at[kept], self.scores[kept], self.weights[kept], self.signs[kept])

    def netted(self) -> Self:
        """Cell by cell in one order, however they came; what came and went leaves nothing."""
        words = self._words()
        order = np.lexsort((self.weights, *words.T, self.at))
        rows, words = self.take(order), words[order]
        if (rows.signs > 0).all():
            return rows
        differs = (rows.at[1:] != rows.at[:-1]) | (rows.weights[1:] != rows.weights[:-1])
        differs |= (words[1:] != words[:-1]).any(axis=1)
        firsts = np.flatnonzero(np.r_[True, differs])
        left = np.add.reduceat(rows.signs, firsts)
        kept = rows.take(np.repeat(firsts, np.abs(left)))
        return type(self)(
            kept.at, kept.scores, kept.weights, np.repeat(np.sign(left), np.abs(left))
        )

    def _words(self) -> Integers:
        n, items = self.scores.shape
        wide = np.zeros((n, -(-items // WORD) * WORD), dtype=np.int16)
        wide[:, :items] = self.scores
        return wide.view(np.int64)

    def is_heavy(self, cells: int) -> NDArray[np.bool_]:
        """Whether a cell has a row that does not weigh one."""
        found = np.zeros(cells, dtype=np.bool_)
        found[self.at[self.weights != WEIGHT_ONE]] = True
        return found

    def cross(self, cells: int, *, weighted: bool) -> CrossSums:
        """Count the pairs of answers in each of so many cells."""
        return signed(cross_sums, self, self.at, cells, weighted=weighted)
