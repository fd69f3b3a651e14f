from dataclasses import replace

import numpy as np
import pytest

from cxsim.answers import NOT_USED, SKIPPED, make_answers
from cxsim.population import make_population


def known(scores):
    return np.where(scores >= 0, scores, np.nan).astype(float)


def location_rows(simulated):
    row = {code: i for i, code in enumerate(simulated.truth.locations)}
    return np.array([row[code] for code in simulated.observable.feedback.location_code])


def test_about_sixty_thousand_responses_unequally_spread(simulated):
    counts = np.bincount(location_rows(simulated))

    assert 58_000 <= counts.sum() <= 62_000
    assert 70 <= counts.min() <= 160
    # Kinds of guests that answer readily are more frequent at some restaurants.
    assert 900 <= counts.max() <= 1_450


def test_items_move_together_by_the_halo(simulated):
    ratings = np.ma.masked_invalid(known(simulated.observable.feedback.ratings))
    correlations = np.ma.corrcoef(ratings, rowvar=False)
    pairs = correlations[np.triu_indices(9, 1)]

    assert pairs.min() >= 0.6
    assert pairs.max() <= 0.8
    assert 0.6 <= pairs.mean() <= 0.7


def test_shares_not_used_and_skipped(simulated):
    ratings = simulated.observable.feedback.ratings
    not_used = (ratings == NOT_USED).mean(axis=0)
    skipped = (ratings == SKIPPED).sum(axis=0) / (ratings != NOT_USED).sum(axis=0)

    assert not_used == pytest.approx(
        [0.03, 0.02, 0.01, 0.04, 0.06, 0.02, 0.10, 0.35, 0.02], abs=0.006
    )
    assert skipped == pytest.approx(np.full(9, 0.015), abs=0.003)


def test_outcomes_look_like_those_of_a_decent_chain(simulated):
    feedback = simulated.observable.feedback
    recommend, overall = known(feedback.recommend), known(feedback.overall)
    both = ~np.isnan(recommend) & ~np.isnan(overall)
    promoters = (recommend >= 9)[both].mean()
    detractors = (recommend <= 6)[both].mean()

    assert 0.35 < promoters < 0.6
    assert 0.08 < detractors < 0.25
    assert 0.7 < np.corrcoef(recommend[both], overall[both])[0, 1] < 0.85


def test_true_means_are_what_the_answers_scatter_around(simulated):
    """Distances between true and observed means, in standard errors, have spread one.

    Honest answers stand for all visits when each counts by the inverse of its chance.
    """
    location, truth = location_rows(simulated), simulated.truth
    weight = np.where(truth.quality.honest, 1 / truth.response.propensity, 0.0)
    distances = []
    for driver in range(8):
        scores = known(simulated.observable.feedback.ratings[:, driver])
        for place in range(120):
            rows = np.flatnonzero((location == place) & ~np.isnan(scores))
            share = weight[rows] / weight[rows].sum()
            mean = share @ scores[rows]
            error = np.sqrt((share**2 * (scores[rows] - mean) ** 2).sum())
            distances.append((mean - truth.gains.mean[place, driver]) / error)

    # The halo makes the eight distances of a location move together, hence the wide bounds.
    assert 0.85 < np.std(distances) < 1.15
    assert abs(np.mean(distances)) < 0.25


def test_least_squares_over_all_locations_finds_the_mean_effects(simulated):
    location, truth = location_rows(simulated), simulated.truth
    ratings = known(simulated.observable.feedback.ratings[:, :8])
    outcome = known(simulated.observable.feedback.recommend)
    # An item that does not apply moves nothing, which is what its typical rating does.
    typical = np.array([item.typical for item in truth.config.items[:8]])
    X = np.where(np.isnan(ratings), typical, ratings)
    kept = ~np.isnan(outcome) & truth.quality.honest
    X, y, location = X[kept], outcome[kept], location[kept]
    count = np.bincount(location)

    def within(column):
        return column - (np.bincount(location, weights=column) / count)[location]

    found = np.linalg.lstsq(np.apply_along_axis(within, 0, X), within(y), rcond=None)[0]

    # One standard error is 0.008; the bent upper end of the scale adds about 0.003.
    assert found == pytest.approx(np.average(truth.effect, axis=0, weights=count), abs=0.03)


def test_reaching_the_goal_lifts_the_outcome_by_the_gain(simulated):
    """Raise each first priority to its goal, ask the same guests again, compare the outcome."""
    truth = simulated.truth
    config, seed = truth.config, truth.seed
    population = make_population(config=config, seed=seed, last_day=truth.last_day)
    rows = np.flatnonzero(truth.first_priority >= 0)
    drivers = truth.first_priority[rows]

    better = population.world.felt.copy()
    for _ in range(30):
        mean = population.means(better)
        better[rows, drivers] += truth.gains.goal[drivers] - mean[rows, drivers]
    after = make_answers(
        config=config,
        seed=seed,
        world=replace(population.world, felt=better),
        visits=population.visits,
        shift=population.shift,
    ).recommend.astype(int)
    location = population.visits.location
    lift = np.bincount(location, after - population.answers.recommend) / np.bincount(location)

    promised = truth.gains.gain[rows, drivers]
    assert lift[rows].mean() == pytest.approx(promised.mean(), rel=0.05)
    assert np.corrcoef(lift[rows], promised)[0, 1] > 0.8


def test_effects_differ_moderately_between_locations(simulated):
    cause = simulated.truth.cause

    assert cause.std(axis=0) == pytest.approx(np.full(8, 0.06), abs=0.012)
    assert 0.10 < simulated.truth.effect.mean() < 0.20
