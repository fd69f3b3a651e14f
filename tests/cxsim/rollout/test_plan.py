from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import statsmodels.api as sm

from cxsim import load_preset
from cxsim.rollout.config import RolloutConfig
from cxsim.rollout.plan import NEVER, action_starts, daily_lift, lift_at, plan_rollout

ITEMS = ("waiting_time", "friendliness", "ease_of_ordering")
ROLLOUT = load_preset("restaurant-120").streams.rollout
HOST = ROLLOUT.actions[0]


def planned(*actions, n_places=120, days=365, seed=5, level=None):
    level = np.zeros((n_places, len(ITEMS))) if level is None else level
    config = RolloutConfig(actions=actions)
    return plan_rollout(config=config, seed=seed, days=days, item_codes=ITEMS, level=level)


def test_as_many_take_part_as_told_in_waves_of_equal_size():
    rollout = planned(HOST)
    days, counts = np.unique(rollout.start[rollout.start != NEVER], return_counts=True)

    assert days.tolist() == [226, 248, 269, 291]
    assert sorted(counts.tolist()) == [9, 9, 10, 10]
    assert (rollout.effect[rollout.start == NEVER] == 0).all()


def test_an_immediate_effect_is_whole_on_the_first_day():
    rollout = planned(replace(HOST, share=1.0, waves=1, starts=(0.5, 0.5), effect_spread=0.0),
                      n_places=1, days=11)  # fmt: skip

    assert daily_lift(rollout, days=11, n_items=3)[0, :, 0].tolist() == [0.0] * 5 + [0.25] * 6


def test_a_growing_effect_grows_evenly_and_stays():
    action = replace(HOST, share=1.0, waves=1, starts=(0.0, 0.0), shape="growing",
                     effect=1.0, effect_spread=0.0, grows_over=4)  # fmt: skip
    lift = daily_lift(planned(action, n_places=1, days=7), days=7, n_items=3)

    assert lift[0, :, 0].tolist() == [0.0, 0.25, 0.5, 0.75, 1.0, 1.0, 1.0]
    assert (lift[:, :, 1:] == 0).all()


def test_an_action_without_effect_starts_and_moves_nothing():
    rollout = planned(replace(HOST, shape="none"))

    assert (rollout.start != NEVER).sum() == 38
    assert (daily_lift(rollout, days=365, n_items=3) == 0).all()


def test_two_actions_on_one_item_add_up():
    always = replace(HOST, share=1.0, waves=1, starts=(0.0, 0.0), effect_spread=0.0)
    rollout = planned(always, replace(always, code="more"), n_places=2, days=3)

    assert (daily_lift(rollout, days=3, n_items=3)[:, :, 0] == 0.5).all()


def test_single_visits_get_what_their_day_gets():
    rollout = planned(HOST)
    location, day = np.array([0, 5, 119, 5]), np.array([364, 0, 300, 364])
    whole = daily_lift(rollout, days=365, n_items=3)

    assert lift_at(rollout, location=location, day=day, n_items=3) == pytest.approx(
        whole[location, day]
    )


def test_two_way_fixed_effects_find_a_common_immediate_effect():
    rollout = planned(replace(HOST, effect_spread=0.0))
    rng = np.random.default_rng(0)
    started = daily_lift(rollout, days=365, n_items=3)[:, :, 0] > 0
    felt = rng.normal(4, 0.3, (120, 1)) + rng.normal(0, 0.1, 365) + 0.25 * started
    felt += rng.normal(0, 1.0, felt.shape)

    def within(values):
        return (values - values.mean(1, keepdims=True) - values.mean(0) + values.mean()).ravel()

    fit = sm.OLS(within(felt), within(started.astype(float))).fit()

    assert abs(fit.params[0] - HOST.effect) < 3 * fit.bse[0]


def test_need_decides_who_takes_part_when_told_so():
    level = np.random.default_rng(1).normal(4, 0.3, (120, 3))
    by_need = planned(replace(HOST, towards_need=20.0), level=level).start[0] != NEVER
    by_lot = planned(HOST, level=level).start[0] != NEVER

    assert level[by_need, 0].max() < np.quantile(level[:, 0], 0.4)
    assert abs(level[by_lot, 0].mean() - level[~by_lot, 0].mean()) < 0.15


def test_what_is_known_of_a_rollout_are_its_starts():
    rollout = planned(HOST, n_places=3)
    known = action_starts(
        rollout, config=RolloutConfig(actions=(HOST,)), first_day=date(2025, 11, 22)
    )

    assert known.action == ["queue_host"]
    assert known.item == ["waiting_time"]
    assert known.cost.tolist() == [2400.0]
    assert rollout.start[0, known.location].tolist() == [
        (known.started_on[0] - np.datetime64("2025-11-22")).astype(int)
    ]


def test_another_action_leaves_the_first_as_it_was():
    alone, both = planned(HOST), planned(HOST, ROLLOUT.actions[1])

    assert alone.start[0].tolist() == both.start[0].tolist()
    assert alone.effect[0].tolist() == both.effect[0].tolist()


def test_without_actions_nothing_is_moved():
    rollout = planned(n_places=2)

    assert (daily_lift(rollout, days=3, n_items=3) == 0).all()
    assert action_starts(
        rollout, config=RolloutConfig(actions=()), first_day=date(2026, 1, 1)
    ).action == []  # fmt: skip
