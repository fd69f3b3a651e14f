import numpy as np
import pytest

from cxstats.dominance import general_dominance
from cxstats.relative_weights import relative_weights


def matrices(drivers, count=5):
    rng = np.random.default_rng(1)
    halo = rng.normal(size=(count, 300, 1))
    rows = halo + rng.normal(size=(count, 300, drivers + 1))
    return np.array([np.corrcoef(r, rowvar=False) for r in rows])


def test_two_drivers_give_general_dominance():
    two = matrices(2)

    assert relative_weights(two)[0] == pytest.approx(general_dominance(two)[0])


def test_many_drivers_come_close_to_general_dominance_and_sum_to_r_squared():
    many = matrices(12)

    shares, r_squared = relative_weights(many)

    exact, explained = general_dominance(many)
    assert r_squared == pytest.approx(explained)
    assert shares == pytest.approx(exact, abs=0.004)


def test_uncorrelated_drivers_have_their_squared_correlations():
    matrix = np.eye(4)
    matrix[3, :3] = matrix[:3, 3] = [0.5, -0.3, 0.1]

    assert relative_weights(matrix[None])[0] == pytest.approx(np.array([[0.25, 0.09, 0.01]]))


def test_an_unknown_matrix_gives_nan_for_its_group_alone():
    two = matrices(3, count=2)
    two[1] = np.nan

    assert np.isnan(relative_weights(two)[0]).all(axis=1).tolist() == [False, True]
