"""What each customer answers: ratings, likelihood to recommend, overall satisfaction."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Config
from cxsim.randomness import stream
from cxsim.scales import ExpectedAnswer, to_scale
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
    impression: Floats  # (visits, items): what is felt without the own view of the item.
    expected_recommend: Floats  # Before noise and rounding.


def make_answers(
    *, config: Config, seed: int, world: World, visits: Visits, shift: Floats
) -> Answers:
    """Answers as they would be if nobody skipped a question; see `skip` for those who do."""
    rng = stream(seed, "answers")
    n, k = len(visits.location), len(config.items)
    halo = rng.normal(0.0, config.experience.halo, (n, 1))
    own = rng.normal(0.0, config.experience.own, (n, k))
    impression = world.felt[visits.location] + shift + halo
    ratings = to_scale(impression + own, low=1, high=5)
    used = rng.random((n, k)) < world.reach
    typical = np.array([item.typical for item in config.items])
    moved = (world.effect[visits.location] * used * (ratings - typical)).sum(axis=1)
    expected = config.recommend.typical + world.lift[visits.location] + moved
    felt = expected + rng.normal(0.0, config.recommend.noise, n)
    overall = config.overall.typical + config.overall.follows * (felt - config.recommend.typical)
    overall += rng.normal(0.0, config.overall.noise, n)
    return Answers(
        ratings=np.where(used, ratings, np.int8(NOT_USED)),
        recommend=to_scale(felt, low=0, high=10),
        overall=to_scale(overall, low=1, high=5),
        impression=impression,
        expected_recommend=expected,
    )


def skip(*, config: Config, seed: int, answers: Answers) -> Answers:
    """The same answers with some left out by oversight."""
    rng = stream(seed, "skipped")
    n, k = answers.ratings.shape
    share = config.answers.skipped
    ratings = np.where(rng.random((n, k)) < share, np.int8(SKIPPED), answers.ratings)
    ratings[answers.ratings == NOT_USED] = NOT_USED
    forgot = rng.random(n) < config.answers.skipped_recommend
    return replace(
        answers,
        ratings=ratings,
        recommend=np.where(forgot, np.int8(SKIPPED), answers.recommend),
        overall=np.where(rng.random(n) < share, np.int8(SKIPPED), answers.overall),
    )


def shown_effect(*, config: Config, visits: Visits, answers: Answers, effect: Floats) -> Floats:
    """Effects in points of the recommendation as it is shown, 0 to 10, rounded and bounded.

    The scale's upper end swallows part of what moves a customer: one who would give 10 anyway
    cannot give more. So an effect is multiplied by the mean slope of the shown recommendation
    over a location's customers. Each counts by how readily the rating would move if the location
    got better: who gives 5 anyway is no part of a higher mean.
    """
    slope = ExpectedAnswer(spread=config.recommend.noise, low=0, high=10).slope(
        answers.expected_recommend
    )
    rating = ExpectedAnswer(spread=config.experience.own, low=1, high=5)
    shown = np.empty_like(effect)
    for item in range(effect.shape[1]):
        moves = rating.slope(answers.impression[:, item]) * (answers.ratings[:, item] != NOT_USED)
        kept = np.bincount(visits.location, weights=moves * slope, minlength=len(effect))
        shown[:, item] = effect[:, item] * kept / np.bincount(visits.location, weights=moves)
    return shown
