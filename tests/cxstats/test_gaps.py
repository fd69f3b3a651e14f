import numpy as np
import pytest

from cxstats.gaps import Means, draw_gaps, peer_groups


def test_the_top_quarter_is_that_of_true_means_not_of_noisy_or_pooled_ones():
    rng = np.random.default_rng(3)
    truth = rng.normal(4, 0.3, 2000)
    noise = 0.4
    shrink = 0.09 / (0.09 + noise**2)
    seen = truth + rng.normal(0, noise, 2000)
    means = Means(
        value=(4 + shrink * (seen - 4))[:, None],
        se=np.full((2000, 1), np.sqrt(0.09 * (1 - shrink))),
    )

    gaps = draw_gaps(means, peer_groups(np.zeros(2000, dtype=int)), 100, rng)

    true_target = np.quantile(truth, 0.75)
    assert gaps.target[0, 0] == pytest.approx(true_target, abs=0.02)
    assert gaps.expected.mean() == pytest.approx(
        np.maximum(true_target - truth, 0).mean(), rel=0.05
    )
    assert gaps.expected.mean() == pytest.approx(gaps.drawn.mean(), rel=0.02)


def test_without_error_the_gap_is_the_plain_distance():
    values = np.arange(9.0)[:, None]
    means = Means(value=values, se=np.zeros((9, 1)))

    gaps = draw_gaps(means, peer_groups(np.zeros(9, dtype=int)), 5, np.random.default_rng(1))

    assert gaps.target[:, 0].tolist() == [6] * 9
    assert gaps.expected[:, 0].tolist() == [6, 5, 4, 3, 2, 1, 0, 0, 0]
    assert gaps.drawn[:, 0, 0].tolist() == gaps.expected[:, 0].tolist()


def test_small_parents_look_up_to_all():
    groups = peer_groups(np.array([1, 1, 0, 0, 0, 0, 0, 0, 0, 0]))

    assert [(own.tolist(), peers.tolist()) for own, peers in groups] == [
        (list(range(2, 10)), list(range(2, 10))),
        ([0, 1], list(range(10))),
    ]


def test_the_targets_error_is_that_of_a_quarter_of_normal_means():
    # Asymptotically a quantile of n normal values has the variance q (1 - q) / (n density²).
    means = Means(value=np.full((400, 1), 4.0), se=np.full((400, 1), 0.3))

    gaps = draw_gaps(means, peer_groups(np.zeros(400, dtype=int)), 3000, np.random.default_rng(5))

    density = 0.31778 / 0.3  # the normal density at its upper quartile
    expected = np.sqrt(0.75 * 0.25 / 400) / density
    assert gaps.target_se[0, 0] == pytest.approx(expected, rel=0.05)
