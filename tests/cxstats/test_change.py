import warnings

import numpy as np
import pytest
from scipy import stats

from cxstats.change import beside_the_rest, change_between
from cxstats.discovery import benjamini_hochberg
from cxstats.histograms import Moments


def moments(*samples):
    arrays = [np.array(s, dtype=float) for s in samples]
    return Moments(
        n=np.array([float(len(a)) for a in arrays]),
        total=np.array([a.sum() for a in arrays]),
        squares=np.array([(a**2).sum() for a in arrays]),
    )


@pytest.mark.parametrize(
    ("before", "after", "alike"),
    [
        # Variances that differ no more than by chance are taken to be one: Student's test.
        ([5, 4, 4, 3, 5, 1], [2, 3, 3, 5, 1, 1, 2, 3], True),
        # Those that clearly differ stay each its own: Welch's test.
        ([1] * 300 + [5] * 300, [3] * 280 + [4] * 20, False),
    ],
)
def test_one_group_alone_is_tested_as_scipy_tests_it(before, after, alike):
    mine = change_between(moments(before), moments(after), 0.9)

    theirs = stats.ttest_ind(after, before, equal_var=alike)
    assert mine.p == pytest.approx([theirs.pvalue], rel=0.02)
    interval = theirs.confidence_interval(0.9)
    assert [mine.low[0], mine.high[0]] == pytest.approx([interval.low, interval.high], rel=0.02)
    assert mine.difference == pytest.approx([np.mean(after) - np.mean(before)])


@pytest.mark.parametrize(
    ("before", "after"), [([], [1, 2]), ([1], [1, 2, 3]), ([4, 4], [5, 5]), ([4, 4], [4, 4])]
)
def test_what_cannot_be_known_is_nan_without_a_warning(before, after):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mine = change_between(moments(before), moments(after))

    assert np.isnan([mine.p, mine.low, mine.high]).all()


def test_both_periods_need_the_fewest_answers():
    few, enough = [5, 4, 1], [4, 3, 1, 2]

    mine = change_between(
        moments(few, enough, enough), moments(enough, few, enough), fewest=len(enough)
    )

    for known in (mine.p, mine.low, mine.high):
        assert np.isfinite(known).tolist() == [False, False, True]


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.5])
def test_discovered_are_those_of_all_p_values(rate):
    rng = np.random.default_rng(5)
    means = np.where(rng.random(400) < 0.2, 3.6, 3.0)
    beside = beside_the_rest(moments(*(rng.normal(m, 1, rng.integers(0, 60)) for m in means)))

    expected = benjamini_hochberg(beside.p, rate).rejected
    assert 0 < expected.sum() < 400
    assert beside.discovered(rate).tolist() == expected.tolist()


def test_equal_answers_borrow_the_spread_of_other_groups():
    mixed = [1, 5, 3, 4, 2, 5, 1, 3]

    mine = change_between(moments([5, 5, 5], mixed), moments([4, 4, 4], mixed))

    assert mine.p[0] > 0.3
    assert mine.low[0] < -1 < 0 < mine.high[0]


def test_nothing_changed_is_called_a_change_as_often_as_it_says():
    rng = np.random.default_rng(5)
    draw = rng.integers(1, 6, (2, 4000, 25)).astype(float)
    before, after = (Moments(np.full(4000, 25.0), d.sum(1), (d**2).sum(1)) for d in draw)

    mine = change_between(before, after)

    assert (mine.p < 0.05).mean() == pytest.approx(0.05, abs=0.01)
    assert ((mine.low > 0) | (mine.high < 0)).mean() == (mine.p < 0.05).mean()


def test_pages_of_places_show_a_change_no_more_often_than_said():
    """The variances of places differ, and are the same in both periods."""
    rng, called = np.random.default_rng(6), []
    for _ in range(2000):
        spread = np.sqrt(rng.gamma(4, 1 / 4, (20, 1)))
        draw = rng.normal(0, spread, (2, 20, 10))
        before, after = (Moments(np.full(20, 10.0), d.sum(1), (d**2).sum(1)) for d in draw)
        called.append(benjamini_hochberg(change_between(before, after).p, 0.10).rejected.any())

    assert np.mean(called) <= 0.10
