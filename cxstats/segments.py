"""Where a series steps to another level: the test, the best steps, and how sure their place is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.estimate import Floats
from cxstats.later import optimize, stats

Integers = NDArray[np.intp]
# A level must last for so many days with answers.
FEWEST_DAYS = 7


def selected_p(z: ArrayLike, first: ArrayLike, last: ArrayLike) -> Floats:
    """Probability that the largest of all standardised differences is as large as z by chance.

    Parameters
    ----------
    z : array-like
        Largest absolute standardised difference over all places of a step.
    first, last : array-like
        Share of the information before the first and before the last place that was looked at.

    Returns
    -------
    array
        Two-sided, between 0 and 1; a little too large when places are few.

    References
    ----------
    Miller, R. & Siegmund, D. (1982). Biometrics 38, 1011-1016.

    Examples
    --------
    >>> selected_p([2.0, 3.5], 0.1, 0.9).round(4)
    array([0.4639, 0.0133])
    """
    b = np.maximum(np.asarray(z, dtype=np.float64), 1.0)
    one, two = np.asarray(first, dtype=np.float64), np.asarray(last, dtype=np.float64)
    density = stats.norm.pdf(b)
    odds = np.log(two * (1 - one) / ((1 - two) * one))
    p: Floats = density * (4 / b + (b - 1 / b) * odds)
    # With one place only it is an ordinary test.
    return np.clip(np.maximum(p, 2 * stats.norm.sf(np.abs(z))), 0.0, 1.0)


def critical_z(p: float, first: float, last: float) -> float:
    """The largest standardised difference whose `selected_p` is p.

    Examples
    --------
    >>> round(critical_z(0.0133, 0.1, 0.9), 2)
    3.5
    """

    def above(z: float) -> float:
        return float(np.log(selected_p(z, first, last)) - np.log(p))

    return float(optimize.brentq(above, 0.0, 38.0)) if p < 1 else 0.0


@dataclass(frozen=True, slots=True)
class Levels:
    """A series of daily values with their precisions, summed up so that any stretch is two reads.

    `weight` is one over the variance of a day's value, 0 on days without; all arrays have T + 1
    entries, the first is 0.
    """

    weight: Floats
    total: Floats
    squares: Floats
    answers: Floats
    days: Floats

    @classmethod
    def of(cls, value: Floats, weight: Floats, answers: Floats) -> "Levels":
        """Sum up (T,) arrays; values where the weight is 0 do not matter."""
        there = weight > 0
        y = np.where(there, value, 0.0)
        # Large levels with small steps would lose digits in the squares.
        y = np.where(there, y - (weight * y).sum() / max(weight.sum(), 1e-300), 0.0)
        sums = (weight, weight * y, weight * y**2, np.where(there, answers, 0.0), there * 1.0)
        return cls(*(np.concatenate([[0.0], np.cumsum(one)]) for one in sums))

    def splits(self, start: int, end: int, fewest: float) -> Integers:
        """Places of a step inside a stretch that leave enough on both sides."""
        at = np.arange(start + 1, end)
        enough = np.ones(len(at), dtype=bool)
        for sums, least in ((self.answers, fewest), (self.days, float(FEWEST_DAYS))):
            enough &= (sums[at] - sums[start] >= least) & (sums[end] - sums[at] >= least)
        return at[enough & (self.days[at + 1] > self.days[at])] if len(at) else at

    def gain(self, start: int, end: int, at: Integers) -> Floats:
        """Squared standardised difference between both sides of each place."""
        w1, w2 = self.weight[at] - self.weight[start], self.weight[end] - self.weight[at]
        s1, s2 = self.total[at] - self.total[start], self.total[end] - self.total[at]
        gained: Floats = (s1 / w1 - s2 / w2) ** 2 * w1 * w2 / (w1 + w2)
        return gained

    def test(self, start: int, end: int, fewest: float) -> tuple[float, float, float]:
        """P value of "one level", and the shares of information that were looked at; nan: none."""
        at = self.splits(start, end, fewest)
        if not len(at):
            return (np.nan, np.nan, np.nan)
        every = self.weight[end] - self.weight[start]
        first, last = (float((self.weight[i] - self.weight[start]) / every) for i in at[[0, -1]])
        z = float(np.sqrt(self.gain(start, end, at).max()))
        return float(selected_p(z, first, last)), first, last

    def best_steps(self, penalty: float, fewest: float) -> list[int]:
        """The steps that fit best when each must gain more than `penalty` (exact).

        Optimal partitioning: Jackson, B. et al. (2005). IEEE Signal Processing Letters 12, 105-108.
        """
        length = len(self.weight) - 1
        cost = np.full(length + 1, np.inf)
        cost[0] = -penalty
        came_from = np.zeros(length + 1, dtype=np.intp)
        starts = np.append(np.diff(self.days) > 0, False)
        for end in range(1, length + 1):
            at = np.flatnonzero(
                starts[:end]
                & (self.answers[end] - self.answers[:end] >= fewest)
                & (self.days[end] - self.days[:end] >= FEWEST_DAYS)
            )
            at = at[np.isfinite(cost[at])]
            if len(at):
                w = self.weight[end] - self.weight[at]
                s = self.total[end] - self.total[at]
                rest = self.squares[end] - self.squares[at] - s**2 / w
                tried = cost[at] + rest + penalty
                cost[end], came_from[end] = tried.min(), at[tried.argmin()]
        steps, end = [], length
        while came_from[end] > 0:
            end = int(came_from[end])
            steps.append(end)
        return steps[::-1]

    def place(self, start: int, end: int, fewest: float) -> tuple[Integers, Floats]:
        """Places of the one step of a stretch, with the probability of each (flat priors)."""
        at = self.splits(start, end, fewest)
        w1, w2 = self.weight[at] - self.weight[start], self.weight[end] - self.weight[at]
        log = self.gain(start, end, at) / 2 - np.log(w1 * w2) / 2
        chance = np.exp(log - log.max())
        return at, chance / chance.sum()
