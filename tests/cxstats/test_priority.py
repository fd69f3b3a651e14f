import warnings

import numpy as np
import pytest

from cxstats.effects import pooled_effects
from cxstats.priority import first_priorities
from cxstats.sums import NOT_USED, WEIGHT_ONE, cross_sums

LOCATIONS, DRIVERS = 300, 12


def organisation(seed, n, *, missing=0.0, fine=False):
    """Correlated ratings 1 to 5 with effects and means that differ between locations.

    `fine` ratings are in hundredths and have no ceiling.
    """
    rng = np.random.default_rng(seed)
    effects = np.abs(rng.normal(0.10, 0.07, DRIVERS)) + rng.normal(0, 0.06, (LOCATIONS, DRIVERS))
    effects = np.clip(effects, 0, None)
    means = 4.1 + rng.normal(0, 0.22, DRIVERS) + rng.normal(0, 0.22, (LOCATIONS, 1))
    means = means + rng.normal(0, 0.25, (LOCATIONS, DRIVERS))
    gains = effects * np.clip(np.quantile(means, 0.75, axis=0) - means, 0, None)
    halo = rng.normal(0, 0.6, (LOCATIONS, n, 1))
    felt = means[:, None] + halo + rng.normal(0, 0.66, (LOCATIONS, n, DRIVERS))
    outcome = 4 + (effects[:, None] * (felt - 4.1)).sum(-1) + rng.normal(0, 0.55, (LOCATIONS, n))
    rated = np.concatenate([felt, outcome[..., None]], axis=2)
    scores = np.rint(100 * rated) if fine else np.clip(np.rint(rated), 1, 5)
    scores[..., :DRIVERS][rng.random(felt.shape) < missing] = NOT_USED
    rows = scores.astype(np.int16).reshape(-1, DRIVERS + 1)
    return cross_sums(rows, np.repeat(np.arange(LOCATIONS), n), LOCATIONS), gains


@pytest.mark.parametrize(
    ("n", "missing", "least"),
    [(30, 0.0, 0.44), (100, 0.0, 0.60), (300, 0.0, 0.67), (30, 0.4, 0.36), (100, 0.4, 0.52)],
)
def test_the_true_first_priority_is_found_as_often_as_before_and_as_often_as_said(
    n, missing, least
):
    """`python -m benchmarks.drivers` repeats this often enough for narrow figures."""
    hits, said = [], []
    for seed in range(4):
        cross, gains = organisation(seed, n, missing=missing)
        found = first_priorities(cross, DRIVERS, range(DRIVERS))
        first = found.order[:, 0]
        hits.append(first == gains.argmax(axis=1))
        said.append(found.probability[np.arange(LOCATIONS), first])
    hit, probability = np.concatenate(hits), np.concatenate(said)

    assert hit.mean() >= least - 0.03
    for low, high in ((0, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01)):
        chosen = (probability >= low) & (probability < high)
        if chosen.sum() >= 100:
            assert hit[chosen].mean() == pytest.approx(probability[chosen].mean(), abs=0.1)


@pytest.mark.parametrize("n", [30, 300])
def test_gains_are_as_large_as_they_say(n):
    cross, gains = organisation(9, n, fine=True)

    found = first_priorities(cross, DRIVERS, range(DRIVERS))

    first = found.order[:, :1]
    promised = np.take_along_axis(found.gain, first, axis=1)
    true = 100 * np.take_along_axis(gains, first, axis=1)
    inside = (np.take_along_axis(found.low, first, axis=1) <= true) & (
        true <= np.take_along_axis(found.high, first, axis=1)
    )
    assert promised.mean() == pytest.approx(true.mean(), rel=0.06)
    assert inside.mean() == pytest.approx(0.9, abs=0.05)


def one_gap(*, locations=12, rows=200):
    """Location 0 is a point behind in driver 0, location 1 in driver 1; nobody else differs."""
    rng = np.random.default_rng(1)
    place = np.repeat(np.arange(locations), rows)
    drivers = rng.integers(1, 5, (len(place), 2)) + 1
    drivers[place == 0, 0] -= 1
    drivers[place == 1, 1] -= 1
    outcome = 2 * drivers[:, 0] + drivers[:, 1] + rng.integers(0, 3, len(place))
    return np.column_stack([drivers, outcome]).astype(np.int16), place


