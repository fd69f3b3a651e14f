"""Against scikit-learn, which has the same model, and against planted truth."""

import numpy as np
import pytest
from scipy import sparse
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from cxstats.risk import OneKindOnly, calibrate, fit_risk, hits


def planted(n, rng, *, words=60):
    """Words that are there or not, with known weights; most say nothing."""
    x = sparse.csr_matrix((rng.random((n, words)) < 0.08).astype(float))
    weights = np.zeros(words)
    weights[:6] = [2.5, 1.5, 1.0, -1.0, -1.5, -2.0]
    p = expit(x @ weights - 1.5)
    return x, weights, p, rng.random(n) < p


@pytest.mark.parametrize("penalty", [0.1, 1.0, 20.0])
def test_weights_agree_with_scikit_learn(penalty):
    x, _weights, _p, y = planted(2000, np.random.default_rng(1))

    ours = fit_risk(x, y, penalty=penalty)

    theirs = LogisticRegression(C=1 / penalty, tol=1e-8, max_iter=2000).fit(x, y)
    np.testing.assert_allclose(ours.weights, theirs.coef_[0], atol=1e-4)
    assert ours.intercept == pytest.approx(theirs.intercept_[0], abs=1e-4)


def test_planted_weights_and_probabilities_are_found():
    rng = np.random.default_rng(2)
    x, weights, _p, y = planted(60_000, rng)
    new, _same, truth, outcome = planted(20_000, rng)

    fit = fit_risk(x, y)
    slope, shift = calibrate(fit.score(new[:10_000]), outcome[:10_000])

    assert np.abs(fit.weights[:6] - weights[:6]).max() < 0.15
    assert slope == pytest.approx(1, abs=0.07)
    told = expit(slope * fit.score(new[10_000:]) + shift)
    assert np.abs(told - truth[10_000:]).mean() < 0.02


def test_what_says_nothing_is_calibrated_to_the_share():
    rng = np.random.default_rng(3)
    y = rng.random(4000) < 0.2

    slope, shift = calibrate(rng.normal(size=4000), y)

    assert expit(shift) == pytest.approx(y.mean(), abs=0.01)
    assert slope < 0.15


def test_hits_agree_with_scikit_learn():
    rng = np.random.default_rng(4)
    y = rng.random(500) < 0.3
    p = np.round(np.clip(rng.normal(0.3 + 0.2 * y, 0.2), 0, 1), 2)

    found = hits(p, y, threshold=0.5)

    assert found.auc == pytest.approx(roc_auc_score(y, p))
    assert (found.n, found.unhappy, found.alarms) == (500, y.sum(), (p >= 0.5).sum())
    assert found.precision.value == pytest.approx(y[p >= 0.5].mean())
    assert found.precision.low < found.precision.value < found.precision.high


@pytest.mark.parametrize("outcome", [[], [True] * 4, [False] * 4])
def test_one_kind_of_outcome_is_an_error_with_a_name(outcome):
    with pytest.raises(OneKindOnly):
        fit_risk(np.zeros((len(outcome), 2)), outcome)
    with pytest.raises(OneKindOnly):
        calibrate(np.zeros(len(outcome)), outcome)


def test_without_alarms_or_unhappy_customers_there_is_no_share():
    found = hits([0.1, 0.2], [False, False], threshold=0.5)

    assert np.isnan([found.precision.value, found.recall.value, found.auc]).all()
