"""Where the differences between those answers lie that arrive: of visits that are answered after.

Who is unhappy answers more readily. So what makes visits worse shows more among the answers than
among all visits, and every variance is larger there.
"""

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Config
from cxsim.levels import Levels
from cxsim.population import Population
from cxsim.shown import Shown, recommend_answer
from cxsim.truth import VarianceTruth

Floats = NDArray[np.float64]


def answered_variance(
    *,
    config: Config,
    population: Population,
    shown: Shown,
    arrived: Levels,
    propensity: Floats,
) -> VarianceTruth:
    """Every visit counts by its chance to be answered after; the residual is what is left."""
    place, n_places = population.visits.location, len(population.places)
    answers = population.answers.recommend.astype(np.float64)
    asked = np.maximum(np.bincount(place, propensity, n_places), 1e-9)
    mean = np.bincount(place, propensity * answers, n_places) / asked
    apart = answers - mean[place]
    more = _how_much_more(config, population, shown, propensity * apart)
    more *= len(place) / max(float(propensity.sum()), 1e-9)
    inside = {
        level: float(more**2 * np.cov(points, aweights=propensity, ddof=0))
        for level, points in arrived.items()
    }
    whole = float(np.average(apart**2, weights=propensity))
    between = float(np.var(mean, ddof=1)) if n_places > 1 else 0.0
    return VarianceTruth(location=between, residual=whole - sum(inside.values()), **inside)


def _how_much_more(config: Config, population: Population, shown: Shown, counted: Floats) -> float:
    """By which factor a point of what is felt moves the mean of `counted` more than the answer.

    The noise is normal, so the slope of any mean over it is the mean of the product with the
    noise, over the noise's variance (Stein 1981): no table of who answers what is needed.
    """
    felt = population.answers
    noise = felt.felt_recommend - felt.expected_recommend
    slope = recommend_answer(config).slope(felt.expected_recommend)
    moved = float((shown.pull * counted * noise).mean()) / config.recommend.noise**2
    return moved / max(float((shown.pull * slope).mean()), 1e-9)
