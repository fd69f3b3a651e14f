import numpy as np
import pytest
from scipy import stats
from statsmodels.miscmodels.ordinal_model import OrderedModel

from cxstats.latent import latent_correlations

SHARES = (np.array([3, 5, 12, 40, 40.0]), np.array([10, 20, 40, 20, 10.0]), np.array([60, 40.0]))


def rated_correlation(felt, first, second):
    """The correlation of two step functions of normals, from SciPy's bivariate normal."""
    cuts = [
        np.concatenate([[-8], stats.norm.ppf(np.cumsum(one / one.sum())[:-1]), [8]])
        for one in (first, second)
    ]
    normal = stats.multivariate_normal([0, 0], [[1, felt], [felt, 1]])
    below = np.array([[normal.cdf([a, b]) for b in cuts[1]] for a in cuts[0]])
    table = np.diff(np.diff(below, axis=0), axis=1)
    x, y = np.arange(len(first)), np.arange(len(second))
    row, column = table.sum(axis=1), table.sum(axis=0)
    shared = x @ table @ y - (x @ row) * (y @ column)
    spread = [
        answer**2 @ share - (answer @ share) ** 2 for answer, share in ((x, row), (y, column))
    ]
    return shared / np.sqrt(spread[0] * spread[1])


@pytest.mark.parametrize("felt", [-0.6, 0.0, 0.3, 0.75, 0.9])
@pytest.mark.parametrize(("i", "j"), [(0, 1), (0, 2), (0, 0)])
def test_the_correlation_of_feelings_is_found_again(felt, i, j):
    rated = rated_correlation(felt, SHARES[i], SHARES[j])
    matrix = np.array([[[1, rated], [rated, 1]]])

    found = latent_correlations(matrix, [SHARES[i], SHARES[j]])[0, 0, 1]

    assert found == pytest.approx(felt, abs=0.002)


def test_effects_on_an_ordinal_outcome_are_those_of_an_ordered_probit():
    """Standardised effects agree with statsmodels' OrderedModel within 0.02 on 20,000 answers."""
    rng = np.random.default_rng(5)
    mood = rng.normal(0, 1, (20_000, 1))
    drivers = 0.6 * mood + rng.normal(0, 0.8, (20_000, 3))
    felt = drivers @ [0.6, 0.3, 0.0] + rng.normal(0, 1, 20_000)
    outcome = np.digitize(felt, [-2, -1.2, -0.3, 0.6])
    fine = np.clip(np.rint(drivers * 5), -15, 15).astype(int) + 15
    columns = np.column_stack([fine, outcome])
    counts = [np.bincount(column).astype(float) for column in columns.T]

    matrix = latent_correlations(np.corrcoef(columns.T)[None], counts)[0]
    mine = np.linalg.solve(matrix[:-1, :-1], matrix[:-1, -1])

    fitted = OrderedModel(outcome, drivers / drivers.std(axis=0), distr="probit").fit(
        method="bfgs", disp=False
    )
    slopes = fitted.params[:3]
    explained = slopes @ np.corrcoef(drivers.T) @ slopes
    assert mine == pytest.approx(slopes / np.sqrt(explained + 1), abs=0.02)


def test_an_item_with_one_answer_keeps_its_correlations():
    matrix = np.array([[[1, 0.2], [0.2, 1]]])
    never = np.array([0.0, 0, 9])
    assert latent_correlations(matrix, [never, SHARES[0]]).tolist() == matrix.tolist()
    assert latent_correlations(matrix, [np.zeros(5), SHARES[0]]).tolist() == matrix.tolist()


def test_an_answer_that_nobody_gave_makes_a_wider_step():
    never, hardly = np.array([20.0, 0, 50, 30]), np.array([20.0, 1e-9, 50, 30])
    rated = rated_correlation(0.5, hardly, SHARES[1])
    found = latent_correlations(np.array([[[1, rated], [rated, 1]]]), [never, SHARES[1]])
    assert found[0, 0, 1] == pytest.approx(0.5, abs=0.002)
