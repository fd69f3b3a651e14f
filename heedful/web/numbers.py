"""Numbers, days and languages as the reader's language writes them."""

import math
from datetime import date, datetime, timedelta

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton, format_timedelta
from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language
from django.utils.translation import gettext as _

NOTHING = "–"
# How a day is written: the parts by CLDR's skeleton, and their order in English.
DAYS = {
    "medium": ("yMMMd", "d MMM y"),
    "words": ("MMMMEEEEd", "EEEE d MMMM"),
    "full": ("yMMMMEEEEd", "EEEE d MMMM y"),
    "short": ("MMMd", "d MMM"),
}


def locale() -> Locale:
    """Babel's locale of the active language, English where Babel does not know it."""
    try:
        return Locale.parse(get_language() or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def number(value: float | None, decimals: int = 0) -> str:
    """Write a number with exactly so many decimals and a true minus; a dash for nothing."""
    if value is None or not math.isfinite(value):
        return NOTHING
    rounded = round(value, decimals) + 0.0  # no "−0"
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(rounded, format=pattern, locale=locale()).replace("-", "−")


def signed(value: float | None, decimals: int = 0) -> str:
    """Write a difference: with a plus when it is above zero."""
    text = number(value, decimals)
    return f"+{text}" if value is not None and value > 0 and any(map(_counts, text)) else text


def _counts(character: str) -> bool:
    return character.isdigit() and character != "0"


def percent(share: float | None, decimals: int = 0) -> str:
    """Write a share from 0 to 1 as percent with exactly so many decimals."""
    if share is None or not math.isfinite(share):
        return NOTHING
    if not decimals:
        return format_percent(share, locale=locale())
    pattern = str(locale().percent_formats[None].pattern)
    finer = pattern.replace("##0", "##0." + "0" * decimals)
    return format_percent(share, format=finer, locale=locale())


def sure(probability: float | None) -> str:
    """Write a probability; never 0 or 100 %, because nothing is."""
    if probability is None or not math.isfinite(probability):
        return NOTHING
    return percent(min(max(probability, 0.01), 0.99))


def day(value: date | None, style: str = "medium") -> str:
    """Write a day: "22 Nov 2026" (medium), "Sunday 22 November" (words; full adds the year),
    "22 Nov" (short).
    """
    if value is None:
        return NOTHING
    skeleton, english = DAYS.get(style, DAYS["medium"])
    if locale().language == "en":  # CLDR's plain English is American
        return format_date(value, format=english, locale=locale())
    return format_skeleton(skeleton, value, locale=locale())


def clock(moment: datetime) -> str:
    """Write a moment to the minute, with its zone: "22 Nov 2026, 21:50 UTC"."""
    return f"{day(moment)}, {format_datetime(moment, 'HH:mm', locale=locale())} {_zone(moment)}"


def _zone(moment: datetime) -> str:
    """Name the zone as people know it: CLDR has few names in plain English, zones have theirs."""
    told = format_datetime(moment, "z", locale=locale())
    if told[0] not in "+-":
        return told
    own = moment.tzname() or ""
    return own if own.isalpha() else f"GMT{told[:3]}:{told[3:]}"


def language(code: str) -> str:
    """Name a language in the reader's own; its code where Babel does not know it."""
    try:
        return Locale.parse(code, sep="-").get_display_name(locale()) or code
    except (UnknownLocaleError, ValueError):
        return code


def ago(moment: datetime, now: datetime) -> str:
    """Write how long ago something was: "2 minutes ago"."""
    passed = now - moment
    if passed < timedelta(seconds=45):
        return _("just now")
    return format_timedelta(-passed, add_direction=True, threshold=1.2, locale=locale())


def open_time(minutes: float | None) -> str:
    """Write minutes, or hours where there are many; what has not ended has no length yet."""
    if minutes is None:
        return NOTHING
    if not math.isfinite(minutes):
        return _("longer than any so far") if minutes > 0 else _("at once")
    if minutes < 90:
        return _("%(n)s min") % {"n": number(minutes)}
    return _("%(n)s h") % {"n": number(minutes / 60, 1)}
