"""The clock of promised times, against a clock that looks at every minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heedful.act.cases.clock import Calendar, due_after, moved_by_pause, open_minutes
from heedful.base.org.hours import parse_hours

LONDON = ZoneInfo("Europe/London")
LUNCH = Calendar(LONDON, parse_hours("Mo-Fr 11:00-15:00"))
LATE = Calendar(LONDON, parse_hours("Mo-Su 18:00-02:00"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("calendar", "start", "minutes", "due"),
    [
        (LUNCH, "2026-11-25 11:30", 60, "2026-11-25 12:30"),
        (LUNCH, "2026-11-25 14:30", 60, "2026-11-26 11:30"),
        (LUNCH, "2026-11-27 16:00", 60, "2026-11-30 12:00"),  # over the weekend
        (LUNCH, "2026-11-25 09:00", 240, "2026-11-25 15:00"),  # to the last minute
        (LATE, "2026-11-25 23:30", 120, "2026-11-26 01:30"),
        (LATE, "2026-11-26 01:30", 60, "2026-11-26 18:30"),  # past midnight
        (LATE, "2026-10-24 23:00", 240, "2026-10-25 02:00"),  # 01:00 comes twice in that night
        (LATE, "2026-03-28 23:00", 120, "2026-03-29 02:00"),  # 01:00 does not come in that one
        (Calendar(LONDON), "2026-11-25 23:30", 60, "2026-11-26 00:30"),  # hours not known
        (Calendar(LONDON, [[]] * 7), "2026-11-25 23:30", 60, "2026-11-26 00:30"),
        (Calendar(LONDON, LUNCH.week, frozenset({date(2026, 11, 26)})),
         "2026-11-25 14:30", 60, "2026-11-27 11:30"),
    ],
)  # fmt: skip
def test_due_after_open_minutes(calendar, start, minutes, due):
    assert due_after(calendar=calendar, start=at(start), minutes=minutes) == at(due)


def test_where_every_day_is_a_closing_day_plain_minutes_count():
    days = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(800))
    calendar = Calendar(LONDON, LUNCH.week, days)

    assert due_after(calendar=calendar, start=at("2026-11-25 12:00"), minutes=60) == at(
        "2026-11-25 13:00"
    )


def test_a_pause_leaves_what_was_left_and_late_stays_late():
    due, paused = at("2026-11-25 14:00"), at("2026-11-25 13:00")
    again = at("2026-11-26 14:30")

    moved = moved_by_pause(calendar=LUNCH, due=due, paused_at=paused, now=again)
    late = moved_by_pause(calendar=LUNCH, due=paused, paused_at=due, now=again)

    assert (moved, late) == (at("2026-11-27 11:30"), paused)


SHIFTS = st.lists(
    st.tuples(st.integers(0, 23 * 2), st.integers(1, 20)).map(
        lambda one: (one[0], one[0] + one[1])
    ),
    max_size=2,
)
WEEKS = st.lists(SHIFTS, min_size=7, max_size=7)
# Around changes of the clock in zones that change it by an hour, by half an hour, at midnight.
ZONES = st.sampled_from(
    ["Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Havana", "UTC"]
)
MINUTES_OF_30_DAYS = st.integers(0, 30 * 24 * 60)
STARTS = st.tuples(
    st.sampled_from([datetime(2026, 3, 6, tzinfo=UTC), datetime(2026, 10, 2, tzinfo=UTC)]),
    MINUTES_OF_30_DAYS,
).map(lambda one: one[0] + timedelta(minutes=one[1]))


@settings(deadline=None, max_examples=40)
@given(week=WEEKS, zone=ZONES, start=STARTS, length=st.integers(0, 4000), closed=st.integers(0, 40))
def test_open_minutes_are_those_that_a_clock_watched_by_the_minute_counts(
    week, zone, start, length, closed
):
    days = frozenset({start.date() + timedelta(days=closed - 1)})
    calendar = Calendar(ZoneInfo(zone), [[_text(one) for one in day] for day in week], days)
    end = start + timedelta(minutes=length)

    assert open_minutes(calendar=calendar, start=start, end=end) == len(
        list(watched(calendar, start, end))
    )


@settings(deadline=None, max_examples=40)
@given(week=WEEKS, zone=ZONES, start=STARTS, minutes=st.integers(1, 900))
def test_a_moment_is_due_when_the_watched_minutes_are_over(week, zone, start, minutes):
    calendar = Calendar(ZoneInfo(zone), [[_text(one) for one in day] for day in week])

    due = due_after(calendar=calendar, start=start, minutes=minutes)

    if any(week):
        seen = list(watched(calendar, start, start + timedelta(days=20)))
        if len(seen) >= minutes:
            assert due == seen[minutes - 1] + timedelta(minutes=1)
    else:
        assert due == start + timedelta(minutes=minutes)


def watched(calendar, start, end):
    """The open minutes, found by looking at the wall clock once a minute.

    A clock that is set back shows times for a second time; only the first time counts.
    """
    if not any(calendar.week):
        moment = start
        while moment < end:
            yield moment
            moment += timedelta(minutes=1)
        return
    first = (start - timedelta(days=3)).date()
    spans = []
    for n in range((end.date() - first).days + 3):
        day = first + timedelta(days=n)
        if day not in calendar.closed:
            midnight = datetime.combine(day, time())
            for opens, closes in calendar.week[day.weekday()]:
                spans.append((midnight + _length(opens), midnight + _length(closes)))
    moment = datetime.combine(first, time(), UTC)
    latest = moment.replace(tzinfo=None) - timedelta(days=1)
    while moment < end:
        latest = max(latest, moment.astimezone(calendar.zone).replace(tzinfo=None))
        if moment >= start and any(opens <= latest < closes for opens, closes in spans):
            yield moment
        moment += timedelta(minutes=1)


def _text(span: tuple[int, int]) -> list[str]:
    return [f"{half // 2:02}:{half % 2 * 30:02}" for half in span]


def _length(text: str) -> timedelta:
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))
