"""Who is on duty: staff, senior cover and temporary staff for each daypart of each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Config
from cxsim.hours import WEEKDAYS, parse_opening_hours
from cxsim.places import Place
from cxsim.randomness import stream
from cxsim.visits import Visits, daypart_of_half_hour


@dataclass(frozen=True, slots=True, eq=False)
class Shifts:
    """Arrays have the shape (locations, days, dayparts)."""

    is_open: NDArray[np.bool_]
    staff: NDArray[np.int16]
    senior: NDArray[np.bool_]
    temporary: NDArray[np.float32]  # Share of the staff.
    senior_chance: NDArray[np.float64]  # (locations, 7): by weekday, a part of the truth.

    def number(self, visits: Visits) -> NDArray[np.int64]:
        """The place of each visit's shift in the flattened arrays."""
        _, days, dayparts = self.is_open.shape
        number: NDArray[np.int64] = (visits.location * days + visits.day) * dayparts
        return number + visits.daypart


def make_shifts(
    *, config: Config, seed: int, places: Sequence[Place], visits: Visits, first_day: date
) -> Shifts:
    rng = stream(seed, "roster")
    shape = (len(places), config.days, len(config.week.dayparts))
    weekday = (np.arange(config.days) + first_day.weekday()) % 7
    chance = _senior_chance(config, len(places), rng)
    senior = rng.random(shape, dtype=np.float32) < chance[:, weekday, None]
    staff = _staff(config, visits, shape, weekday)
    # Each of the staff is temporary with the same chance, which differs between locations.
    likely = rng.beta(3.0, 3.0 / config.cover.temporary - 3.0, len(places))
    temporary = rng.binomial(staff, likely[:, None, None]) / staff
    return Shifts(
        is_open=_opened(config, places)[:, weekday],
        staff=staff,
        senior=senior,
        temporary=temporary.astype(np.float32),
        senior_chance=chance,
    )


def _senior_chance(config: Config, n_places: int, rng: np.random.Generator) -> NDArray[np.float64]:
    cover = config.cover
    usual = np.log(cover.senior / (1 - cover.senior))
    own = rng.normal(usual, cover.senior_spread, n_places)
    added = np.array([cover.senior_weekdays.get(name, 0.0) for name in WEEKDAYS])
    chance: NDArray[np.float64] = np.clip(1 / (1 + np.exp(-own[:, None])) + added, 0.05, 0.98)
    return chance


def _staff(
    config: Config, visits: Visits, shape: tuple[int, int, int], weekday: NDArray[np.int64]
) -> NDArray[np.int16]:
    """As many as the visits of that daypart of the week usually need, two at least."""
    n_places, _, dayparts = shape
    cell = (visits.location * 7 + visits.weekday) * dayparts + visits.daypart
    count = np.bincount(cell, minlength=n_places * 7 * dayparts).reshape(n_places, 7, dayparts)
    usual = count / np.maximum(np.bincount(weekday, minlength=7), 1)[:, None]
    needed = 2 + np.rint(usual / config.cover.visits_per_staff)
    return needed.astype(np.int16)[:, weekday]


def _opened(config: Config, places: Sequence[Place]) -> NDArray[np.bool_]:
    """Whether any half hour of a daypart is open, shape (locations, 7, dayparts)."""
    daypart = daypart_of_half_hour(config)
    kinds = {place.opening_hours for place in places}
    hours = {kind: parse_opening_hours(kind) for kind in kinds}
    parts = range(len(config.week.dayparts))
    opened = {
        kind: np.stack([half_hours[:, daypart == part].any(axis=1) for part in parts], axis=1)
        for kind, half_hours in hours.items()
    }
    return np.stack([opened[place.opening_hours] for place in places])
