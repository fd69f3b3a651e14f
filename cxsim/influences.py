"""What moves a visit up or down from what its location usually offers, cause by cause."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cxsim.clientele import Clientele
from cxsim.config import Config
from cxsim.events import Events
from cxsim.hours import within
from cxsim.randomness import stream
from cxsim.rollout.plan import Rollout, lift_of
from cxsim.roster import Shifts
from cxsim.visits import Visits
from cxsim.world import World

Floats = NDArray[np.float64]
Level = Literal["day", "cell", "shift", "customer"]


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """One cause: at each visit an amount, and how many points each item gets for one of it."""

    level: Level  # What shares it: a day of a location, a daypart of its week, a shift, a customer.
    lasting: bool  # Whether it belongs to the daypart of the week, week after week.
    amount: Floats  # (visits,)
    items: Floats  # (items,), or (locations, items) where it differs.

    def on_item(self, item: int, location: NDArray[np.int64]) -> Floats | float:
        pull = self.items[..., item]
        if not pull.any():
            return 0.0
        return self.amount * (pull[location] if pull.ndim else pull)

    def in_sum(self, location: NDArray[np.int64], weight: Floats) -> Floats:
        """Its points in a sum over the items, weighted by each location's `weight`."""
        pull: Floats = (self.items * weight).sum(axis=1)
        return self.amount * pull[location]


def make_influences(
    *,
    config: Config,
    seed: int,
    world: World,
    visits: Visits,
    clientele: Clientele,
    shifts: Shifts,
    events: Events,
    rollout: Rollout,
) -> tuple[Influence, ...]:
    return (
        *_of_the_day(config, seed, world, visits, events),
        *_of_actions(config, visits, rollout),
        *_of_the_cell(config, seed, world, visits),
        *_of_the_shift(config, seed, visits, shifts),
        Influence("customer", False, clientele.impression[clientele.of_visit], _all(config)),
    )


def total(influences: Iterable[Influence], visits: Visits) -> NDArray[np.float32]:
    """What all of them did to each item at each visit, shape (visits, items)."""
    found = list(influences)
    n_items = found[0].items.shape[-1]
    everything = np.zeros(len(visits))
    special = []
    for one in found:
        if (one.items == 1.0).all():
            everything += one.amount
        else:
            special.append(one)
    # One item after the other lies in memory, as they are read later.
    shift = np.empty((len(visits), n_items), dtype=np.float32, order="F")
    for item in range(n_items):
        own = sum(one.on_item(item, visits.location) for one in special)
        shift[:, item] = everything + own
    return shift


def _of_the_day(
    config: Config, seed: int, world: World, visits: Visits, events: Events
) -> list[Influence]:
    place, day = visits.location, visits.day
    n_places, days = len(world.felt), config.days
    effect = stream(seed, "days").normal(0.0, config.experience.day, n_places * days)
    # The middle of the time is the location's own level; a drift starts below and ends above.
    year = (day.astype(np.float64) - (days - 1) / 2) / 365.0
    marker, outcome = events.depths(place, day)
    falls = -_per_item(config, config.episodes.items)
    falls_first = -_per_item(config, {config.episodes.marker: 1.0})
    return [
        Influence("day", False, effect[place * days + day], _all(config)),
        Influence("day", False, year, world.trend),
        Influence("day", False, events.level(place, day), _all(config)),
        Influence("day", False, marker, falls_first),
        Influence("day", False, outcome, falls),
    ]


def _of_actions(config: Config, visits: Visits, rollout: Rollout) -> list[Influence]:
    """One a rolled-out action; it lasts from its start on and so belongs to the day."""
    place, day = visits.location, visits.day.astype(np.int64)
    return [
        Influence(
            "day",
            False,
            lift_of(rollout, row, location=place, day=day),
            _per_item(config, {action.item: 1.0}),
        )
        for row, action in enumerate(config.streams.rollout.actions)
    ]


def _of_the_cell(config: Config, seed: int, world: World, visits: Visits) -> list[Influence]:
    rng = stream(seed, "cells")
    n_cells = 7 * len(config.week.dayparts)
    cell = visits.weekday * len(config.week.dayparts) + visits.daypart
    shared = rng.normal(0.0, config.experience.cell_shared, n_cells)
    own = rng.normal(0.0, config.experience.cell_own, (len(world.felt), n_cells))
    dipped = within([config.dip.weekday], config.dip.hours)[visits.weekday, visits.half_hour]
    rushed = within(config.rush.weekdays, config.rush.hours)[visits.weekday, visits.half_hour]
    dip = -_per_item(config, config.dip.items)
    return [
        Influence("cell", True, shared[cell] + own[visits.location, cell], _all(config)),
        Influence("cell", True, world.dip[visits.location] * dipped, dip),
        Influence("cell", True, rushed.astype(np.float64), _per_item(config, config.rush.items)),
    ]


def _of_the_shift(config: Config, seed: int, visits: Visits, shifts: Shifts) -> list[Influence]:
    number, cover = shifts.number(visits), config.cover
    effect = stream(seed, "shifts").standard_normal(shifts.is_open.size, dtype=np.float32)
    likely = shifts.senior_chance[visits.location, visits.weekday] - cover.senior
    senior = shifts.senior.ravel()[number].astype(np.float64) - cover.senior - likely
    temporary = shifts.temporary.ravel()[number].astype(np.float64) - cover.temporary
    senior_items = _per_item(config, cover.senior_items)
    own = config.experience.shift * effect[number].astype(np.float64)
    return [
        Influence("shift", False, own, _all(config)),
        # The usual cover of a weekday lasts; that one is there today or not does not.
        Influence("cell", True, likely, senior_items),
        Influence("shift", False, senior, senior_items),
        Influence("shift", False, temporary, _per_item(config, cover.temporary_items)),
    ]


def _per_item(config: Config, parts: Mapping[str, float]) -> Floats:
    return np.array([parts.get(code, 0.0) for code in config.item_codes])


def _all(config: Config) -> Floats:
    return np.ones(len(config.items))
