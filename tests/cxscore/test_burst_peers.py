import numpy as np
import pytest
from scipy import stats

from cxscore.burst_peers import advec, windowed_gaussian


def test_the_windowed_gaussian_is_a_normal_tail_of_the_window_before():
    values = np.random.default_rng(3).normal(10, 2, 60)

    mine = windowed_gaussian(values, window=20, step=1)

    window = values[39:59]
    tail = stats.norm.sf(abs(values[59] - window.mean()) / window.std())
    assert mine[59] == pytest.approx(1 - tail)
    assert mine[0] == 0


def test_advec_finds_what_was_planted_and_nothing_else():
    rng = np.random.default_rng(4)
    values = 50 + 20 * np.sin(np.arange(3000) / 150 * 2 * np.pi) + rng.normal(0, 2, 3000)
    values[[700, 2000]] += 60

    assert np.flatnonzero(advec(values)).tolist() == [700, 2000]
    assert advec(np.full(500, 3.0)).sum() == 0
