"""The period of a page, as its address says: `?days=28`, or `?from=2026-01-01&to=2026-03-31`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from heedful.understand.metrics.rules import Window

CHOICES = (28, 90, 365)
LONGEST = 3660


@dataclass(frozen=True, slots=True)
class Period:
    """A window of trading days, and how the address asked for it."""

    window: Window
    days: int | None  # one of CHOICES; None for a free period
    query: str  # what carries it on to another page

    @property
    def choices(self) -> tuple[int, ...]:
        return CHOICES


def read_period(query: Mapping[str, str], *, newest: date, default_days: int) -> Period:
    """Read the period; what cannot be understood counts as not said.

    Days are counted back from the newest day with feedback, so that old data can be looked at.
    """
    free = _free(query)
    if free is not None:
        return Period(free, None, f"from={free.first}&to={free.last}")
    asked = query.get("days", "")
    days = int(asked) if asked in map(str, CHOICES) else default_days
    return Period(Window.ending(newest, days=days), days, f"days={days}")


def _free(query: Mapping[str, str]) -> Window | None:
    try:
        window = Window(date.fromisoformat(query["from"]), date.fromisoformat(query["to"]))
    except (KeyError, ValueError):
        return None
    # The window before must be within the calendar too.
    within = window.first <= window.last and window.first.year > 1900
    return window if within and window.days <= LONGEST else None
