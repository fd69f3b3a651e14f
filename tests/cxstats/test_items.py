import warnings

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from cxstats.items import answer_use, overlap_of_items
from cxstats.pooled_pairs import pool_pairs
from cxstats.sums import NOT_ANSWERED, cross_sums


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def form(n=3000, seed=4):
    rng = np.random.default_rng(seed)
    common = rng.normal(size=n)
    loading, noise = np.array([0.9, 0.9, 0.5, 0.2]), np.array([0.3, 0.4, 0.8, 1.0])
    felt = 3.5 + common[:, None] * loading + rng.normal(size=(n, 4)) * noise
    return np.clip(np.round(felt), 1, 5).astype(np.int16)


def pairs_of(scores, locations=1):
    at = np.arange(len(scores)) % locations
    return pool_pairs(cross_sums(scores, at, locations))


def test_redundancy_is_the_r_squared_of_statsmodels():
    scores = form()

    found = overlap_of_items(pairs_of(scores), [0, 1, 2, 3])

    for j in range(4):
        others = sm.add_constant(np.delete(scores, j, axis=1).astype(float))
        ols = sm.OLS(scores[:, j].astype(float), others).fit()
        assert found.redundancy.value[j] == pytest.approx(ols.rsquared, abs=1e-10)
        assert found.vif[j] == pytest.approx(1 / (1 - ols.rsquared))
    inside = (found.redundancy.low <= found.redundancy.value) & (
        found.redundancy.value <= found.redundancy.high
    )
    assert inside.all()


def test_discrimination_is_the_correlation_with_the_rest():
    scores = form()
    standard = stats.zscore(scores.astype(float))

    found = overlap_of_items(pairs_of(scores), [0, 1, 2, 3]).discrimination

    rest = standard.sum(axis=1, keepdims=True) - standard
    expected = [np.corrcoef(standard[:, j], rest[:, j])[0, 1] for j in range(4)]
    assert found == pytest.approx(expected)


def test_entropy_is_that_of_scipy_for_many_answers():
    counts = np.array([1, 2, 3, 10, 4]) * 1_000_000

    assert answer_use(counts).entropy == pytest.approx(stats.entropy(counts) / np.log(5), abs=1e-6)


def test_ends_of_the_scale():
    use = answer_use([1, 0, 2, 7])

    assert (use.n, float(use.top.value), float(use.bottom.value)) == (10, 0.7, 0.1)


def test_one_answer_or_none():
    assert answer_use([0, 1]).entropy == 0.0
    assert np.isnan(answer_use([0, 0]).entropy)


def test_a_constant_question_has_no_overlap_to_tell():
    scores = form()
    scores[:, 3] = 5

    found = overlap_of_items(pairs_of(scores, 25), [0, 1, 2, 3])

    assert np.isnan(found.redundancy.value).tolist() == [False, False, False, True]


def test_questions_that_nobody_answered_together():
    scores = form(400)
    scores[::2, 0] = NOT_ANSWERED
    scores[1::2, 1] = NOT_ANSWERED

    found = overlap_of_items(pairs_of(scores), [0, 1])

    assert found.redundancy.value == pytest.approx([0, 0])


def test_a_single_question_overlaps_with_nothing():
    found = overlap_of_items(pairs_of(form(50)), [2])

    assert (found.redundancy.value.tolist(), found.vif.tolist()) == ([0.0], [1.0])


@pytest.mark.parametrize("counts", [[3], [-1, 2], [[1, 2]]])
def test_impossible_counts_are_refused(counts):
    with pytest.raises(ValueError):
        answer_use(counts)
