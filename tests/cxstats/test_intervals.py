import warnings

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from cxstats.intervals import effective_n, mean_interval, recommend_interval, wilson


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_wilson_equals_statsmodels(confidence):
    n = np.repeat(np.arange(1, 60), 3)
    hits = np.stack([np.zeros(59), np.arange(1, 60) // 2, np.arange(1, 60)], axis=1).ravel()

    mine = wilson(hits, n, confidence)

    low, high = proportion_confint(hits, n, alpha=1 - confidence, method="wilson")
    assert mine.low == pytest.approx(low, abs=1e-12)
    assert mine.high == pytest.approx(high, abs=1e-12)
    assert ((mine.low <= mine.value) & (mine.value <= mine.high)).all()


def test_wilson_equals_the_published_example():
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    mine = wilson([81, 15, 0, 1], [263, 148, 20, 29])

    assert mine.low.round(4).tolist() == [0.2553, 0.0624, 0.0, 0.0061]
    assert mine.high.round(4).tolist() == [0.3662, 0.1605, 0.1611, 0.1718]


def test_mean_interval_equals_scipy():
    answers = np.array([5.0, 4, 4, 2, 1, 5, 3])

    mine = mean_interval(len(answers), answers.sum(), (answers**2).sum(), 0.9)

    low, high = stats.t.interval(0.9, 6, answers.mean(), stats.sem(answers))
    assert [mine.value, mine.low, mine.high] == pytest.approx([answers.mean(), low, high])


def test_nothing_answered_gives_nan_and_no_warning():
    for estimate in (wilson([0], [0]), mean_interval([0], [0], [0]), recommend_interval(0, 0, [0])):
        assert np.isnan([estimate.value, estimate.low, estimate.high]).all()
        assert estimate.n.tolist() == [0]


def test_equal_answers_have_no_spread_whatever_the_rounding():
    n = np.array([3.0, 1e6])
    mine = mean_interval(n, n * 4.1, n * 4.1 * 4.1)

    assert mine.low.tolist() == mine.value.tolist() == mine.high.tolist()


def test_effective_n_of_equal_weights_is_their_number():
    weights = np.full(17, 2.5)

    assert effective_n(weights.sum(), (weights**2).sum()) == pytest.approx(17)


@pytest.mark.parametrize("n", [10, 30, 100])
@pytest.mark.parametrize(("promoters", "detractors"), [(0.6, 0.15), (0.8, 0.05), (0.35, 0.35)])
def test_recommend_interval_covers_what_it_says(n, promoters, detractors):
    rng = np.random.default_rng(3)
    counts = rng.multinomial(n, [promoters, 1 - promoters - detractors, detractors], 40_000)

    mine = recommend_interval(counts[:, 0], counts[:, 2], n)

    truth = 100 * (promoters - detractors)
    covered = ((mine.low <= truth) & (truth <= mine.high)).mean()
    assert 0.942 <= covered <= 0.97


def test_recommend_interval_holds_its_value_at_the_ends():
    mine = recommend_interval([1000, 0, 5], [0, 1000, 0], [1000, 1000, 5], 0.5)

    assert ((mine.low <= mine.value) & (mine.value <= mine.high)).all()
    assert [mine.high.max(), mine.low.min()] == [100, -100]
