"""Pairs of answers by cell: the answers themselves where they are few, sums where they are many.

A few answers take a tenth of the bytes of the hundreds of sums that follow from them, and less time
to write and to add to. Either way the same sums come out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import CrossSums
from heedful.understand.metrics.answers import Answers
from heedful.understand.metrics.packing import times_one

# From here on sums take less than the answers.
FEW = 16
# With more than this it is not worth while to look for rows that come and go.
HOPELESS = 2 * FEW


@dataclass(frozen=True, slots=True)
class Summed:
    """Sums of m cells."""

    cells: NDArray[np.intp]  # (m,) the cell, by number; each once
    plain: CrossSums  # (m, ...)
    is_heavy: NDArray[np.bool_]  # (m,) whether a row does not weigh one, or did not
    weighted: CrossSums | None  # (m, ...); None where no cell is heavy

    @classmethod
    def none(cls, items: int) -> Self:
        nothing = np.zeros(0, dtype=np.intp)
        return cls(nothing, CrossSums.zeros(0, items), nothing.astype(np.bool_), None)

    @classmethod
    def counted(
        cls, cells: NDArray[np.intp], of: int, answers: Answers, parts: Sequence[Self] = ()
    ) -> Self:
        """Add answers and sums in some of so many cells; all sums are of these."""
        place = np.full(of, -1, dtype=np.int64)
        place[cells] = np.arange(len(cells))
        rows = answers.of_cells(place)
        is_heavy = rows.is_heavy(len(cells))
        for part in parts:
            is_heavy[place[part.cells]] |= part.is_heavy
        plain = rows.cross(len(cells), weighted=False)
        weighted = rows.cross(len(cells), weighted=True) if is_heavy.any() else None
        for part in parts:
            where = (place[part.cells],)
            plain.add(where, part.plain)
            if weighted is not None:
                weighted.add(where, part.weighed())
        return cls(cells, plain, is_heavy, weighted)

    def weighed(self) -> CrossSums:
        """The weighted sums; of a cell that is not heavy every row weighs one."""
        return times_one(self.plain) if self.weighted is None else self.weighted

    def take(self, at: NDArray[np.intp], cells: NDArray[np.intp]) -> Self:
        """Pick sums by number and say whose they are from now on."""
        weighted = None if self.weighted is None else self.weighted.take(at)
        return type(self)(cells, self.plain.take(at), self.is_heavy[at], weighted)


@dataclass(frozen=True, slots=True)
class Cross:
    """Pairs of answers of `n` cells, each by its answers, or by sums, or empty."""

    n: int
    answers: Answers  # cell by cell
    summed: Summed

    @property
    def items(self) -> int:
        return int(self.answers.scores.shape[1])

    @classmethod
    def of(cls, n: int, answers: Answers, *parts: Summed) -> Self:
        """Keep few answers as they are, and add up where there are many or sums already."""
        is_many = np.bincount(answers.at, minlength=n) > HOPELESS
        for part in parts:
            is_many[part.cells] = True
        few = answers.take(~is_many[answers.at]).netted()
        is_many |= np.bincount(few.at, minlength=n) > FEW
        many = np.flatnonzero(is_many)
        if not len(many):
            return cls(n, few, Summed.none(answers.scores.shape[1]))
        summed = Summed.counted(many, n, answers, parts)
        return cls(n, few.take(~is_many[few.at]), summed)

    def __add__(self, other: Self) -> Self:
        answers = Answers.joined([self.answers, other.answers])
        return type(self).of(self.n, answers, self.summed, other.summed)

    def take(self, cells: NDArray[np.intp]) -> Self:
        """Pick cells by number, in ascending order."""
        place = np.full(self.n, -1, dtype=np.int64)
        place[cells] = np.arange(len(cells))
        at = np.flatnonzero(place[self.summed.cells] >= 0)
        summed = self.summed.take(at, place[self.summed.cells[at]])
        return type(self)(len(cells), self.answers.of_cells(place), summed)

    def sums(self) -> Summed:
        """The sums of all cells."""
        return Summed.counted(np.arange(self.n), self.n, self.answers, [self.summed])
