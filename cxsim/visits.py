"""When customers come: how many to each location, on which trading day, at which minute."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Config
from cxsim.hours import HALF_HOURS, WEEKDAYS, parse_hours, parse_opening_hours
from cxsim.places import Place
from cxsim.randomness import stream


@dataclass(frozen=True, slots=True, eq=False)
class Visits:
    """One row for each visit, answered or not, ordered by location; arrays of length n."""

    location: NDArray[np.int64]
    day: NDArray[np.int64]  # Trading day, counted from the first one.
    weekday: NDArray[np.int64]  # Of the trading day; 0 is Monday.
    daypart: NDArray[np.int64]  # Place in `config.week.dayparts`.
    half_hour: NDArray[np.int64]  # Of the trading day, see `cxsim.hours`.
    local_time: NDArray[np.datetime64]  # Minutes on the location's own clock.

    def __len__(self) -> int:
        return len(self.location)


def make_visits(
    *, config: Config, seed: int, places: Sequence[Place], last_day: date, rate: NDArray[np.float64]
) -> Visits:
    """Draw the visits of `config.days` trading days that end with `last_day`.

    `rate` is the share of visits that each location's customers answer after.
    """
    rng = stream(seed, "visits")
    first_day = last_day - timedelta(days=config.days - 1)
    counts = rng.poisson(_expected_counts(config, len(places), rng) / rate)
    location = np.repeat(np.arange(len(places)), counts)
    chance = rng.random(len(location))
    slot = np.empty(len(location), dtype=np.int64)
    ends = np.cumsum(counts)
    ladders: dict[tuple[str, str, str], NDArray[np.float64]] = {}
    for place, start, end in zip(places, ends - counts, ends, strict=True):
        kind = (place.format, place.opening_hours, place.time_zone)
        if kind not in ladders:
            ladders[kind] = np.cumsum(_slot_weights(config, *kind, first_day=first_day).ravel())
        ladder = ladders[kind]
        slot[start:end] = np.searchsorted(ladder, chance[start:end] * ladder[-1], side="right")
    day, half_hour = np.divmod(slot, HALF_HOURS)
    minute = 30 * half_hour + rng.integers(0, 30, len(slot))
    midnight = np.datetime64(first_day, "m") + day * np.timedelta64(24 * 60, "m")
    return Visits(
        location=location,
        day=day,
        weekday=(day + first_day.weekday()) % 7,
        daypart=daypart_of_half_hour(config)[half_hour],
        half_hour=half_hour,
        local_time=midnight + minute.astype("timedelta64[m]"),
    )


def daypart_of_half_hour(config: Config) -> NDArray[np.int64]:
    """The daypart of each half hour of a trading day, or -1."""
    daypart = np.full(HALF_HOURS, -1)
    for number, part in enumerate(config.week.dayparts):
        start, end = parse_hours(part.hours)
        daypart[start:end] = number
    return daypart


def _expected_counts(
    config: Config, n_places: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    volume = config.volume
    size = np.exp(rng.normal(0.0, volume.spread, n_places))
    low, high = 0.0, config.responses / size.min()
    for _ in range(60):  # Halving, because the limits bend the sum.
        middle = (low + high) / 2
        counts: NDArray[np.float64] = np.clip(middle * size, volume.smallest, volume.largest)
        counts[0] = config.flagship.responses
        low, high = (middle, high) if counts.sum() < config.responses else (low, middle)
    return counts


def _slot_weights(
    config: Config, style: str, opening_hours: str, time_zone: str, *, first_day: date
) -> NDArray[np.float64]:
    """How many visits to expect in each half hour of each day, beside each other."""
    days = np.arange(config.days)
    weekday = (days + first_day.weekday()) % 7
    per_weekday = np.array([config.week.weekdays[name] for name in WEEKDAYS])[:, None]
    demand = per_weekday * _half_hour_weights(config) * parse_opening_hours(opening_hours)
    summer = next(f.summer for f in config.formats if f.name == style)
    day_of_year = days + first_day.timetuple().tm_yday
    season = 1 + summer * np.cos(2 * np.pi * (day_of_year - 200) / 365.25)
    weights: NDArray[np.float64] = demand[weekday] * season[:, None]
    weights[_missing_half_hours(time_zone, first_day, config.days)] = 0.0
    weights[-1, 48:] = 0.0  # Nothing after midnight of the last day, which would be a day too late.
    return weights


def _half_hour_weights(config: Config) -> NDArray[np.float64]:
    weights = np.array([part.weight for part in config.week.dayparts] + [0.0])
    # Half hours outside of all dayparts have the number -1 and so the last weight.
    return weights[daypart_of_half_hour(config)]


def _missing_half_hours(time_zone: str, first_day: date, days: int) -> NDArray[np.bool_]:
    """Half hours that the clock leaps over in spring, shape (days, HALF_HOURS)."""
    zone = ZoneInfo(time_zone)
    missing = np.zeros((days, HALF_HOURS), dtype=np.bool_)
    for day in range(days):
        midnight = datetime.combine(first_day + timedelta(days=day), datetime.min.time())
        start, end = (
            (midnight + timedelta(hours=hours)).replace(tzinfo=zone).utcoffset()
            for hours in (0, 36)
        )
        if start == end:
            continue
        for half_hour in range(HALF_HOURS):
            local = midnight + timedelta(minutes=30 * half_hour)
            back = local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
            missing[day, half_hour] = back.replace(tzinfo=None) != local
    return missing
