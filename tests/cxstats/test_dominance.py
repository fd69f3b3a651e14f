import csv
import os
import warnings
from itertools import combinations
from math import factorial
from pathlib import Path

import numpy as np
import pingouin
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxstats.dominance import MAX_DRIVERS, TooManyDrivers, general_dominance
from cxstats.relative_weights import relative_weights

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"

# Correlations of the Swiss fertility data of 1888 (Mosteller & Tukey, 1977):
# agriculture, examination, education, catholic, infant mortality, fertility.
SWISS = {
    (0, 1): -0.68654221,
    (0, 2): -0.63952252,
    (0, 3): 0.40109505,
    (0, 4): -0.06085861,
    (0, 5): 0.35307918,
    (1, 2): 0.69841530,
    (1, 3): -0.57274180,
    (1, 4): -0.11402160,
    (1, 5): -0.64588271,
    (2, 3): -0.15385892,
    (2, 4): -0.09932185,
    (2, 5): -0.66378886,
    (3, 4): 0.17549591,
    (3, 5): 0.46368470,
    (4, 5): 0.41655603,
}


def survey(rng, *, rows=200, drivers=5):
    halo = rng.normal(size=(rows, 1))
    items = halo + rng.normal(size=(rows, drivers))
    outcome = items @ rng.uniform(0, 1, drivers) + rng.normal(size=(rows, 1))[:, 0] * 2
    return np.column_stack([items, outcome])


def correlations(*surveys):
    return np.array([np.corrcoef(s, rowvar=False) for s in surveys])


def by_definition(matrix):
    """The average over subsets, each regression solved on its own."""
    p = len(matrix) - 1

    def explained(chosen):
        among = matrix[np.ix_(chosen, chosen)]
        with_outcome = matrix[list(chosen), p]
        return with_outcome @ np.linalg.solve(among, with_outcome) if chosen else 0.0

    shares = np.zeros(p)
    for j in range(p):
        others = [i for i in range(p) if i != j]
        for size in range(p):
            orders = factorial(size) * factorial(p - size - 1) / factorial(p)
            for chosen in combinations(others, size):
                shares[j] += orders * (explained((*chosen, j)) - explained(chosen))
    return shares


def test_shares_equal_pingouin():
    surveys = [survey(np.random.default_rng(seed)) for seed in (1, 2)]

    shares, r_squared = general_dominance(correlations(*surveys))

    for mine, total, rows in zip(shares, r_squared, surveys, strict=True):
        theirs = pingouin.linear_regression(rows[:, :-1], rows[:, -1], relimp=True)
        assert mine == pytest.approx(theirs["relimp"].to_numpy()[1:], abs=1e-8)
        assert total == pytest.approx(theirs["r2"].iloc[0], abs=1e-8)


def test_shares_equal_their_definition_for_more_groups_than_one_chunk():
    rng = np.random.default_rng(3)
    matrices = correlations(*(survey(rng, rows=40, drivers=8) for _ in range(170)))

    shares, r_squared = general_dominance(matrices)

    for group in (0, 80, 169):
        assert shares[group] == pytest.approx(by_definition(matrices[group]), abs=1e-10)
    assert shares.sum(axis=1) == pytest.approx(r_squared, abs=1e-12)


def test_swiss_fertility_has_its_published_shares():
    """Computed with R's relaimpo (Grömping, 2006)."""
    matrix = np.eye(6)
    for (i, j), r in SWISS.items():
        matrix[i, j] = matrix[j, i] = r

    shares, r_squared = general_dominance(matrix[None])

    assert shares[0].round(5).tolist() == [0.05709, 0.17117, 0.26013, 0.10557, 0.11277]
    assert r_squared[0].round(6) == 0.706735


def test_the_textbooks_amusement_park_has_its_reference_shares():
    path = SHARED / "marketing_research_textbook" / "chapter7_data.csv"
    if not path.exists() and "CI" not in os.environ:
        pytest.skip("the textbook's data are not here")
    with path.open() as file:
        rows = [
            [float(row[c]) for c in ("rides", "games", "wait", "clean", "overall")]
            for row in csv.DictReader(file)
        ]

    shares, r_squared = general_dominance(correlations(np.array(rows)))

    assert shares[0].round(4).tolist() == [0.1536, 0.0865, 0.1695, 0.1855]
    assert r_squared[0].round(4) == 0.5951


@given(st.integers(0, 2**32 - 1), st.permutations(range(4)))
def test_units_and_order_of_items_do_not_matter(seed, order):
    rows = survey(np.random.default_rng(seed), rows=30, drivers=4)
    moved = np.column_stack([rows[:, list(order)] * [10, 0.1, 3, 1] + 5, 7 - 2 * rows[:, -1]])

    for method in (general_dominance, relative_weights):
        shares, _ = method(correlations(rows))
        again, _ = method(correlations(moved))
        assert again[0] == pytest.approx(shares[0, list(order)], abs=1e-9)


def test_a_covariance_matrix_gives_the_shares_of_its_correlations():
    rows = survey(np.random.default_rng(6)) * [1, 2, 3, 4, 5, 6]

    shares, _ = general_dominance(np.cov(rows, rowvar=False)[None])

    assert shares == pytest.approx(general_dominance(correlations(rows))[0])


def test_what_is_not_a_correlation_matrix_gives_nan_for_its_group_alone():
    good = correlations(survey(np.random.default_rng(7), drivers=3))[0]
    twins = np.ones((4, 4))
    unknown = np.full((4, 4), np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        shares, r_squared = general_dominance(np.array([good, twins, unknown]))

    assert np.isnan(shares).all(axis=1).tolist() == [False, True, True]
    assert np.isnan(r_squared).tolist() == [False, True, True]


def test_too_many_drivers_are_refused_and_none_explain_nothing():
    with pytest.raises(TooManyDrivers, match="16 drivers"):
        general_dominance(np.eye(MAX_DRIVERS + 2)[None])
    assert general_dominance(np.eye(1)[None])[1].tolist() == [0]
