"""What each customer answers: ratings, likelihood to recommend, overall satisfaction."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Config
from cxsim.randomness import stream
from cxsim.scales import to_scale
from cxsim.visits import Visits
from cxsim.world import World

Floats = NDArray[np.float64]
Scores = NDArray[np.int8]

NOT_USED = -2
"""The item did not apply to this customer."""

SKIPPED = -1
"""The customer was asked and gave no answer."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """One row a visit; scores on their scale, or NOT_USED, or SKIPPED."""

    ratings: Scores  # (visits, items)
    recommend: Scores
    overall: Scores
    # Part of the truth, never written down:
    impression: NDArray[np.float32]  # (visits, items): what is felt without the own view.
    expected_recommend: Floats  # Before noise and rounding.
    felt_recommend: Floats  # Before rounding.

    def take(self, rows: NDArray[np.int64]) -> "Answers":
        return Answers(*(getattr(self, field.name)[rows] for field in fields(self)))


def make_answers(
    *, config: Config, seed: int, world: World, visits: Visits, shift: NDArray[np.float32]
) -> Answers:
    """What every visitor would answer; `cxsim.response` tells who does."""
    rng = stream(seed, "answers")
    n, k = len(visits), len(config.items)
    place, typical = visits.location, np.array([item.typical for item in config.items])
    halo = rng.standard_normal(n, dtype=np.float32) * np.float32(config.experience.halo)
    impression = np.empty((n, k), dtype=np.float32, order="F")
    ratings = np.empty((n, k), dtype=np.int8, order="F")
    expected = config.recommend.typical + world.lift[place]
    for item in range(k):
        impression[:, item] = world.felt[place, item] + shift[:, item] + halo
        own = rng.standard_normal(n, dtype=np.float32) * np.float32(config.experience.own)
        rating = to_scale(impression[:, item] + own, low=1, high=5)
        used = rng.random(n, dtype=np.float32) < world.reach[item]
        expected += world.effect[place, item] * used * (rating - typical[item])
        ratings[:, item] = np.where(used, rating, np.int8(NOT_USED))
    expected += _together(config, ratings, typical)
    felt = expected + rng.normal(0.0, config.recommend.noise, n)
    overall = config.overall.typical + config.overall.follows * (felt - config.recommend.typical)
    overall += rng.normal(0.0, config.overall.noise, n)
    return Answers(
        ratings=ratings,
        recommend=to_scale(felt, low=0, high=10),
        overall=to_scale(overall, low=1, high=5),
        impression=impression,
        expected_recommend=expected,
        felt_recommend=felt,
    )


def _together(config: Config, ratings: Scores, typical: Floats) -> Floats:
    """What pairs of items add to the recommendation beside what each does alone."""
    added = np.zeros(len(ratings))
    for pair in config.interactions:
        first, second = config.item_codes.index(pair.first), config.item_codes.index(pair.second)
        both = (ratings[:, first] != NOT_USED) & (ratings[:, second] != NOT_USED)
        product = (ratings[:, first] - typical[first]) * (ratings[:, second] - typical[second])
        added += pair.effect * both * product
    return added
