"""Who answers after a visit: it depends on the kind of customer, the daypart and the experience."""

import numpy as np
from numpy.typing import NDArray

from cxsim.answers import Answers
from cxsim.clientele import Clientele
from cxsim.config import Config
from cxsim.randomness import stream
from cxsim.visits import Visits

Floats = NDArray[np.float64]

FARTHEST = 4.0
"""Points from typical beyond which an experience makes nobody answer more readily."""


def location_rates(*, config: Config, seed: int, n_places: int) -> Floats:
    """The share of visits that each location's customers answer after."""
    spread = config.response.rate_spread
    drawn = np.exp(stream(seed, "rates").normal(0.0, spread, n_places))
    rates: Floats = np.minimum(config.response.rate * drawn / np.exp(spread**2 / 2), 1.0)
    return rates


def propensities(
    *, config: Config, visits: Visits, clientele: Clientele, answers: Answers, rate: Floats
) -> Floats:
    """The chance that each visit is answered after, at most 0.95 unless all answer."""
    segment = clientele.segment[clientele.of_visit]
    kinds = np.array([kind.answers for kind in config.segments])
    parts = np.array([config.response.dayparts.get(p.name, 1.0) for p in config.week.dayparts])
    distance = answers.felt_recommend - config.recommend.typical
    worse = config.response.unhappy * np.clip(-distance, 0.0, FARTHEST)
    better = config.response.delighted * np.clip(distance, 0.0, FARTHEST)
    readiness = kinds[segment] * parts[visits.daypart] * (1 + worse + better)
    chance = rate[visits.location] * readiness / max(float(readiness.mean()), 1e-9)
    most = 1.0 if config.response.rate == 1.0 else 0.95
    bounded: Floats = np.minimum(chance, most)
    return bounded


def who_answers(*, seed: int, propensity: Floats) -> NDArray[np.int64]:
    return np.flatnonzero(stream(seed, "response").random(len(propensity)) < propensity)