def test_a_planted_gap_is_found_with_its_gain():
    scores, place = one_gap()

    found = first_priorities(cross_sums(scores, place, 12), 2, [0, 1])

    assert found.order[:2, 0].tolist() == [0, 1]
    assert found.gain[0, 0] == pytest.approx(2, abs=0.4)
    assert found.gain[1, 1] == pytest.approx(1, abs=0.25)
    assert found.probability[[0, 1], [0, 1]].min() > 0.99
    assert found.effect[0] == pytest.approx([2, 1], abs=0.1)
    assert (found.low[0, 0] < found.gain[0, 0]) & (found.gain[0, 0] < found.high[0, 0])


def test_what_few_customers_use_gains_less():
    scores, place = one_gap()
    cross = cross_sums(scores, place, 12)
    reach = np.tile([0.25, 1.0], (12, 1))

    found, all_reached = (first_priorities(cross, 2, [0, 1], reach=r) for r in (reach, None))

    assert found.gain[:, 0] == pytest.approx(all_reached.gain[:, 0] / 4)
    assert found.gain[:, 1].tolist() == all_reached.gain[:, 1].tolist()


def test_equal_input_gives_equal_output_and_effects_may_be_passed():
    scores, place = one_gap()
    cross = cross_sums(scores, place, 12)

    first = first_priorities(cross, 2, [0, 1])
    again = first_priorities(cross, 2, [0, 1], effects=pooled_effects(cross, 2, [0, 1]))

    assert again.probability.tolist() == first.probability.tolist()
    assert again.low.tolist() == first.low.tolist()


def test_weights_of_one_change_nothing():
    scores, place = one_gap()
    cross = cross_sums(scores, place, 12)
    ones = np.full(len(place), WEIGHT_ONE)

    weighted = first_priorities(cross, 2, [0, 1], weighted=cross_sums(scores, place, 12, ones))

    assert weighted.gain == pytest.approx(first_priorities(cross, 2, [0, 1]).gain)


def test_locations_are_compared_within_large_parents_and_with_all_otherwise():
    rng = np.random.default_rng(2)
    place = np.repeat(np.arange(19), 200)
    level = np.repeat([0, 2, 4], [8, 8, 3])[place]
    driver = rng.integers(1, 4, len(place)) + level
    scores = np.column_stack([driver, driver + rng.integers(0, 3, len(place))]).astype(np.int16)
    parent = np.repeat([0, 1, 2], [8, 8, 3])

    found = first_priorities(cross_sums(scores, place, 19), 1, [0], parent=parent)

    assert found.target[[0, 8, 16], 0] == pytest.approx([2, 4, 4.05], abs=0.2)
    assert found.gap.max() < 0.3


def test_a_single_location_has_no_gap_but_an_order():
    scores, place = one_gap(locations=1)

    found = first_priorities(cross_sums(scores, place, 1), 2, [1, 0])

    assert np.isnan([found.gain, found.probability, found.gap, found.low]).all()
    assert found.order.tolist() == [[1, 0]]


def test_seven_locations_and_one_without_answers_work_without_warning():
    scores, place = one_gap(locations=7)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = first_priorities(cross_sums(scores, place, 8), 2, [0, 1])

    assert found.order[:2, 0].tolist() == [0, 1]
    assert np.isfinite(found.gain).all()
    assert found.probability[7].max() < 0.9
    assert (found.probability.sum(axis=1) <= 1 + 1e-9).all()


def test_a_driver_that_nobody_rated_is_unknown_and_last():
    scores, place = one_gap()
    scores[:, 0] = NOT_USED

    found = first_priorities(cross_sums(scores, place, 12), 2, [0, 1])

    assert np.isnan(found.gain[:, 0]).all()
    assert np.isnan(found.probability[:, 0]).all()
    assert found.order[:, 0].tolist() == [1] * 12
    assert found.probability[1, 1] > 0.99


def test_the_order_of_drivers_and_locations_only_moves_the_results():
    scores, place = one_gap()
    cross = cross_sums(scores, place, 12)

    straight = first_priorities(cross, 2, [0, 1])
    turned = first_priorities(cross.take(np.arange(12)[::-1]), 2, [1, 0])

    assert turned.gain[::-1, ::-1] == pytest.approx(straight.gain, abs=0.02)
    assert turned.probability[::-1, ::-1] == pytest.approx(straight.probability, abs=0.1)


def test_reach_and_parents_that_do_not_fit_are_refused():
    cross = cross_sums(*one_gap(), 12)
    with pytest.raises(ValueError, match=r"reach of 0\.\.1"):
        first_priorities(cross, 2, [0, 1], reach=np.full((12, 2), 1.1))
    with pytest.raises(ValueError, match="one parent a location"):
        first_priorities(cross, 2, [0, 1], parent=[0])
