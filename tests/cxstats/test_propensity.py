import warnings

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import optimize

from cxstats.propensity import fit_propensity, response_weights


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def visits(n=800, seed=5):
    rng = np.random.default_rng(seed)
    facts = np.column_stack(
        [rng.integers(0, 2, n), rng.integers(0, 2, n), rng.normal(size=n)]
    ).astype(float)
    chance = 1 / (1 + np.exp(1 - facts @ [0.8, -0.5, 0.3]))
    return facts, (rng.random(n) < chance).astype(float)


def test_equals_statsmodels_logit():
    facts, answered = visits()

    fit = fit_propensity(facts, answered, np.ones(len(answered)), penalty=0)

    logit = sm.Logit(answered, sm.add_constant(facts)).fit(disp=0, tol=1e-12)
    assert fit.coefficients == pytest.approx(logit.params, abs=1e-8)
    assert fit.se == pytest.approx(logit.bse, abs=1e-7)
    assert fit.chance == pytest.approx(logit.predict(), abs=1e-8)


def test_counts_equal_statsmodels_binomial_model():
    rng = np.random.default_rng(8)
    facts, trials = rng.normal(size=(40, 2)), rng.integers(1, 300, 40).astype(float)
    hits = rng.binomial(trials.astype(int), 0.3).astype(float)

    fit = fit_propensity(facts, hits, trials, penalty=0)

    glm = sm.GLM(
        np.column_stack([hits, trials - hits]),
        sm.add_constant(facts),
        family=sm.families.Binomial(),
    ).fit(tol=1e-12)
    assert fit.coefficients == pytest.approx(glm.params, abs=1e-8)
    assert fit.deviance == pytest.approx(glm.deviance)


def test_the_penalised_fit_is_the_one_that_scipy_finds():
    facts, answered = visits(n=60)
    X = np.column_stack([np.ones(60), facts])

    def loss(beta):
        eta = X @ beta
        return (np.logaddexp(0, eta) - answered * eta).sum() + 1.5 * (beta[1:] ** 2).sum()

    best = optimize.minimize(loss, np.zeros(4), method="BFGS", options={"gtol": 1e-9})

    fit = fit_propensity(facts, answered, np.ones(60), penalty=3.0)

    assert fit.coefficients == pytest.approx(best.x, abs=1e-6)


def test_a_kind_that_never_answers_keeps_a_chance():
    fit = fit_propensity([[0.0], [1.0]], [30, 0], [100, 50])

    assert 0 < fit.chance[1] < 0.05


@pytest.mark.parametrize("answered", [0.0, 100.0])
def test_all_or_nobody_answering_is_no_trouble(answered):
    fit = fit_propensity(np.zeros((1, 0)), [answered], [100], penalty=0)

    assert fit.chance == pytest.approx([answered / 100], abs=1e-6)


@pytest.mark.parametrize(
    ("facts", "answered", "came"),
    [
        ([[0.0]], [2], [1]),
        ([[0.0]], [0], [0]),
        ([[np.nan]], [0], [1]),
        ([0.0], [0], [1]),
        ([[0.0]], [-1], [1]),
    ],
)
def test_impossible_counts_are_refused(facts, answered, came):
    with pytest.raises(ValueError):
        fit_propensity(facts, answered, came)


def test_weights_restore_the_mean_of_all_visits():
    """With the true chances the weighted mean is that of all, within its error."""
    rng = np.random.default_rng(2)
    happy = rng.normal(size=200_000)
    chance = 1 / (1 + np.exp(1.5 - happy))
    came = rng.random(len(happy)) < chance

    found = response_weights(chance[came], most=1e9)

    weighted = np.average(happy[came], weights=found.weights)
    assert abs(weighted) < 4 / np.sqrt(found.effective_n)
    assert happy[came].mean() > 0.3
    assert found.weights.mean() == pytest.approx(1)


def test_trimming_bounds_the_design_effect():
    chance = np.r_[np.full(99, 0.5), 0.001]
    free, held = response_weights(chance, most=1e9), response_weights(chance, most=3.0)

    assert (free.trimmed, held.trimmed) == (0, 1)
    assert held.weights.max() == pytest.approx(3.0)
    assert held.weights.mean() == pytest.approx(1.0)
    assert held.design_effect < 1.5 < free.design_effect


def test_no_answers_have_no_weights():
    found = response_weights([])

    assert (len(found.weights), found.effective_n, found.design_effect) == (0, 0.0, 1.0)


@pytest.mark.parametrize("chance", [[0.0], [1.1], [np.nan]])
def test_a_chance_of_nothing_is_refused(chance):
    with pytest.raises(ValueError):
        response_weights(chance)
