"""Where the differences between visits lie, in points of the outcome as it is shown."""

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Config
from cxsim.influences import Level
from cxsim.population import Population
from cxsim.shown import Shown, recommend_answer
from cxsim.truth import VarianceTruth, WeekTruth

Floats = NDArray[np.float64]
Levels = dict[Level, Floats]


def expected_answers(*, config: Config, population: Population) -> Floats:
    """The mean outcome of each visit over its noise, rounded and bounded, shape (visits,)."""
    return recommend_answer(config)(population.answers.expected_recommend)


def location_means(population: Population, values: Floats) -> Floats:
    place, n_places = population.visits.location, len(population.places)
    visited = np.maximum(np.bincount(place, minlength=n_places), 1)
    means: Floats = np.bincount(place, values, n_places) / visited
    return means


def arrived_levels(*, population: Population, shown: Shown, expected: Floats) -> Levels:
    """What of each level's causes arrives in the outcome of each visit, of shape (visits,)."""
    levels: tuple[Level, ...] = ("day", "cell", "shift", "customer")
    differs = _inside(population, expected)
    return {
        level: _arrived(population, _points(population, shown, level), differs) for level in levels
    }


def variance_truth(*, population: Population, arrived: Levels, expected: Floats) -> VarianceTruth:
    """Each level's causes count by what of their points arrives in the outcome.

    Only differences inside a location count; what is left of the variance there, also what causes
    of several levels do together at the scale's ends, is the single visit's own.
    """
    inside = {level: float(np.var(points)) for level, points in arrived.items()}
    answers = population.answers.recommend.astype(np.float64)
    own = float(np.var(_inside(population, answers))) - sum(inside.values())
    means = location_means(population, expected)
    between = float(np.var(means, ddof=1)) if len(means) > 1 else 0.0
    return VarianceTruth(location=between, residual=own, **inside)


def week_truth(
    *, config: Config, population: Population, shown: Shown, expected: Floats
) -> WeekTruth:
    """What lasts in each daypart of the week."""
    lasting = sum(
        (
            one.in_sum(population.visits.location, shown.of_felt)
            for one in population.influences
            if one.lasting
        ),
        np.zeros(len(population.visits)),
    )
    arrived = _arrived(population, lasting, _inside(population, expected))
    visits, parts = population.visits, len(config.week.dayparts)
    shape = (len(population.places), 7, parts)
    cell = (visits.location * 7 + visits.weekday) * parts + visits.daypart
    count = np.bincount(cell, minlength=int(np.prod(shape)))
    summed = np.bincount(cell, arrived, int(np.prod(shape)))
    deviation = np.where(count > 0, summed / np.maximum(count, 1), np.nan)
    return WeekTruth(deviation=deviation.reshape(shape), visits=count.reshape(shape))


def _points(population: Population, shown: Shown, level: Level) -> Floats:
    return sum(
        (
            one.in_sum(population.visits.location, shown.of_felt)
            for one in population.influences
            if one.level == level
        ),
        np.zeros(len(population.visits)),
    )


def _inside(population: Population, values: Floats) -> Floats:
    """Differences from the location's mean."""
    inside: Floats = values - location_means(population, values)[population.visits.location]
    return inside


def _arrived(population: Population, points: Floats, inside: Floats) -> Floats:
    """How much of some causes arrives in the outcome, beside all the others.

    `points` adds them up as if the scale had no ends; `inside` is the expected outcome less the
    location's mean. What arrives of such a sum is a curve of third degree, found by least squares
    over all visits.
    """
    straight = _inside(population, points)
    if np.ptp(straight) < 1e-9:
        return straight
    square = straight * straight
    powers = (straight, square, square * straight)
    moments = [powers[0] @ powers[0], powers[0] @ powers[1], powers[1] @ powers[1]]
    moments += [powers[1] @ powers[2], powers[2] @ powers[2]]
    products = np.array([moments[:3], moments[1:4], moments[2:]])
    weights = np.linalg.lstsq(products, np.array([one @ inside for one in powers]), rcond=None)[0]
    arrived = weights[0] * powers[0] + weights[1] * powers[1] + weights[2] * powers[2]
    return _inside(population, arrived)
