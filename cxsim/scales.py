"""From what a customer feels (any real number) to the answer on a scale, and the mean of that."""

from math import erf, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def to_scale(felt: NDArray[np.floating[Any]], *, low: int, high: int) -> NDArray[np.int8]:
    """The whole number of the scale that lies nearest."""
    answers: NDArray[np.int8] = np.clip(np.rint(felt), low, high).astype(np.int8)
    return answers


class ExpectedAnswer:
    """Mean answer on the scale low..high when what is felt is normal around a centre.

    An answer is at least k when what is felt exceeds k − ½, so the mean is `low` plus the sum of
    those probabilities. It is read from a table (steps of a hundredth of a point, linear between
    them): errors stay below 1e-4 of a point for spreads of half a point and more.
    """

    STEP = 0.01

    def __init__(self, *, spread: float, low: int, high: int) -> None:
        self.spread, self.low, self.high = spread, low, high
        self.centres = np.arange(low - 6.0, high + 6.0, self.STEP)
        bounds = np.arange(low + 0.5, high)
        reach = (self.centres[:, None] - bounds) / (spread * sqrt(2))
        self.means: Floats = low + (0.5 * (1 + np.vectorize(erf)(reach))).sum(axis=1)
        self.slopes: Floats = np.gradient(self.means, self.centres)

    def __call__(self, centre: NDArray[np.floating[Any]]) -> Floats:
        return self._between(self.means, centre)

    def slope(self, centre: NDArray[np.floating[Any]]) -> Floats:
        """By how much the mean answer moves when the centre moves by one point."""
        return self._between(self.slopes, centre)

    def _between(self, table: Floats, centre: NDArray[np.floating[Any]]) -> Floats:
        """The steps are even, so that an entry is found without searching."""
        at = (centre - self.centres[0]) * (1 / self.STEP)
        np.clip(at, 0.0, len(table) - 1.001, out=at)
        before = at.astype(np.int32)
        found: Floats = table[before] + (at - before) * np.diff(table)[before]
        return found
