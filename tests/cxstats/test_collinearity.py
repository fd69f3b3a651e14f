import numpy as np
import pytest
from statsmodels.stats.outliers_influence import variance_inflation_factor

from cxstats.collinearity import variance_inflation


def test_it_equals_statsmodels():
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(100, 1)) + rng.normal(size=(100, 4))
    with_constant = np.column_stack([rows, np.ones(100)])

    mine = variance_inflation(np.corrcoef(rows, rowvar=False)[None])

    theirs = [variance_inflation_factor(with_constant, j) for j in range(4)]
    assert mine[0] == pytest.approx(theirs)


def test_an_unknown_matrix_gives_nan_for_its_group_alone():
    pair = np.array([np.eye(2), np.full((2, 2), np.nan)])

    assert np.isnan(variance_inflation(pair)).all(axis=1).tolist() == [False, True]
