"""Variances and weeks that the truth tells are those that the answers of all visits have."""

from dataclasses import replace

import numpy as np
import pytest

from cxsim import load_preset
from cxsim.answered import answered_variance
from cxsim.levels import arrived_levels, expected_answers, variance_truth, week_truth
from cxsim.population import make_population
from cxsim.response import propensities
from cxsim.rollout.config import RolloutConfig
from cxsim.shown import shown_effects
from cxsim.simulation import LAST_DAY


@pytest.fixture(scope="module")
def lively():
    """Differences larger than life, so that one organisation shows them well."""
    config = load_preset("restaurant-120")
    wider = replace(
        config.experience, day=0.3, cell_shared=0.2, cell_own=0.3, shift=0.3, customer=0.4, halo=0.5
    )
    config = replace(config, experience=wider)
    return config, make_population(config=config, seed=5, last_day=LAST_DAY)


def told(config, population):
    shown = shown_effects(
        config=config,
        visits=population.visits,
        answers=population.answers,
        effect=population.world.effect,
    )
    expected = expected_answers(config=config, population=population)
    arrived = arrived_levels(population=population, shown=shown, expected=expected)
    return (
        variance_truth(population=population, arrived=arrived, expected=expected),
        week_truth(config=config, population=population, shown=shown, expected=expected),
    )


def told_of_answered(config, population):
    shown = shown_effects(
        config=config,
        visits=population.visits,
        answers=population.answers,
        effect=population.world.effect,
    )
    expected = expected_answers(config=config, population=population)
    chance = propensities(
        config=config,
        visits=population.visits,
        clientele=population.clientele,
        answers=population.answers,
        rate=population.rate,
    )
    arrived = arrived_levels(population=population, shown=shown, expected=expected)
    return chance, answered_variance(
        config=config, population=population, shown=shown, arrived=arrived, propensity=chance
    )


def centred(population, weight):
    location, answers = population.visits.location, population.answers.recommend.astype(float)
    mean = np.bincount(location, weight * answers) / np.bincount(location, weight)
    return answers - mean[location]


def pairs(code, values, weight):
    """Sum of the products of all pairs that share a code, and the number of these pairs."""
    _, group = np.unique(code, return_inverse=True)
    products = [
        (np.bincount(group, one) ** 2).sum() - (one**2).sum() for one in (weight * values, weight)
    ]
    return np.array(products)


def covariances(config, population, weight):
    """Of answers that share a day, a cell, a shift; answers that share only the place are apart."""
    visits, values = population.visits, centred(population, weight)
    day = visits.location * config.days + visits.day
    cell = (visits.location * 7 + visits.weekday) * 5 + visits.daypart
    same_shift = pairs(day * 5 + visits.daypart, values, weight)
    same_day = pairs(day, values, weight) - same_shift
    same_cell = pairs(cell, values, weight) - same_shift
    apart = pairs(visits.location, values, weight) - same_day - same_cell - same_shift
    every = (same_day, same_cell, same_shift, pairs(population.clientele.of_visit, values, weight))
    return [one[0] / one[1] - apart[0] / apart[1] for one in every], values


def test_variances_are_the_covariances_of_answers_that_share_something(lively):
    config, population = lively
    variance, _ = told(config, population)
    everyone = np.ones(len(population.visits))
    (day, cell, shift, customer), values = covariances(config, population, everyone)

    assert day == pytest.approx(variance.day, rel=0.15)
    assert cell == pytest.approx(variance.cell, rel=0.15)
    assert customer == pytest.approx(variance.customer, rel=0.15)
    assert shift == pytest.approx(variance.day + variance.cell + variance.shift, rel=0.12)
    inside = variance.total - variance.location
    assert float(np.mean(values**2)) == pytest.approx(inside)


def test_variances_of_the_answered_are_covariances_where_each_counts_by_its_chance(lively):
    config, population = lively
    everyone, _ = told(config, population)
    chance, variance = told_of_answered(config, population)
    (day, cell, shift, _), values = covariances(config, population, chance)

    assert day == pytest.approx(variance.day, rel=0.15)
    assert cell == pytest.approx(variance.cell, rel=0.15)
    assert shift == pytest.approx(variance.day + variance.cell + variance.shift, rel=0.12)
    inside = variance.total - variance.location
    assert float(np.average(values**2, weights=chance)) == pytest.approx(inside)
    assert inside > everyone.total - everyone.location


def test_the_answered_are_like_all_where_no_kind_and_no_experience_answers_more_readily(lively):
    config, population = lively
    indifferent = replace(
        config,
        response=replace(config.response, unhappy=0.0, delighted=0.0, dayparts={}),
        segments=tuple(replace(kind, answers=1.0) for kind in config.segments),
    )
    everyone, _ = told(config, population)
    _, variance = told_of_answered(indifferent, population)

    for part in ("location", "day", "cell", "shift", "residual"):
        assert getattr(variance, part) == pytest.approx(getattr(everyone, part), rel=0.04), part


def test_the_week_is_what_the_answers_of_its_dayparts_scatter_around(lively):
    config, population = lively
    variance, week = told(config, population)
    visits = population.visits
    values = centred(population, np.ones(len(visits)))
    cell = (visits.location * 7 + visits.weekday) * 5 + visits.daypart
    n = np.bincount(cell, minlength=week.deviation.size)
    mean = np.bincount(cell, values, week.deviation.size) / np.maximum(n, 1)
    shift = cell * config.days + visits.day
    # Visits of one shift share luck, so a cell is as uncertain as its shifts are few.
    per_shift = np.bincount(np.unique(shift) // config.days, minlength=week.deviation.size)
    error = np.sqrt(
        (variance.residual + variance.customer) / np.maximum(n, 1)
        + (variance.day + variance.shift) / np.maximum(per_shift, 1)
    )
    busy = n >= 20
    distance = ((mean - week.deviation.ravel()) / error)[busy]

    assert week.visits.ravel().tolist() == n.tolist()
    assert np.isnan(week.deviation.ravel()).tolist() == (n == 0).tolist()
    assert abs(distance.mean()) < 0.1
    assert 0.9 < distance.std() < 1.15


def test_nothing_differs_where_nothing_is_planted():
    config = load_preset("restaurant-120")
    flat = replace(
        config,
        experience=replace(
            config.experience, day=0, cell_shared=0, cell_own=0, shift=0, customer=0
        ),
        segments=config.segments[1:2],
        dip=replace(config.dip, share=0.0),
        flagship=replace(config.flagship, sunday_dip=False),
        rush=replace(config.rush, items={}),
        trend=replace(config.trend, share=0.0),
        episodes=replace(config.episodes, share=0.0),
        changes=replace(config.changes, share=0.0, everywhere=0.0),
        cover=replace(config.cover, senior_items={}, temporary_items={}),
        streams=replace(config.streams, rollout=RolloutConfig(actions=())),
    )
    population = make_population(config=flat, seed=5, last_day=LAST_DAY)
    variance, week = told(flat, population)

    assert [variance.day, variance.cell, variance.shift, variance.customer] == [0, 0, 0, 0]
    assert np.nanmax(np.abs(week.deviation)) == 0
