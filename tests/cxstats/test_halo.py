import numpy as np
import pytest
from statsmodels.multivariate.factor import Factor

from cxstats.dominance import general_dominance
from cxstats.halo import common_loadings, without_halo


def correlations(seed, p=8, rows=600):
    rng = np.random.default_rng(seed)
    liking = rng.normal(0, 1, (rows, 1)) * rng.uniform(0.4, 1.2, p)
    return np.corrcoef((liking + rng.normal(0, 1, (rows, p))).T)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_loadings_are_those_of_statsmodels_principal_axes(seed):
    """The two agree within 2e-5: statsmodels stops its steps earlier."""
    matrix = correlations(seed)
    theirs = Factor(corr=matrix, n_factor=1, method="pa", smc=True).fit(maxiter=500, tol=1e-10)

    assert common_loadings(matrix[None])[0] == pytest.approx(
        np.abs(theirs.loadings[:, 0]), abs=2e-5
    )


def test_what_hangs_on_liking_alone_loses_its_correlation_and_the_rest_keeps_it():
    liking, own = np.array([0.7, 0.6, 0.8, 0.5, 0.7]), np.array([0.3, 0, 0, 0, 0])
    matrix = np.outer(liking, liking) + np.diag(1 - liking**2)
    matrix = np.block([[matrix, (0.6 * liking + own)[:, None]], [0.6 * liking + own, 1.0]])

    left = without_halo(matrix[None])
    shares = general_dominance(left)[0][0]

    before = general_dominance(matrix[None])[0][0]
    assert shares[0] / shares.sum() > 0.95
    assert shares[0] / shares.sum() > before[0] / before.sum() + 0.1


def test_ratings_without_anything_in_common_stay_as_they_are():
    alone = np.eye(4)
    alone[0, 3] = alone[3, 0] = 0.5
    assert without_halo(alone[None])[0] == pytest.approx(alone, abs=1e-6)


def test_one_factor_of_two_ratings_cannot_be_told():
    matrix = np.array([[1, 0.5, 0.4], [0.5, 1, 0.3], [0.4, 0.3, 1]])
    assert without_halo(matrix[None])[0].tolist() == matrix.tolist()


def test_matrices_are_done_all_at_once_and_stay_possible():
    matrices = np.stack([correlations(seed) for seed in range(5)])
    left = without_halo(matrices)
    assert left[3] == pytest.approx(without_halo(matrices[3:4])[0], abs=1e-7)
    assert np.linalg.eigvalsh(left).min() > 0
    assert np.einsum("gii->gi", left) == pytest.approx(np.ones((5, 8)))
