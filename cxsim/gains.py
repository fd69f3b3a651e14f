"""What each location would truly gain from each driver.

gain = effect × reach × gap: points of the recommendation per point of the rating, times the share
of customers to whom the driver applies, times the distance from the location's mean rating to the
one that the best quarter (`priorities.goal_quantile`) of all locations exceeds.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.scales import ExpectedAnswer
from cxsim.visits import Visits

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Gains:
    mean: Floats  # (locations, drivers): true mean rating, 1 to 5.
    goal: Floats  # (drivers,): mean rating of the best quarter's threshold.
    gap: Floats  # (locations, drivers): points of the rating, 0 where the goal is reached.
    gain: Floats  # (locations, drivers): points of the recommendation.

    @property
    def best(self) -> NDArray[np.int64]:
        best: NDArray[np.int64] = self.gain.argmax(axis=1)
        return best

    @property
    def two_largest(self) -> tuple[Floats, Floats]:
        """The largest and the second largest gain of each location."""
        ordered = np.sort(self.gain, axis=1)
        return ordered[:, -1], ordered[:, -2]


class MeanAnswers:
    """Mean answers of each location over all its visits, as a function of what is felt there.

    What moved the visits is counted once, in steps of a twentieth of a point, so that the means for
    another level of the location cost no further pass over the visits. Errors stay below 5e-4 of a
    point.
    """

    STEP = 0.05
    LOWEST, HIGHEST = -1.0, 8.0

    def __init__(
        self, *, shift: NDArray[np.float32], visits: Visits, n_places: int, answer: ExpectedAnswer
    ) -> None:
        levels = np.arange(self.LOWEST, self.HIGHEST + self.STEP, self.STEP)
        lowest = np.floor(float(shift.min(initial=0.0)) / self.STEP)
        n_steps = int(np.ceil(float(shift.max(initial=0.0)) / self.STEP) - lowest) + 2
        steps = (lowest + np.arange(n_steps)) * self.STEP
        answers = answer(levels[:, None] + steps)
        count = np.bincount(visits.location, minlength=n_places)[:, None]
        still = np.zeros((1, n_steps))
        still[0, round(-lowest)] = 1.0  # Nobody came: as if one visit was moved by nothing.
        self._curves = []
        for column in shift.T:
            shares = self._shares(column, visits, lowest, (n_places, n_steps))
            shares = np.where(count > 0, shares / np.maximum(count, 1), still)
            self._curves.append(shares @ answers.T)

    def __call__(self, felt: Floats) -> Floats:
        """Means, shape (locations, items), for the level of each location and item."""
        at = (felt - self.LOWEST) / self.STEP
        rows, means = np.arange(len(felt)), np.empty_like(felt)
        for item, curve in enumerate(self._curves):
            before = np.clip(np.floor(at[:, item]), 0, curve.shape[1] - 2).astype(np.int64)
            part = np.clip(at[:, item] - before, 0.0, 1.0)
            means[:, item] = (1 - part) * curve[rows, before] + part * curve[rows, before + 1]
        return means

    def _shares(
        self, shift: NDArray[np.float32], visits: Visits, lowest: float, shape: tuple[int, int]
    ) -> Floats:
        """How many visits were moved by each step; a shift between two counts for both in part."""
        at = shift / self.STEP - lowest
        before: NDArray[np.int32] = at.astype(np.int32)
        part = at - before
        cell = visits.location * shape[1] + before
        size = shape[0] * shape[1]
        counts = np.bincount(cell, 1.0 - part, size) + np.bincount(cell + 1, part, size)
        return counts.astype(np.float64).reshape(shape)


def true_gains(mean: Floats, *, effect: Floats, reach: Floats, quantile: float) -> Gains:
    goal = np.quantile(mean, quantile, axis=0)
    gap = np.maximum(goal - mean, 0.0)
    return Gains(mean=mean, goal=goal, gap=gap, gain=effect * reach * gap)
