import warnings
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from cxstats.pooled_pairs import pool_pairs
from cxstats.shortform import order_kept, shortest_form
from cxstats.sums import cross_sums


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def survey(effects, n=4000, locations=40, seed=6):
    rng = np.random.default_rng(seed)
    p = len(effects)
    felt = rng.normal(size=(n, 1)) * 0.6 + rng.normal(size=(n, p)) * 0.7
    ratings = np.clip(np.round(3.5 + felt), 1, 5)
    outcome = np.clip(np.round(5 + (ratings - 3.5) @ effects + rng.normal(size=n)), 0, 10)
    scores = np.column_stack([ratings, outcome]).astype(np.int16)
    return pool_pairs(cross_sums(scores, np.arange(n) % locations, locations))


def test_with_equal_differences_it_is_kendalls_tau_of_scipy():
    rng = np.random.default_rng(1)
    for _ in range(20):
        p = 7
        full, short = rng.permutation(p).astype(float), rng.permutation(p).astype(float)
        # Kendall's tau counts pairs alike; weights by difference are summed here by hand.
        pairs = list(combinations(range(p), 2))
        weight = [abs(full[i] - full[j]) for i, j in pairs]
        right = [float((full[i] - full[j]) * (short[i] - short[j]) > 0) for i, j in pairs]
        assert order_kept(full, short) == pytest.approx(np.average(right, weights=weight))
    two = np.array([[0.7, 0.3], [0.3, 0.7]])
    tau = [stats.kendalltau(one, [0.9, 0.1]).statistic for one in two]
    assert order_kept(two, np.array([0.9, 0.1])) == pytest.approx((1 + np.array(tau)) / 2)


def test_questions_that_move_nothing_go_first():
    form = shortest_form(survey(np.array([0.9, 0.0, 0.6, 0.0, 0.3, 0.0])))

    assert {step.dropped for step in form.steps[:3]} == {1, 3, 5}
    assert form.agreement >= 0.95
    assert set(form.kept) >= {0, 2}
    assert 0 <= form.sure <= 1


def test_each_step_says_what_the_form_kept_after_it():
    form = shortest_form(survey(np.array([0.9, 0.0, 0.6, 0.1, 0.3, 0.0])), keep=0.5)

    assert form.taken == len(form.steps) == 4
    assert form.agreement == form.steps[-1].agreement
    assert len(form.kept) == 2


def test_more_than_fifteen_drivers_use_relative_weights():
    effects = np.r_[np.linspace(1, 0.2, 6), np.zeros(11)]

    form = shortest_form(survey(effects))

    assert 2 <= len(form.kept) < 17
    assert form.shares.sum() == pytest.approx(1)


def test_few_or_constant_questions_stay():
    assert shortest_form(survey(np.array([0.5, 0.2]))).kept == (0, 1)
    constant = np.full((30, 4), 3, dtype=np.int16)
    found = pool_pairs(cross_sums(constant, np.zeros(30, dtype=int), 1))
    assert shortest_form(found).kept == (0, 1, 2)


@pytest.mark.parametrize("keep", [0.4, 1.1])
def test_what_is_kept_lies_between_chance_and_all(keep):
    with pytest.raises(ValueError):
        shortest_form(survey(np.array([0.5, 0.2])), keep=keep)
