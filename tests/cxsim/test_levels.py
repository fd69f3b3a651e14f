"""Variances and weeks that the truth tells are those that the answers of all visits have."""

from dataclasses import replace

import numpy as np
import pytest

from cxsim import load_preset
from cxsim.levels import expected_answers, variance_truth, week_truth
from cxsim.population import make_population
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
    how = {
        "population": population,
        "shown": shown,
        "expected": expected_answers(config=config, population=population),
    }
    return variance_truth(**how), week_truth(config=config, **how)


def centred(population):
    location, answers = population.visits.location, population.answers.recommend.astype(float)
    count = np.bincount(location)
    return answers - (np.bincount(location, answers) / count)[location], count


def pairs(code, values):
    """Sum of the products of all pairs that share a code, and the number of these pairs."""
    _, group = np.unique(code, return_inverse=True)
    n, total = np.bincount(group), np.bincount(group, values)
    squares = np.bincount(group, values**2)
    return np.array([(total**2 - squares).sum(), (n * (n - 1)).sum()])


def test_variances_are_the_covariances_of_answers_that_share_something(lively):
    config, population = lively
    variance, _ = told(config, population)
    visits = population.visits
    values, count = centred(population)
    day = visits.location * config.days + visits.day
    cell = (visits.location * 7 + visits.weekday) * 5 + visits.daypart
    same_shift = pairs(day * 5 + visits.daypart, values)
    same_day, same_cell = pairs(day, values) - same_shift, pairs(cell, values) - same_shift
    same_customer = pairs(population.clientele.of_visit, values)
    # Taking out the location's mean lowers every covariance by the mean's own variance.
    lost = float(np.mean(values**2) / count.mean())
    found = {
        "day": same_day[0] / same_day[1] + lost,
        "cell": same_cell[0] / same_cell[1] + lost,
        "customer": same_customer[0] / same_customer[1] + lost,
    }
    together = same_shift[0] / same_shift[1] + lost

    assert found == pytest.approx({name: getattr(variance, name) for name in found}, rel=0.15)
    assert together == pytest.approx(variance.day + variance.cell + variance.shift, rel=0.12)
    inside = variance.total - variance.location
    assert float(np.mean(values**2)) == pytest.approx(inside)


def test_the_week_is_what_the_answers_of_its_dayparts_scatter_around(lively):
    config, population = lively
    variance, week = told(config, population)
    visits = population.visits
    values, _ = centred(population)
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
