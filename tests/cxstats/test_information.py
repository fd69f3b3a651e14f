import numpy as np
import pytest

from cxstats.covariance import pair_moments
from cxstats.information import gather_evidence, pair_overlap
from cxstats.sums import NOT_USED, WEIGHT_ONE, cross_sums

EFFECTS, SIGMA2 = np.array([0.3, 0.2, 0.1, 0.0]), 0.36


def ratings(seed, *, groups=400, rows=120, missing=0.4):
    """Normal ratings in hundredths, the same effects everywhere."""
    rng = np.random.default_rng(seed)
    drivers = rng.normal(0, 0.6, (groups, rows, 1)) + rng.normal(0, 0.7, (groups, rows, 4))
    outcome = drivers @ EFFECTS + rng.normal(0, np.sqrt(SIGMA2), (groups, rows))
    values = np.rint(100 * np.concatenate([drivers, outcome[..., None]], axis=2))
    values[..., :4][rng.random((groups, rows, 4)) < missing] = NOT_USED
    return values.astype(np.int16).reshape(-1, 5), np.repeat(np.arange(groups), rows)


def evidence(scores, groups, weights=None):
    n_groups = int(groups.max()) + 1
    cross = cross_sums(scores, groups, n_groups)
    heavy = None if weights is None else cross_sums(scores, groups, n_groups, weights)
    moments, overlap = pair_moments(cross, heavy), pair_overlap(cross, heavy)
    return gather_evidence(moments, overlap, EFFECTS, SIGMA2 * 1e4)


def test_with_nothing_missing_it_is_least_squares():
    scores, groups = ratings(1, groups=3, missing=0.0)

    found = evidence(scores, groups)

    for group in range(3):
        rows = scores[groups == group].astype(float)
        rows -= rows.mean(axis=0)
        assert found.information[group] == pytest.approx(rows[:, :4].T @ rows[:, :4])
        assert found.pull[group] == pytest.approx(rows[:, :4].T @ rows[:, 4])
        assert found.outcome[group] == pytest.approx(rows[:, 4] @ rows[:, 4])
    assert found.degrees == 3 * 119


@pytest.mark.parametrize("missing", [0.1, 0.4])
def test_own_effects_err_as_much_as_their_information_says(missing):
    found = evidence(*ratings(2, missing=missing))

    own = np.linalg.solve(found.information, found.pull[..., None])[..., 0]
    error = own - EFFECTS
    squared = np.einsum("gi,gij,gj->g", error, found.information, error) / (SIGMA2 * 1e4) / 4
    assert squared.mean() == pytest.approx(1, abs=0.15)
    assert error.mean(axis=0) == pytest.approx(np.zeros(4), abs=0.02)


def test_information_is_never_negative_however_few_the_pairs():
    found = evidence(*ratings(3, groups=200, rows=9, missing=0.6))

    smallest = np.linalg.eigvalsh(found.information)[:, 0]
    assert (smallest > -1e-6 * np.abs(found.information).max()).all()


def test_rows_counted_twice_by_weight_say_no_more_than_once():
    scores, groups = ratings(4, groups=5)

    plain = evidence(scores, groups)
    doubled = evidence(scores, groups, np.full(len(scores), 2 * WEIGHT_ONE))

    assert doubled.information == pytest.approx(plain.information)
    assert doubled.pull == pytest.approx(plain.pull)
