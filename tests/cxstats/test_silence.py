import numpy as np
import pytest
from scipy import stats
from statsmodels.discrete.discrete_model import NegativeBinomial

from cxstats.silence import silences


def test_counts_that_vary_by_chance_alone_are_poisson():
    counts = np.tile([3, 4, 5, 4], 14)

    found = silences([counts], [1.5])

    assert found.expected[0] == 6
    assert found.p[0] == pytest.approx(stats.poisson(6).pmf(0))


def test_busy_and_quiet_days_make_a_gap_more_likely_as_the_negative_binomial_says():
    """The size by moments stands beside the one by maximum likelihood of statsmodels."""
    rng = np.random.default_rng(5)
    size, mean = 2.0, 6.0
    counts = rng.negative_binomial(size, size / (size + mean), 4000)

    found = silences([counts], [1.0])

    fitted = NegativeBinomial(counts, np.ones(counts.size)).fit(disp=False)
    k, mu = 1 / fitted.params[1], np.exp(fitted.params[0])
    assert found.p[0] == pytest.approx(stats.nbinom.pmf(0, k, k / (k + mu)), rel=0.1)
    assert found.p[0] == pytest.approx((size / (size + mean)) ** size, rel=0.1)


def test_false_alarms_are_as_rare_as_said():
    """Of series that go on as usual, gaps of three days are called rare as often as they are."""
    rng = np.random.default_rng(6)
    counts = rng.negative_binomial(1.5, 1.5 / (1.5 + 1.0), (20_000, 63))

    found = silences(counts[:, :60], np.full(20_000, 3.0))

    silent = counts[:, 60:].sum(axis=1) == 0
    said = found.p.mean()
    assert silent.mean() == pytest.approx(said, abs=0.012)


@pytest.mark.parametrize("days", [0, 1, 13])
def test_where_too_little_is_known_nothing_is_said(days):
    found = silences(np.ones((2, days)), [5.0, 5.0])

    assert found.p.tolist() == [1, 1]
    assert np.isnan(found.expected).all()


def test_a_series_that_was_never_heard_is_not_silent():
    found = silences(np.zeros((1, 30)), [10.0])

    assert (found.p[0], np.isnan(found.expected[0])) == (1, True)


def test_no_gap_is_no_silence():
    assert silences([[1, 5] * 10], [0.0]).p[0] == pytest.approx(1)
