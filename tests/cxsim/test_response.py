from dataclasses import replace

import numpy as np
import pytest

from cxsim import generate, load_preset


def location_rows(simulated):
    row = {code: i for i, code in enumerate(simulated.truth.locations)}
    return np.array([row[code] for code in simulated.observable.feedback.location_code])


def known(scores):
    return np.where(scores >= 0, scores, np.nan).astype(float)


def test_about_three_in_ten_visits_are_answered_after(simulated):
    response = simulated.truth.response

    assert np.average(response.rate, weights=response.visits) == pytest.approx(0.3, abs=0.02)
    assert response.visits.sum() == simulated.observable.traffic.visits.sum()


def test_answers_counted_by_their_inverse_chance_stand_for_all_visits(simulated):
    truth, location = simulated.truth, location_rows(simulated)
    scores = known(simulated.observable.feedback.recommend)
    kept = truth.quality.honest & ~np.isnan(scores)
    weight = 1 / truth.response.propensity[kept]
    count = np.bincount(location[kept], weight)
    mean = np.bincount(location[kept], weight * scores[kept]) / count
    raw = np.bincount(location[kept], scores[kept]) / np.bincount(location[kept])

    left_out = 0.025  # Careless, talked up or without a score; their visits are not counted.
    assert count.sum() == pytest.approx((1 - left_out) * truth.response.visits.sum(), rel=0.02)
    # The mean difference of 120 locations has a standard error of 0.007.
    assert np.mean(mean - truth.response.mean) == pytest.approx(0.0, abs=0.025)
    assert np.std(raw - truth.response.mean) < 0.1


def test_where_everybody_answers_the_chance_is_one():
    config = load_preset("restaurant-120")
    alike = tuple(replace(kind, answers=1.0) for kind in config.segments)
    sure = replace(
        config,
        segments=alike,
        response=replace(
            config.response, rate=1.0, rate_spread=0.0, unhappy=0.0, delighted=0.0, dayparts={}
        ),
    )
    truth = generate(sure, seed=2).truth

    assert np.unique(truth.response.propensity).tolist() == [1.0]
    assert np.unique(truth.response.rate) == pytest.approx([1.0])


def test_unhappy_and_delighted_guests_answer_more_readily():
    config = load_preset("restaurant-120")
    strong = replace(config, response=replace(config.response, unhappy=0.6, delighted=0.0))
    truth = generate(strong, seed=2)
    scores = known(truth.observable.feedback.recommend)
    chance = truth.truth.response.propensity

    assert np.nanmean(chance[scores <= 4]) > 1.8 * np.nanmean(chance[scores >= 9])


def test_repeat_customers_have_histories(simulated):
    feedback = simulated.observable.feedback
    ids, times = np.unique([c for c in feedback.customer if c], return_counts=True)
    customers = simulated.observable.customers

    assert (times >= 3).sum() > 2_000
    assert set(ids.tolist()) <= set(customers.id)
    named = np.array([bool(c) for c in feedback.customer])
    assert named.mean() == pytest.approx(0.5, abs=0.02)
