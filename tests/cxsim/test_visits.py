from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from cxsim import generate, load_preset
from cxsim.hours import parse_opening_hours
from cxsim.visits import _missing_half_hours


def local_times(simulated):
    """Weekday and half hour of each response on its calendar day, with its location's row."""
    feedback = simulated.observable.feedback
    row = {place.code: i for i, place in enumerate(simulated.observable.locations)}
    minutes = feedback.submitted_at.astype(np.int64)
    weekday = (minutes // 1440 + 3) % 7  # 1970-01-01 was a Thursday.
    return np.array([row[code] for code in feedback.location_code]), weekday, minutes % 1440 // 30


def test_every_response_falls_into_opening_hours(simulated):
    hours = np.array([parse_opening_hours(p.opening_hours) for p in simulated.observable.locations])
    location, weekday, half_hour = local_times(simulated)

    today = hours[location, weekday, half_hour]
    since_yesterday = hours[location, (weekday - 1) % 7, np.minimum(half_hour + 48, 71)]
    since_yesterday &= half_hour < 24

    assert (today | since_yesterday).sum() == len(location)
    assert (~today).sum() > 200  # Some come after midnight, or nothing would be tested here.


def test_every_response_has_a_time_that_its_clock_showed(simulated):
    zone = {place.code: ZoneInfo(place.time_zone) for place in simulated.observable.locations}
    feedback = simulated.observable.feedback
    spring = feedback.submitted_at.astype("datetime64[D]") == np.datetime64("2026-03-29")
    rows = np.flatnonzero(spring)

    def shown(i):
        local = feedback.submitted_at[i].astype(datetime)
        there = zone[feedback.location_code[i]]
        back = local.replace(tzinfo=there).astimezone(UTC).astimezone(there)
        return back.replace(tzinfo=None) == local

    assert [i for i in rows if not shown(i)] == []
    assert len(rows) > 100


@pytest.mark.parametrize(
    ("zone", "saturday", "sunday"),
    [
        ("Europe/London", [50, 51], [2, 3]),
        ("Europe/Berlin", [52, 53], [4, 5]),
        ("Asia/Tokyo", [], []),
    ],
)
def test_half_hours_that_spring_skips_are_known_on_both_trading_days(zone, saturday, sunday):
    missing = _missing_half_hours(zone, date(2026, 3, 27), 4)

    assert [np.flatnonzero(day).tolist() for day in missing] == [[], saturday, sunday, []]


def test_nothing_comes_after_the_last_day():
    simulated = generate(load_preset("restaurant-120"), seed=3, last_day=date(2026, 3, 29))
    days = simulated.observable.feedback.submitted_at.astype("datetime64[D]")

    assert (days.min(), days.max()) == (np.datetime64("2025-03-30"), np.datetime64("2026-03-29"))


def test_weekends_and_evenings_are_busier(simulated):
    _, weekday, half_hour = local_times(simulated)

    assert np.bincount(weekday).argmax() == 5
    assert 36 <= np.bincount(half_hour).argmax() < 43
