import numpy as np
import pytest
from scipy import stats

from cxstats.correlation import correlation_interval
from cxstats.scores import WEIGHT_ONE


def sums_of(x, y, weights=None):
    w = np.ones(len(x)) if weights is None else weights
    scale = 1 if weights is None else WEIGHT_ONE
    given = {
        "n": np.array([float(len(x))]),
        "weight": np.array([w.sum() * scale]),
        "sums": (np.array([(w * x).sum() * scale]), np.array([(w * y).sum() * scale])),
        "squares": (np.array([(w * x * x).sum() * scale]), np.array([(w * y * y).sum() * scale])),
        "products": np.array([(w * x * y).sum() * scale]),
    }
    if weights is not None:
        given["weight_squares"] = np.array([(w**2).sum() * WEIGHT_ONE])
    return given


def test_value_and_interval_are_those_of_scipy():
    rng = np.random.default_rng(5)
    x = rng.integers(1, 6, 200).astype(float)
    y = np.clip(x + rng.integers(-2, 3, 200), 0, 10)

    told = correlation_interval(**sums_of(x, y))

    other = stats.pearsonr(x, y)
    assert told.value[0] == pytest.approx(other.statistic, abs=1e-12)
    interval = other.confidence_interval(0.95)
    assert (told.low[0], told.high[0]) == pytest.approx((interval.low, interval.high), abs=1e-12)
    assert told.n[0] == 200


def test_weights_move_the_value_as_in_numpy_and_lower_n():
    rng = np.random.default_rng(6)
    x, y = rng.integers(1, 6, (2, 300)).astype(float)
    w = rng.choice([0.5, 1.0, 2.0], 300)

    told = correlation_interval(**sums_of(x, y, w))

    covariance = np.cov(x, y, aweights=w, ddof=0)
    expected = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
    assert told.value[0] == pytest.approx(expected, abs=1e-12)
    assert told.n[0] == pytest.approx(w.sum() ** 2 / (w**2).sum())


@pytest.mark.parametrize(
    ("x", "y"), [([1, 2, 3], [1, 2, 4]), ([3, 3, 3, 3, 3], [1, 2, 3, 4, 5]), ([], [])]
)
def test_nothing_is_said_where_nothing_can_be_said(x, y):
    told = correlation_interval(**sums_of(np.array(x, float), np.array(y, float)))
    assert np.isnan([told.value[0], told.low[0], told.high[0]]).all()


def test_a_perfect_correlation_has_no_interval():
    x = np.arange(6.0)
    told = correlation_interval(**sums_of(x, 2 * x))
    assert told.value[0] == pytest.approx(1.0)
    assert np.isnan(told.low[0])
