"""Who takes up which action, when, and what it does to what guests feel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxsim.randomness import stream
from cxsim.rollout.config import Action, RolloutConfig

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NEVER = -1


@dataclass(frozen=True, slots=True, eq=False)
class Rollout:
    """Arrays have one row an action and one column a location unless said otherwise."""

    item: Ints  # (actions,): column of the item that the action moves.
    start: Ints  # Day of the start, counted from the first one, or NEVER.
    effect: Floats  # Points of what is felt, once it is whole; 0 where never started.
    grows_over: Ints  # (actions,): days until the effect is whole; 0 for at once.


@dataclass(frozen=True, slots=True, eq=False)
class ActionStarts:
    """What an organisation knows: one row for each action that a location started."""

    action: list[str]
    name: list[str]
    item: list[str]
    location: Ints
    started_on: NDArray[np.datetime64]
    cost: Floats


def plan_rollout(
    *, config: RolloutConfig, seed: int, days: int, item_codes: Sequence[str], level: Floats
) -> Rollout:
    """Draw starts and effects. `level` (locations, items) tells who is in need of what."""
    n_actions, n_places = len(config.actions), len(level)
    start = np.full((n_actions, n_places), NEVER)
    effect = np.zeros((n_actions, n_places))
    item = np.array([item_codes.index(action.item) for action in config.actions], dtype=np.int64)
    for row, action in enumerate(config.actions):
        rng = stream(seed, f"rollout {action.code}")
        chosen = _choose(action, level[:, item[row]], rng)
        start[row, chosen] = _start_days(action, len(chosen), days, rng)
        own = rng.normal(0.0, action.effect_spread, n_places)
        works = action.shape != "none"
        effect[row, chosen] = works * (action.effect + own[chosen])
    grows = [a.grows_over if a.shape == "growing" else 0 for a in config.actions]
    return Rollout(item=item, start=start, effect=effect, grows_over=np.array(grows, dtype=int))


def lift_of(rollout: Rollout, action: int, *, location: Ints, day: Ints) -> Floats:
    """Points that one action adds to its item at these locations and days."""
    start, days = rollout.start[action, location], int(rollout.grows_over[action])
    since = day - start
    going = (start != NEVER) & (since >= 0)
    strength = np.minimum(since / days, 1.0) if days else 1.0
    lift: Floats = rollout.effect[action, location] * strength * going
    return lift


def lift_at(rollout: Rollout, *, location: Ints, day: Ints, n_items: int) -> Floats:
    """What all actions add to each item at these locations and days, shape (rows, items)."""
    lift = np.zeros((len(location), n_items))
    for action, item in enumerate(rollout.item.tolist()):
        lift[:, item] += lift_of(rollout, action, location=location, day=day)
    return lift


def daily_lift(rollout: Rollout, *, days: int, n_items: int) -> Floats:
    """The same for every location and day, shape (locations, days, items)."""
    n_places = rollout.start.shape[1]
    location, day = np.divmod(np.arange(n_places * days), days)
    lift = lift_at(rollout, location=location, day=day, n_items=n_items)
    return lift.reshape(n_places, days, n_items)


def action_starts(rollout: Rollout, *, config: RolloutConfig, first_day: date) -> ActionStarts:
    action, location = np.nonzero(rollout.start != NEVER)
    known = [config.actions[row] for row in action.tolist()]
    return ActionStarts(
        action=[a.code for a in known],
        name=[a.name for a in known],
        item=[a.item for a in known],
        location=location,
        started_on=np.datetime64(first_day, "D") + rollout.start[action, location],
        cost=np.array([a.cost for a in known], dtype=np.float64),
    )


def _choose(action: Action, level: Floats, rng: np.random.Generator) -> Ints:
    """Locations that take part; the lower their level the likelier, as far as the plan says."""
    spread = level.std()
    need = (level.mean() - level) / spread if spread > 0 else np.zeros_like(level)
    wish = action.towards_need * need + rng.gumbel(size=len(level))
    first = np.argsort(-wish, kind="stable")[: round(action.share * len(level))]
    return rng.permutation(first)


def _start_days(action: Action, count: int, days: int, rng: np.random.Generator) -> Ints:
    """Starts in waves at even distances; each wave has about equally many locations."""
    low, high = action.starts
    wave_days = np.rint(np.linspace(low, high, action.waves) * (days - 1)).astype(np.int64)
    return rng.permutation(wave_days[np.arange(count) % action.waves])
