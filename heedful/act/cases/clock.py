"""The clock of promised times: it runs while a location is open, by the location's own wall clock.

Pure functions; tests hold them against a clock that looks at every single minute.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Whoever opens so rarely that this does not suffice is promised plain time.
LONGEST_LOOK = timedelta(days=400)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a location is open. Without hours the clock never stops."""

    zone: ZoneInfo
    # Seven lists from Monday on of [opens, closes]; closing past midnight is over "24:00".
    week: Sequence[Sequence[Sequence[str]]] = ()
    # Trading days without opening.
    closed: frozenset[date] = frozenset()


def due_after(*, calendar: Calendar, start: datetime, minutes: float) -> datetime:
    """Return the moment when so many open minutes have passed since `start`.

    Where it is never open, plain minutes count.
    """
    # Adding to a moment of another zone would move its wall clock, not time.
    start = start.astimezone(UTC)
    left = timedelta(minutes=minutes)
    for opens, closes in _spans(calendar, start, start + LONGEST_LOOK):
        begin = max(opens, start)
        if closes - begin >= left:
            return begin + left
        left -= max(closes - begin, timedelta(0))
    return start + timedelta(minutes=minutes)


def open_minutes(*, calendar: Calendar, start: datetime, end: datetime) -> float:
    """Return how many minutes it was open between two moments; 0 when `end` is not later."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    open_for = sum(
        (
            max(min(closes, end) - max(opens, start), timedelta(0))
            for opens, closes in _spans(calendar, start, end)
        ),
        timedelta(0),
    )
    return open_for / MINUTE


def moved_by_pause(
    *, calendar: Calendar, due: datetime, paused_at: datetime, now: datetime
) -> datetime:
    """Return when it is due after a pause: what was left then is left now. Late stays late."""
    if due <= paused_at:
        return due
    left = open_minutes(calendar=calendar, start=paused_at, end=due)
    return due_after(calendar=calendar, start=now, minutes=left)


def _spans(
    calendar: Calendar, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """The times of opening that may touch start to end, in order, none over another."""
    if not any(calendar.week):
        yield start.astimezone(UTC), end.astimezone(UTC)
        return
    day = start.astimezone(calendar.zone).date() - timedelta(days=2)
    last = end.astimezone(calendar.zone).date()
    reached = datetime.min.replace(tzinfo=UTC)
    while day <= last:
        for opens, closes in sorted(_of_day(calendar, day)):
            begin = max(_moment(calendar.zone, day, opens), reached)
            finish = _moment(calendar.zone, day, closes)
            if finish > begin:
                yield begin, finish
                reached = finish
        day += timedelta(days=1)


def _of_day(calendar: Calendar, day: date) -> list[tuple[int, int]]:
    if day in calendar.closed:
        return []
    return [(_minutes(opens), _minutes(closes)) for opens, closes in calendar.week[day.weekday()]]


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _moment(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    """The first moment at which the wall clock shows so many minutes of the day, or more."""
    shown = datetime.combine(day, time()) + timedelta(minutes=minutes)
    moment = shown.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == shown:
        return moment
    # The clock jumps over this time; it first shows something later when it jumps.
    moment = shown.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while moment.astimezone(zone).replace(tzinfo=None) < shown:
        moment += MINUTE
    return moment
