import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from cxstats.shop_visits import (
    reliability,
    reorder,
    typical_reorder,
    typical_visits_needed,
    visits_needed,
)


@pytest.mark.parametrize(
    ("between", "within", "visits"), [(0.25, 4.0, 1), (1.0, 1.0, 3), (0.01, 9.0, 50)]
)
def test_the_closed_form_is_the_integral_over_all_pairs_of_locations(between, within, visits):
    def wrong(gap):
        return norm.pdf(gap, scale=np.sqrt(2 * between)) * norm.cdf(
            -abs(gap) / np.sqrt(2 * within / visits)
        )

    integral = 2 * quad(wrong, 0, 40 * np.sqrt(between), epsabs=1e-12)[0]
    assert typical_reorder(between, within, visits) == pytest.approx(integral, abs=1e-6)


def test_visits_drawn_by_chance_reorder_as_often_as_said():
    rng = np.random.default_rng(1)
    first, second = rng.normal(8, 0.5, (2, 200_000))
    seen = rng.normal(first, 2 / np.sqrt(5)) - rng.normal(second, 2 / np.sqrt(5))

    wrong = np.mean(np.sign(seen) != np.sign(first - second))
    assert typical_reorder(0.25, 4.0, 5) == pytest.approx(wrong, abs=0.005)


def test_a_known_difference_and_an_average_of_differences_agree():
    gaps = np.random.default_rng(2).normal(0, np.sqrt(2 * 0.25), 400_000)

    assert reorder(gaps, 8.0, 4).mean() == pytest.approx(typical_reorder(0.25, 4.0, 4), abs=0.001)


def test_the_visits_needed_are_the_fewest_that_are_enough():
    two = float(visits_needed(0.5, 8.0, sure=0.9))
    any_two = float(typical_visits_needed(0.25, 4.0, sure=0.9))

    assert reorder(0.5, 8.0, two) <= 0.1 < reorder(0.5, 8.0, two - 1)
    assert typical_reorder(0.25, 4.0, any_two) <= 0.1 < typical_reorder(0.25, 4.0, any_two - 1)


def test_reliability_is_the_correlation_of_two_averages_of_the_same_locations():
    rng = np.random.default_rng(3)
    truth = rng.normal(0, 0.5, 100_000)
    one, other = truth + rng.normal(0, 2 / np.sqrt(16), (2, 100_000))

    assert reliability(0.25, 4.0, 16) == pytest.approx(np.corrcoef(one, other)[0, 1], abs=0.01)


def test_locations_that_are_alike_are_ordered_by_luck_and_no_noise_orders_rightly():
    assert reorder([0.0, 0.0, 1.0], [1.0, 0.0, 0.0], 1).tolist() == [0.5, 0.5, 0.0]
    assert np.isinf(visits_needed(0.0, 4.0))
    assert np.isinf(typical_visits_needed(0.0, 4.0))
    assert np.isnan(reliability(0.0, 0.0, 3))


def test_being_surer_than_sure_is_refused():
    with pytest.raises(ValueError, match="one half"):
        visits_needed(1.0, 1.0, sure=1.0)
