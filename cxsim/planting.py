"""Give each location a first priority that is truly its best first step, or truly none."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Config
from cxsim.gains import Gains, MeanAnswers, true_gains
from cxsim.randomness import stream
from cxsim.scales import ExpectedAnswer
from cxsim.world import World

Floats = NDArray[np.float64]

NO_PRIORITY = -1
ROUNDS = 200
LARGEST_STEP = 0.25
ENOUGH = 1e-9


class PlantingFailedError(RuntimeError):
    """The configuration leaves no room for clear first priorities."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    driver: NDArray[np.int64]  # (locations,): the driver to be first, or NO_PRIORITY.
    lead: Floats  # (locations,): by which factor its gain must lead the second.


def plan_priorities(*, config: Config, seed: int, world: World) -> Plan:
    """Choose which driver is to be first where; the flagship's is given."""
    rng = stream(seed, "priorities")
    n_places, p = len(world.felt), config.driver_count
    # A driver that counts for little at a location would need an absurd gap to be first there.
    weight = np.array([item.priority_weight for item in config.items[:p]])
    per_point = world.effect[:, :p] * world.reach[:p]
    can_be = per_point * config.priorities.largest_gap >= 1.1 * config.priorities.least_gain
    if not can_be.any(axis=1).all():
        raise PlantingFailedError("priorities.least_gain is out of reach; lower it.")
    chance = np.cumsum(weight * per_point**2 * can_be, axis=1)
    driver = (chance < rng.random((n_places, 1)) * chance[:, -1:]).sum(axis=1)
    unclear = rng.choice(
        np.arange(1, n_places),
        size=round((1 - config.priorities.clear_share) * n_places),
        replace=False,
    )
    driver[unclear] = NO_PRIORITY
    driver[0] = config.item_codes.index(config.flagship.first_priority)
    lead = rng.uniform(*config.priorities.lead, n_places)
    lead[0] = config.flagship.lead
    return Plan(driver=driver, lead=lead)


def plant_priorities(*, config: Config, plan: Plan, world: World, means: MeanAnswers) -> World:
    """Move what is felt until every location's gains are as planned.

    A move shifts the goal a little for everybody, so small steps are repeated until nothing is
    left to do. Raises PlantingFailedError after ROUNDS rounds.
    """
    p = config.driver_count
    felt = world.felt.copy()

    def gains() -> Gains:
        quantile = config.priorities.goal_quantile
        return true_gains(
            means(felt)[:, :p], effect=world.effect[:, :p], reach=world.reach[:p], quantile=quantile
        )

    for _ in range(ROUNDS):
        if not _step(config, plan, world, felt, gains):
            return replace(world, felt=felt)
    raise PlantingFailedError(
        "First priorities could not be planted: lower priorities.lead or experience.item_spread."
    )


def item_answer(config: Config) -> ExpectedAnswer:
    """Mean rating for a centre of what is felt, over customers with their halo and own views."""
    spread = float(np.hypot(config.experience.halo, config.experience.own))
    return ExpectedAnswer(spread=spread, low=1, high=5)


def _step(
    config: Config, plan: Plan, world: World, felt: Floats, gains: Callable[[], Gains]
) -> bool:
    """Move `felt` one step towards the plan; False when it is fulfilled."""
    rules, now = config.priorities, gains()
    rows, p = np.arange(len(felt)), config.driver_count
    clear = plan.driver != NO_PRIORITY
    first = np.where(clear, plan.driver, now.best)
    others = np.where(np.arange(p) == first[:, None], -1.0, now.gain)
    rival = others.argmax(axis=1)
    gain, rival_gain = now.gain[rows, first], now.gain[rows, rival]

    need = np.where(clear, np.maximum(plan.lead * rival_gain, rules.least_gain) - gain, 0.0)
    deep = now.gap[rows, first] >= rules.largest_gap
    excess = gain - np.maximum(rules.tie * rival_gain, rules.least_gain / 4)
    # Down with the planted one until its gap is as large as may be, then up with its rival;
    # up with whatever stands out where nothing should.
    lower = np.where(deep, 0.0, np.maximum(need, 0.0))
    lift = np.where(clear, 0.0, np.maximum(excess, 0.0))
    lift_rival = np.where(deep & (need > ENOUGH), rival_gain - gain / plan.lead, 0.0)
    if max(lower.max(), lift.max(), lift_rival.max()) < ENOUGH:
        return False
    per_point = world.effect[:, :p] * world.reach[:p]
    felt[rows, first] += _bounded((lift - lower) / per_point[rows, first])
    felt[rows, rival] += _bounded(lift_rival / per_point[rows, rival])
    return True


def _bounded(step: Floats) -> Floats:
    """A quarter more than asked, because the scale's ends swallow part of it; never a leap."""
    return np.clip(1.25 * step, -LARGEST_STEP, LARGEST_STEP)
