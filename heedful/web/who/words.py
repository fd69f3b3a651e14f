"""Weekdays as the reader's language writes them."""

from babel.dates import get_day_names

from heedful.web.numbers import locale


def weekday(day: int) -> str:
    """Name a weekday; 0 is Monday."""
    name: str = get_day_names("wide", context="stand-alone", locale=locale())[day]
    return name
