"""What happens at some day: markers that fall before the outcome, and changes for good."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Config
from cxsim.randomness import stream
from cxsim.world import World

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

EVERYWHERE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """One row an episode or a change; days are counted from the first trading day."""

    episode_location: Integers
    marker_day: Integers  # The marker is low from this day on.
    outcome_day: Integers  # The other items are low from this day on.
    end_day: Integers  # The first day on which all is as before.
    depth: Floats  # Points of what is felt.
    change_location: Integers  # EVERYWHERE for the change at all locations.
    change_day: Integers  # The first day of the new level.
    size: Floats  # Points of what is felt.

    def depths(self, location: Integers, day: Integers) -> tuple[Floats, Floats]:
        """How deep the marker and the other items are at each visit."""
        marker, outcome = np.zeros(len(day)), np.zeros(len(day))
        for i, place in enumerate(self.episode_location.tolist()):
            rows = _rows(location, place)
            lasts = day[rows] < self.end_day[i]
            marker[rows] += self.depth[i] * (lasts & (day[rows] >= self.marker_day[i]))
            outcome[rows] += self.depth[i] * (lasts & (day[rows] >= self.outcome_day[i]))
        return marker, outcome

    def level(self, location: Integers, day: Integers) -> Floats:
        """What changes for good have added at each visit."""
        level = np.zeros(len(day))
        for i, place in enumerate(self.change_location.tolist()):
            rows = slice(None) if place == EVERYWHERE else _rows(location, place)
            level[rows] += self.size[i] * (day[rows] >= self.change_day[i])
        return level


def make_events(*, config: Config, seed: int, world: World) -> Events:
    """Draw them so that no location has a drift, an episode and a change at once."""
    rng = stream(seed, "events")
    drifts: NDArray[np.bool_] = np.asarray(world.trend.any(axis=1))
    drifts[0] = True  # The flagship's story is told by other causes.
    free = rng.permutation(np.flatnonzero(~drifts))
    episodes = free[: round(config.episodes.share * len(drifts))]
    changes = free[len(episodes) :][: round(config.changes.share * len(drifts))]
    n, days = len(episodes), config.days
    lead = rng.integers(*config.episodes.lead, n, endpoint=True)
    lasts = rng.integers(*config.episodes.lasts, n, endpoint=True)
    room = np.maximum(days - 30 - lead - lasts, 1)
    marker_day = np.minimum(30, days // 4) + (rng.random(n) * room).astype(np.int64)
    size = rng.uniform(*config.changes.size, len(changes)) * rng.choice([-1, 1], len(changes))
    change_day = rng.integers(days // 5, max(days - days // 5, days // 5 + 1), len(changes))
    everywhere = rng.integers(days // 3, max(2 * days // 3, days // 3 + 1))
    return Events(
        episode_location=episodes,
        marker_day=marker_day,
        outcome_day=marker_day + lead,
        end_day=marker_day + lead + lasts,
        depth=rng.uniform(*config.episodes.depth, n),
        change_location=np.append(changes, EVERYWHERE),
        change_day=np.append(change_day, everywhere),
        size=np.append(size, config.changes.everywhere),
    )


def _rows(location: Integers, place: int) -> slice:
    """Visits are ordered by location."""
    return slice(*np.searchsorted(location, [place, place + 1]))
