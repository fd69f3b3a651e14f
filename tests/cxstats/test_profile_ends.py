"""Ends of a profile against ends that are known by hand."""

import numpy as np
import pytest
from scipy.optimize import brentq

from cxstats.profile_ends import FALL, interval_ends
from cxstats.ratios import LOWEST, find_peak

# Two ratios of which the sum is known to 0.1 and the first to 0.5, around halves.


def deviance(x):
    first, second = np.exp(x)
    return ((first + second - 1) / 0.1) ** 2 + ((first - 0.5) / 0.5) ** 2


def test_the_other_ratio_makes_room_until_it_is_zero():
    peak = find_peak(deviance, 2)
    below, above = interval_ends(deviance, peak, 0)

    # Without the second ratio the sum is the first: its end by hand.
    alone = brentq(lambda v: ((v - 1) / 0.1) ** 2 + ((v - 0.5) / 0.5) ** 2 - FALL, 1, 2)
    assert np.exp(peak.at) == pytest.approx([0.5, 0.5], abs=1e-3)
    assert below[0] == LOWEST
    assert np.exp(below[1]) == pytest.approx(1.0, abs=0.03)
    assert np.exp(above[0]) == pytest.approx(alone, abs=0.01)
    assert np.exp(above[1]) == pytest.approx(0, abs=0.01)


def test_an_end_inside_is_where_the_profile_has_fallen():
    """With the first ratio known to 0.2 both ends are inside, the other one far from zero."""

    def surer(x):
        first, second = np.exp(x)
        return ((first + second - 2) / 0.1) ** 2 + ((first - 0.5) / 0.2) ** 2

    below, above = interval_ends(surer, find_peak(surer, 2), 0)

    half = 0.2 * np.sqrt(FALL)
    assert np.exp([below[0], above[0]]) == pytest.approx([0.5 - half, 0.5 + half], abs=0.01)


def test_a_ratio_alone_has_the_ends_of_its_likelihood():
    def alone(x):
        return float(((np.exp(x[0]) - 1) / 0.3) ** 2)

    below, above = interval_ends(alone, find_peak(alone, 1), 0)

    half = 0.3 * np.sqrt(FALL)
    assert np.exp([below[0], above[0]]) == pytest.approx([1 - half, 1 + half], abs=0.01)
