"""When a kept question is answered. Knows neither Django nor the clock."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

# Newest answers that are kept of a question; older ones are forgotten.
KEPT_SNAPSHOTS = 60
# So long a deleted question can be taken back.
UNDO = timedelta(days=7)
# More stored rows than these are not read while a person waits.
AT_ONCE = 5_000_000
# So long what was counted for a person can be looked at again.
KEPT_ANSWER = timedelta(hours=1)
LAST_DAY_OF_MONTH = 28


class Every(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


def next_time(*, every: Every, on_day: int, hour: int, zone: ZoneInfo, after: datetime) -> datetime:
    """The first time of a schedule that comes after a moment.

    `on_day` is a weekday from Monday 0, or a day of the month from 1 to 28. An hour that the clocks
    skip is read with the offset before the change. What was missed is not made up more than once,
    because only the next time is ever asked for.
    """
    day = after.astimezone(zone).date()
    while True:
        at = datetime.combine(day, time(hour), zone).astimezone(UTC)
        if at > after and _is_day(every, on_day, day):
            return at
        day += timedelta(days=1)


def _is_day(every: Every, on_day: int, day: date) -> bool:
    match every:
        case Every.WEEKLY:
            return day.weekday() == on_day
        case Every.MONTHLY:
            return day.day == on_day
    return True


def fits(*, every: Every, on_day: int) -> bool:
    """Whether there is such a day in every week or month."""
    match every:
        case Every.WEEKLY:
            return 0 <= on_day <= 6
        case Every.MONTHLY:
            return 1 <= on_day <= LAST_DAY_OF_MONTH
    return True
