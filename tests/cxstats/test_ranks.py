import numpy as np
import pytest
from scipy.stats import norm, rankdata

from cxstats.pooling import random_intercepts
from cxstats.ranks import pooled_draws, rank_ranges


def test_draws_center_where_partial_pooling_does():
    n = np.array([40.0, 60, 5, 80, 30, 50])
    mean = np.array([7.0, 8, 4, 7.5, 9, 8.4])
    pooled = random_intercepts(n, n * mean, n * mean**2 + 4 * (n - 1))
    draws = pooled_draws(
        mean, pooled.sigma2 / n, np.full(40_000, pooled.tau2), np.random.default_rng(1)
    )

    assert draws.mean(axis=0) == pytest.approx(pooled.value, abs=0.02)


def test_a_place_of_which_nothing_is_known_spreads_as_places_do():
    draws = pooled_draws(
        [7.0, 9, 8, np.nan], [1e-9] * 3 + [np.inf], np.full(40_000, 1.0), np.random.default_rng(2)
    )

    assert draws[:, 3].mean() == pytest.approx(8, abs=0.03)
    assert draws[:, 3].std() == pytest.approx(np.sqrt(1 + 1 / 3), abs=0.02)


def test_two_places_change_order_as_often_as_the_normal_law_says():
    rng = np.random.default_rng(3)
    ranges = rank_ranges(rng.normal([1.0, 0.0], [0.6, 0.8], (100_000, 2)), tenth=0.5)

    assert ranges.top[0] == pytest.approx(norm.cdf(1.0), abs=0.005)
    assert ranges.bottom[1] == pytest.approx(norm.cdf(1.0), abs=0.005)


def test_ranks_are_those_of_scipy():
    draws = np.random.default_rng(4).normal(size=(1, 300))
    ranges = rank_ranges(draws)

    assert ranges.low.tolist() == rankdata(-draws[0]).tolist()
    assert ranges.low.tolist() == ranges.high.tolist()
    assert (ranges.top.sum(), ranges.bottom.sum()) == (30, 30)


def test_ranges_hold_the_true_rank_as_often_as_they_say():
    rng, held, top, said = np.random.default_rng(5), [], [], []
    for _ in range(60):
        truth = rng.normal(8, 0.5, 120)
        error = rng.uniform(0.01, 0.3, 120)
        own = truth + rng.normal(0, np.sqrt(error))
        ranges = rank_ranges(pooled_draws(own, error, np.full(1000, 0.25), rng))
        rank = rankdata(-truth)
        held.append(((ranges.low <= rank) & (rank <= ranges.high)).mean())
        top.append((rank <= 12).sum() / 12)
        said.append(ranges.top.sum() / 12)

    assert 0.88 <= np.mean(held) <= 0.92
    assert np.mean(said) == pytest.approx(np.mean(top), abs=0.001)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="at least one draw"):
        rank_ranges(np.empty((0, 3)))
    with pytest.raises(ValueError, match="nothing is known"):
        pooled_draws([1.0], [np.inf], [1.0], np.random.default_rng(1))
    with pytest.raises(ValueError, match="shape"):
        pooled_draws([1.0, 2], [1.0], [1.0], np.random.default_rng(1))
