"""Opening hours as people write them ("Mo-Th 11:00-23:00; Fr-Sa 11:00-01:00") and as half hours.

A trading day runs past midnight: 25:00 of Sunday is 01:00 of Monday. Times of a trading day are
counted in half hours from its midnight, so 11:00 is 22 and 01:00 of the next morning is 50.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HALF_HOURS = 72
"""A trading day ends at the latest at noon of the day after."""

_HOURS = re.compile(r"([01]\d|2[0-3]):(00|30)-([01]\d|2[0-4]):(00|30)")
_DAYS = re.compile(r"(Mo|Tu|We|Th|Fr|Sa|Su)(?:-(Mo|Tu|We|Th|Fr|Sa|Su))?")


class HoursError(ValueError):
    """Hours cannot be read; the message quotes them."""


def parse_hours(text: str) -> tuple[int, int]:
    """Half hours from start to before end of a text like "11:00-01:00".

    >>> parse_hours("11:00-01:00")
    (22, 50)
    """
    match = _HOURS.fullmatch(text)
    if match is None:
        raise HoursError(f"hours {text!r} must look like 11:00-23:30, at full or half hours.")
    start = 2 * int(match[1]) + int(match[2]) // 30
    end = 2 * int(match[3]) + int(match[4]) // 30
    end += 48 if end <= start else 0
    if end > HALF_HOURS:
        raise HoursError(f"hours {text!r} end after noon of the next day.")
    return start, end


def parse_opening_hours(text: str) -> NDArray[np.bool_]:
    """Which half hours of each weekday's trading day are open, shape (7, HALF_HOURS)."""
    is_open = np.zeros((7, HALF_HOURS), dtype=np.bool_)
    for part in text.split("; "):
        days, _, hours = part.partition(" ")
        match = _DAYS.fullmatch(days)
        if match is None:
            raise HoursError(f"opening hours {part!r} must start like Mo-Th or Su.")
        first = WEEKDAYS.index(match[1])
        last = WEEKDAYS.index(match[2] or match[1])
        if last < first:
            raise HoursError(f"opening hours {part!r} must name the earlier weekday first.")
        start, end = parse_hours(hours)
        is_open[first : last + 1, start:end] = True
    return is_open


def within(weekdays: Sequence[str], hours: str) -> NDArray[np.bool_]:
    """Which half hours of the trading days lie in these hours of these weekdays, as above."""
    start, end = parse_hours(hours)
    chosen = np.isin(WEEKDAYS, list(weekdays))
    time = np.arange(HALF_HOURS)
    return chosen[:, None] & (time >= start) & (time < end)
