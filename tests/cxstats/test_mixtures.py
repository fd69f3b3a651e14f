import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import norm

from cxstats.mixtures import mixture_quantile


@pytest.mark.parametrize("probability", [0.001, 0.025, 0.5, 0.975])
def test_quantiles_are_where_scipy_finds_the_share(probability):
    rng = np.random.default_rng(1)
    weights = rng.dirichlet(np.ones(7))
    centre, sd = rng.normal(0, 3, (7, 4)), rng.gamma(2, 1, (7, 4))

    found = mixture_quantile(weights, centre, sd, probability)

    expected = [
        brentq(
            lambda at, i=i: weights @ norm.cdf(at, centre[:, i], sd[:, i]) - probability, -99, 99
        )
        for i in range(4)
    ]
    assert found == pytest.approx(expected, abs=1e-8)


def test_one_part_is_a_normal_distribution():
    found = mixture_quantile([1.0], [[3.0, -2.0]], [[2.0, 0.5]], 0.9)

    assert found == pytest.approx(norm.ppf(0.9, [3, -2], [2, 0.5]))


def test_no_group_has_no_quantile():
    assert mixture_quantile([1.0], np.zeros((1, 0)), np.ones((1, 0)), 0.5).shape == (0,)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="weights"):
        mixture_quantile([0.5, 0.5], [[1.0]], [[1.0]], 0.5)
    with pytest.raises(ValueError, match="above 0"):
        mixture_quantile([1.0], [[1.0]], [[0.0]], 0.5)
