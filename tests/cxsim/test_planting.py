from dataclasses import replace

import numpy as np
import pytest

from cxsim import generate, load_preset
from cxsim.planting import NO_PRIORITY, PlantingFailedError


@pytest.mark.parametrize("seed", [1, 7, 2026])
def test_a_planted_first_priority_has_truly_the_largest_gain(seed):
    truth = generate(load_preset("restaurant-120"), seed).truth
    clear = truth.first_priority != NO_PRIORITY
    largest, second = truth.gains.two_largest

    assert clear.sum() == 102
    assert truth.gains.best[clear].tolist() == truth.first_priority[clear].tolist()
    assert (largest[clear] >= 1.1 * second[clear]).all()


@pytest.mark.parametrize("seed", [1, 7, 2026])
def test_before_rounding_clear_ones_lead_and_others_do_not(seed):
    truth = generate(load_preset("restaurant-120"), seed).truth
    rules, clear = truth.config.priorities, truth.first_priority != NO_PRIORITY
    ordered = np.sort(truth.cause * truth.reach * truth.gains.gap, axis=1)
    largest, second = ordered[:, -1], ordered[:, -2]

    assert (largest >= rules.lead[0] * second - 1e-6)[clear].all()
    assert largest[clear].min() >= rules.least_gain - 1e-6
    trifling = largest < rules.least_gain / 4 + 1e-6
    assert (trifling | (largest <= rules.tie * second + 1e-6))[~clear].all()


def test_a_gain_is_effect_times_reach_times_gap_to_the_best_quarter(simulated):
    truth = simulated.truth
    goal = np.quantile(truth.gains.mean, 0.75, axis=0)
    gap = np.maximum(goal - truth.gains.mean, 0)

    assert truth.gains.gain == pytest.approx(truth.effect * truth.reach * gap)
    assert truth.reach.tolist() == [0.97, 0.98, 0.99, 0.96, 0.94, 0.98, 0.90, 0.65]


def test_the_flagship_has_the_priority_that_was_ordered(simulated):
    assert simulated.truth.drivers[simulated.truth.first_priority[0]] == "waiting_time"


def test_every_driver_is_first_somewhere(simulated):
    first = simulated.truth.first_priority

    assert np.unique(first).tolist() == [NO_PRIORITY, *range(8)]


def test_a_plan_without_room_is_refused():
    config = load_preset("restaurant-120")
    impossible = replace(config.priorities, least_gain=0.9)

    with pytest.raises(PlantingFailedError):
        generate(replace(config, priorities=impossible), seed=7)
