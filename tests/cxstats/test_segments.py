import numpy as np
import pytest
import ruptures
from scipy import stats

from cxstats.segments import Levels, critical_z, selected_p


def levels(values, weight=None):
    weight = np.ones(len(values)) if weight is None else weight
    return Levels.of(values, weight, np.full(len(values), 5.0))


@pytest.mark.parametrize("penalty", [4.0, 9.0, 25.0])
def test_steps_are_those_of_ruptures(penalty):
    """The same cost (squares around each level) and penalty: the same exact optimum."""
    for seed in range(5):
        rng = np.random.default_rng(seed)
        values = rng.normal(0, 1, 200) + np.repeat([0, 1.5, -0.5, 0.3], 50)

        theirs = ruptures.Pelt(model="l2", min_size=7, jump=1).fit(values).predict(pen=penalty)

        assert levels(values).best_steps(penalty, fewest=0) == theirs[:-1]


def test_steps_of_days_with_unequal_weights_are_the_best_of_all_pairs():
    rng = np.random.default_rng(11)
    weight = rng.uniform(0.2, 4, 60)
    values = rng.normal(0, 1 / np.sqrt(weight)) + np.repeat([0, 2, 0.5], 20)

    def cost(a, b):
        w, y = weight[a:b], values[a:b]
        return float((w * (y - np.average(y, weights=w)) ** 2).sum())

    pairs = [(a, b) for a in range(7, 53) for b in range(a + 7, 54)]
    best = min(pairs, key=lambda p: cost(0, p[0]) + cost(p[0], p[1]) + cost(p[1], 60))

    assert tuple(levels(values, weight).best_steps(9.0, fewest=0)) == best


def test_p_of_the_largest_difference_is_that_of_simulation():
    """30,000 series of nothing but noise; the formula is for many places and errs to the safe."""
    rng = np.random.default_rng(2)
    sums = np.cumsum(rng.normal(size=(30_000, 200)), axis=1)
    at = np.arange(20, 181)
    n1, n2 = at, 200 - at
    z = np.abs(sums[:, at - 1] / n1 - (sums[:, -1:] - sums[:, at - 1]) / n2)
    largest = (z * np.sqrt(n1 * n2 / 200)).max(axis=1)

    for z_now in (2.6, 3.0, 3.4):
        simulated = float((largest >= z_now).mean())
        assert simulated < float(selected_p(z_now, 0.1, 0.9)) < 1.45 * simulated


def test_the_test_of_a_stretch_takes_its_largest_difference():
    rng = np.random.default_rng(3)
    values = rng.normal(0, 1, 40)

    p, first, last = levels(values).test(0, 40, fewest=0)

    z = [
        abs(values[:k].mean() - values[k:].mean()) / np.sqrt(1 / k + 1 / (40 - k))
        for k in range(7, 34)
    ]
    assert (first, last) == (7 / 40, 33 / 40)
    assert p == pytest.approx(float(selected_p(max(z), first, last)))


def test_the_critical_value_undoes_the_p_value():
    for p in (0.9, 0.05, 1e-4, 1e-12):
        z = critical_z(p, 0.05, 0.9)
        assert float(selected_p(z, 0.05, 0.9)) == pytest.approx(p, rel=1e-6)


def test_days_without_answers_bear_no_step_and_no_length():
    values, weight = np.zeros(40), np.ones(40)
    values[20:] = 5.0
    weight[15:20] = 0.0

    row = Levels.of(values, weight, np.full(40, 5.0))

    assert row.best_steps(4.0, fewest=0) == [20]
    assert row.splits(0, 40, 0).tolist() == [*range(7, 15), *range(20, 34)]


def test_probabilities_of_the_place_are_bayes_rule():
    """With flat priors on both levels the marginal likelihood is known in closed form."""
    rng = np.random.default_rng(5)
    values = rng.normal(0, 1, 30) + np.repeat([0.0, 1.0], 15)

    at, chance = levels(values).place(0, 30, fewest=0)

    grid = np.linspace(-8, 9, 4001)
    log = [
        np.log(np.trapezoid(np.exp(stats.norm.logpdf(values[:k, None] - grid).sum(axis=0)), grid))
        + np.log(np.trapezoid(np.exp(stats.norm.logpdf(values[k:, None] - grid).sum(axis=0)), grid))
        for k in at
    ]
    by_hand = np.exp(np.array(log) - max(log))
    assert chance == pytest.approx(by_hand / by_hand.sum(), rel=1e-6)
