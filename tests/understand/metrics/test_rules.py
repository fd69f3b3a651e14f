from datetime import date

import numpy as np
import pytest

from cxstats.histograms import value_moments
from cxstats.intervals import mean_interval, recommend_interval, wilson
from cxstats.sums import ItemScale
from heedful.understand.metrics.rules import MEAN, METRICS, RECOMMEND, TOP_BOX, Window, headline
from heedful.understand.metrics.series import RatedItem, Series

ANSWERS = [3, 0, 1, 0, 2, 0, 4, 5, 6, 7, 12]  # how often 0, 1, … 10 was said


TEN = ItemScale(0, 10)


def finished(metric, scale=TEN, histogram=ANSWERS):
    return metric.finish(value_moments([histogram], metric.values(scale)))


def test_the_recommend_score_is_promoters_minus_detractors():
    found = finished(RECOMMEND)

    expected = recommend_interval([19], [10], [40])
    assert found.value.tolist() == [22.5]
    assert np.allclose([found.low, found.high], [expected.low, expected.high], rtol=1e-12)


def test_the_mean_is_that_of_the_answers_themselves():
    found = finished(MEAN)

    raw = np.repeat(np.arange(11), ANSWERS)
    assert found.value == pytest.approx(raw.mean())
    expected = mean_interval([40], [raw.sum()], [(raw**2).sum()])
    assert (found.low, found.high) == (expected.low, expected.high)


def test_the_top_box_is_the_share_of_best_answers():
    found = finished(TOP_BOX, ItemScale(1, 5), [1, 1, 2, 4, 12])

    expected = wilson([12], [20])
    assert found.value.tolist() == [60.0]
    assert np.allclose([found.low, found.high], [100 * expected.low, 100 * expected.high])


def test_the_headline_of_a_likelihood_to_recommend_is_the_recommend_score():
    likely = RatedItem("recommend", "Recommend", "outcome", 0, 10, "recommend")
    overall = RatedItem("overall", "Overall", "outcome", 1, 5)

    assert [headline(likely).name, headline(overall).name] == ["recommend", "mean"]


def test_bounds_are_those_of_the_metric_not_of_the_scale():
    scale = ItemScale(1, 5)

    bounds = {name: metric.bounds(scale) for name, metric in METRICS.items()}

    assert bounds["mean"] == (1.0, 5.0)
    assert bounds["top_box"] == (0.0, 100.0)
    assert RECOMMEND.bounds(ItemScale(0, 10)) == (-100.0, 100.0)


def test_a_window_holds_both_its_ends_and_the_one_before_is_as_long():
    window = Window(date(2026, 3, 1), date(2026, 3, 28))

    assert (window.days, window.before) == (28, Window(date(2026, 2, 1), date(2026, 2, 28)))
    assert Window.ending(date(2026, 3, 28), days=28) == window


def test_the_primary_outcome_comes_before_the_first_one():
    first = RatedItem("overall", "Overall", "outcome", 1, 5)
    primary = RatedItem("recommend", "Recommend", "outcome", 0, 10, primary=True)
    driver = RatedItem("waiting", "Waiting", "driver", 1, 5)

    assert Series((driver, first, primary)).outcome == 2
    assert Series((driver, first)).outcome == 1
    assert Series((driver,)).outcome is None
    assert Series((driver, first)).drivers == (0,)
    with pytest.raises(KeyError):
        Series((driver,)).slot("food")
