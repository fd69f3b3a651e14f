import warnings

import numpy as np
import pytest

from cxstats.correlations import location_correlations
from cxstats.covariance import fill_unknown, pair_moments, positive_definite
from cxstats.sums import NOT_USED, WEIGHT_ONE, cross_sums


def answers(seed, *, rows=400, groups=4, missing=0.3):
    rng = np.random.default_rng(seed)
    latent = rng.normal(size=(rows, 1)) + rng.normal(size=(rows, 4))
    scores = np.clip(np.rint(3 + latent), 1, 5).astype(np.int16)
    scores[rng.random(scores.shape) < missing] = NOT_USED
    return scores, rng.integers(0, groups, rows)


def test_each_pair_has_the_moments_of_its_own_rows():
    scores, groups = answers(1)

    moments = pair_moments(cross_sums(scores, groups, 4))

    for group, i, j in ((0, 0, 1), (3, 2, 3), (1, 2, 2)):
        both = (groups == group) & (scores[:, i] != NOT_USED) & (scores[:, j] != NOT_USED)
        a, b = scores[both, i].astype(float), scores[both, j].astype(float)
        assert moments.n[group, i, j] == both.sum()
        assert moments.mean[group, i, j] == pytest.approx(a.mean())
        assert moments.squares[group, i, j] == pytest.approx(a.var() * len(a))
        assert moments.products[group, i, j] == pytest.approx(np.cov(a, b)[0, 1] * (len(a) - 1))
        r = moments.correlations()[group, i, j]
        assert r == pytest.approx(np.corrcoef(a, b)[0, 1])


def test_weighted_moments_are_weighted_averages_with_kishs_n():
    scores, groups = answers(2)
    weights = np.random.default_rng(3).integers(1, 4_000_000, len(scores))

    moments = pair_moments(cross_sums(scores, groups, 4), cross_sums(scores, groups, 4, weights))

    both = (groups == 2) & (scores[:, 0] != NOT_USED) & (scores[:, 1] != NOT_USED)
    w = weights[both] / WEIGHT_ONE
    a = scores[both, 0].astype(float)
    assert moments.n[2, 0, 1] == pytest.approx(w.sum() ** 2 / (w**2).sum(), rel=1e-6)
    assert moments.mean[2, 0, 1] == pytest.approx(np.average(a, weights=w))
    variance = np.average((a - np.average(a, weights=w)) ** 2, weights=w)
    assert moments.squares[2, 0, 1] / moments.n[2, 0, 1] == pytest.approx(variance)


def test_pooled_moments_leave_differences_between_groups_out():
    scores, groups = answers(4, missing=0)
    moved = (scores + 100 * groups[:, None]).astype(np.int16)

    plain = pair_moments(cross_sums(scores, groups, 4)).pooled()
    shifted = pair_moments(cross_sums(moved, groups, 4)).pooled()

    assert shifted.correlations() == pytest.approx(plain.correlations())
    centred = scores - np.array([scores[groups == g].mean(axis=0) for g in groups])
    assert plain.correlations()[0] == pytest.approx(np.corrcoef(centred, rowvar=False))
    assert plain.n[0, 0, 1] - 1 == 400 - 4


def test_a_possible_matrix_is_not_touched_and_an_impossible_one_becomes_possible():
    possible = np.array([[1, 0.5, 0.2], [0.5, 1, 0.1], [0.2, 0.1, 1]])
    impossible = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])

    repaired = positive_definite(np.array([possible, impossible]))

    assert repaired[0].tolist() == possible.tolist()
    assert np.linalg.eigvalsh(repaired[1])[0] > 1e-4
    assert np.diagonal(repaired[1]) == pytest.approx(np.ones(3))


def test_two_items_never_answered_together_are_related_through_the_outcome_only():
    scores, groups = answers(5, rows=200, groups=1, missing=0)
    scores[:100, 0], scores[100:, 1] = NOT_USED, NOT_USED
    correlations = pair_moments(cross_sums(scores, groups, 1)).correlations()

    filled = fill_unknown(correlations, 3)[0]

    assert np.isnan(correlations[0, 0, 1])
    assert filled[0, 1] == pytest.approx(correlations[0, 0, 3] * correlations[0, 1, 3])


def test_empty_groups_and_constant_items_give_numbers_and_no_warning():
    scores, groups = answers(8, rows=60, groups=2)
    scores[:, 1] = 3
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        moments = pair_moments(cross_sums(scores, groups, 3))
        found = location_correlations(moments, 3)

    assert np.isfinite(found.values).all()
    assert found.values[2] == pytest.approx(found.pooled)
    assert moments.item_squares()[:, 1].tolist() == [0, 0, 0]
    assert np.isnan(moments.mean[2]).all()
