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


def true_means(felt: Floats, *, shift: Floats, visits: Visits, answer: ExpectedAnswer) -> Floats:
    """Mean answers of each location over the visits that it had, without any sampling error."""
    n_places = len(felt)
    count = np.bincount(visits.location, minlength=n_places)
    means = np.empty_like(felt)
    for item in range(felt.shape[1]):
        expected = answer(felt[visits.location, item] + shift[:, item])
        means[:, item] = np.bincount(visits.location, weights=expected, minlength=n_places) / count
    return means


def true_gains(mean: Floats, *, effect: Floats, reach: Floats, quantile: float) -> Gains:
    goal = np.quantile(mean, quantile, axis=0)
    gap = np.maximum(goal - mean, 0.0)
    return Gains(mean=mean, goal=goal, gap=gap, gain=effect * reach * gap)
