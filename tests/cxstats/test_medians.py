"""Medians, against published ranks (Campbell & Gardner 1988) and how often they hold."""

import math

import numpy as np
import pytest

from cxstats.medians import median_interval

# Number of values, and the ranks that enclose the median in 95 of 100 samples.
RANKS = {6: (1, 6), 8: (1, 8), 10: (2, 9), 12: (3, 10), 20: (6, 15), 30: (10, 21), 50: (18, 33),
         100: (40, 61)}  # fmt: skip


@pytest.mark.parametrize("n", RANKS)
def test_ends_are_the_published_ranks(n):
    found = median_interval(np.random.default_rng(n).permutation(np.arange(1.0, n + 1)))

    assert (found.low, found.high) == RANKS[n]
    assert found.value == (n + 1) / 2


def test_the_interval_holds_as_often_as_it_says():
    rng = np.random.default_rng(7)
    draws = [median_interval(rng.exponential(1.0, 25)) for _ in range(2000)]

    held = np.mean([one.low <= math.log(2) <= one.high for one in draws])
    assert 0.95 <= held <= 0.97


def test_few_values_leave_the_ends_open_and_none_say_nothing():
    few, none = median_interval([2.0, 1.0]), median_interval([])

    assert (few.value, few.low, few.high, few.n) == (1.5, -math.inf, math.inf, 2)
    assert math.isnan(none.value)
    assert none.n == 0


def test_waits_that_have_not_ended_are_longer_than_any():
    found = median_interval([1.0, 2.0, math.inf, math.inf, math.inf])

    assert found.value == math.inf


@pytest.mark.parametrize("values", [[math.nan], [[1.0]]])
def test_what_is_no_list_of_numbers_is_refused(values):
    with pytest.raises(ValueError):
        median_interval(values)
