"""The figures of an answer: one for each group, their intervals when somebody looks at them.

Knows no Django.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from cxstats.change import Change, Comparison
from cxstats.estimate import Estimate, Floats
from cxstats.histograms import Moments

Bools = NDArray[np.bool_]
Order = NDArray[np.intp]


class Ends(Protocol):
    """The ends of the intervals of some groups."""

    def take(self, order: Order) -> Self:
        """Pick groups."""
        ...

    def both(self) -> tuple[Floats, Floats]:
        """Lower and upper ends."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """Ends that are worked out."""

    low: Floats
    high: Floats

    def take(self, order: Order) -> Self:
        return type(self)(self.low[order], self.high[order])

    def both(self) -> tuple[Floats, Floats]:
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class FromMoments:
    """Ends that follow from each group's own sums: of very many groups few are looked at."""

    moments: Moments
    finish: Callable[[Moments], Estimate]

    def take(self, order: Order) -> Self:
        of = self.moments
        return type(self)(Moments(of.n[order], of.total[order], of.squares[order]), self.finish)

    def both(self) -> tuple[Floats, Floats]:
        told = self.finish(self.moments)
        return told.low, told.high


@dataclass(frozen=True, slots=True)
class Figures:
    """One figure for each group; arrays of one shape, nan where nothing can be said."""

    value: Floats
    ends: Ends
    n: Floats  # effective number of answers
    answers: NDArray[np.int64]  # plain number of answers
    enough: Bools  # whether there is evidence enough to show the figure
    # Beside the other window, as far as one was asked for.
    change: Change | Comparison | None = None
    is_change: Bools | None = None  # at a false-discovery rate over all that is shown
    # −1 clearly below, 1 clearly above what it is shown with, 0 neither; at the same rate.
    standing: NDArray[np.int8] | None = None

    @property
    def low(self) -> Floats:
        return self.ends.both()[0]

    @property
    def high(self) -> Floats:
        return self.ends.both()[1]

    def take(self, order: Order) -> Self:
        """Pick groups, what was judged over all of them included."""
        return type(self)(
            value=self.value[order],
            ends=self.ends.take(order),
            n=self.n[order],
            answers=self.answers[order],
            enough=self.enough[order],
            change=None if self.change is None else self.change.take(order),
            is_change=None if self.is_change is None else self.is_change[order],
            standing=None if self.standing is None else self.standing[order],
        )
