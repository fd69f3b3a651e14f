import numpy as np
import pytest

from cxstats.correlations import location_correlations
from cxstats.covariance import pair_moments
from cxstats.sums import NOT_USED, cross_sums


def answers(seed, *, rows=400, groups=4, missing=0.3):
    rng = np.random.default_rng(seed)
    latent = rng.normal(size=(rows, 1)) + rng.normal(size=(rows, 4))
    scores = np.clip(np.rint(3 + latent), 1, 5).astype(np.int16)
    scores[rng.random(scores.shape) < missing] = NOT_USED
    return scores, rng.integers(0, groups, rows)


def test_few_pairs_have_the_correlations_of_all_and_many_keep_their_own():
    rng = np.random.default_rng(6)
    scores, groups = [], []
    for group in range(60):
        strength = rng.uniform(0.2, 2)
        rows = 400 if group < 30 else 6
        latent = strength * rng.normal(size=(rows, 1)) + rng.normal(size=(rows, 3))
        scores.append(np.rint(100 * latent))
        groups.append(np.full(rows, group))
    moments = pair_moments(
        cross_sums(np.concatenate(scores).astype(np.int16), np.concatenate(groups), 60)
    )

    found = location_correlations(moments, 2)

    own = moments.correlations()
    assert np.abs(found.values - own)[:30].mean() < 0.01
    assert np.abs(found.values - found.pooled)[30:].mean() < 0.15
    assert np.abs(own - found.pooled)[30:].mean() > 0.2
    assert 5 < found.borrowed < 40


def test_groups_alike_borrow_nearly_everything():
    scores, groups = answers(7, rows=4000, groups=40)

    found = location_correlations(pair_moments(cross_sums(scores, groups, 40)), 3)

    assert found.borrowed > 200
    assert found.values == pytest.approx(np.tile(found.pooled, (40, 1, 1)), abs=0.08)
