import numpy as np
import pandas as pd
import pytest
from scipy import optimize

from cxstats.raking import Margin, MarginUnmet, rake


def drawn(rows=400, seed=3):
    rng = np.random.default_rng(seed)
    groups = [rng.integers(0, size, rows) for size in (3, 5, 2)]
    base = rng.uniform(0.5, 2.0, rows)
    shares = [rng.dirichlet(np.full(size, 8.0)) * rows for size in (3, 5, 2)]
    return [Margin(*pair) for pair in zip(groups, shares, strict=True)], base


def nearest(margins, base):
    """Weights nearest to `base` in relative entropy, through the dual problem and scipy."""
    X = np.column_stack(
        [margin.group == j for margin in margins for j in range(len(margin.target))]
    ).astype(float)
    target = np.concatenate([margin.target for margin in margins])

    def dual(factor):
        weights = base * np.exp(X @ factor)
        return weights.sum() - target @ factor, X.T @ weights - target

    found = optimize.minimize(
        dual, np.zeros(X.shape[1]), jac=True, method="BFGS", options={"gtol": 1e-9}
    )
    return base * np.exp(X @ found.x)


def test_raking_is_the_entropy_problem_that_scipy_solves():
    margins, base = drawn()

    raked = rake(margins, base)

    assert raked.weights == pytest.approx(nearest(margins, base), rel=1e-6)
    assert raked.off < 1e-9


def test_one_margin_gives_the_weights_of_the_airport_survey(real_data):
    """The file of 2010 weights terminals, that of 2018 airlines; both are found again."""
    for year, column in ((2010, "TERM"), (2018, "AIRLINE")):
        folder = real_data / "sfo_customer_survey"
        frame = pd.read_csv(
            folder / f"{year}_SFO_Customer_Survey_20250817.csv.gz", low_memory=False
        )
        group = frame[column].astype("category").cat.codes.to_numpy(np.intp)
        given = frame["WEIGHT"].to_numpy(float)

        raked = rake([Margin(group, np.bincount(group, given))])

        assert raked.weights == pytest.approx(given, rel=1e-6)
        assert raked.effective_n == pytest.approx(given.sum() ** 2 / (given**2).sum())


def test_raked_margins_move_the_recommend_score_as_the_publisher_says(real_data):
    folder = real_data / "sfo_customer_survey"
    frame = pd.read_csv(folder / "2018_SFO_Customer_Survey_20250817.csv.gz", low_memory=False)
    frame = frame.rename(columns=str.strip)
    frame = frame[frame.NETPRO.between(0, 10)]
    group = frame.AIRLINE.astype("category").cat.codes.to_numpy(np.intp)
    weights = rake([Margin(group, np.bincount(group, frame.WEIGHT.to_numpy(float)))]).weights
    sign = np.select([frame.NETPRO >= 9, frame.NETPRO <= 6], [100.0, -100.0])

    assert round(sign.mean(), 1) == 31.0
    assert round(float(np.average(sign, weights=weights)), 1) == 35.1


def test_limits_hold_and_what_they_cost_is_told():
    margins, base = drawn()
    free, held = rake(margins, base), rake(margins, base, limits=(0.5, 1.6))

    assert held.weights.min() >= 0.5 - 1e-12
    assert held.weights.max() <= 1.6 + 1e-12
    assert held.trimmed > 0
    assert held.design_effect < free.design_effect
    assert held.off > free.off


def test_a_target_of_nothing_takes_a_group_out():
    margin = Margin(np.array([0, 0, 1, 1]), np.array([4.0, 0.0]))

    assert rake([margin], limits=(0.1, 3)).weights.tolist() == [2.0, 2.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("margins", "error"),
    [
        ([Margin(np.array([0, 0]), np.array([1.0, 1.0]))], MarginUnmet),
        (
            [
                Margin(np.array([0, 1]), np.array([1.0, 1.0])),
                Margin(np.array([0, 1]), np.array([1.0, 2.0])),
            ],
            MarginUnmet,
        ),
        (
            [
                Margin(np.array([0, 1]), np.array([1.0, 2.0])),
                Margin(np.array([0, 1]), np.array([2.0, 1.0])),
            ],
            MarginUnmet,
        ),
        ([], ValueError),
        ([Margin(np.array([0, 1]), np.array([-1.0, 2.0]))], ValueError),
        ([Margin(np.array([0, 1]), np.array([np.nan, 2.0]))], ValueError),
        ([Margin(np.array([0, 2]), np.array([1.0, 2.0]))], ValueError),
        ([Margin(np.zeros(0, dtype=np.intp), np.array([1.0]))], ValueError),
    ],
)
def test_margins_that_cannot_be_met_are_named(margins, error):
    with pytest.raises(error):
        rake(margins)


def test_one_row_is_weighted_to_the_whole():
    raked = rake([Margin(np.array([0]), np.array([7.0]))])

    assert (raked.weights.tolist(), raked.design_effect) == ([7.0], 1.0)
