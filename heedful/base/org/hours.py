"""Opening hours as people write them, "Mo-Th 11:00-23:00; Fr-Sa 11:00-01:00", and as kept."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
DAY_MINUTES = 24 * 60

# Seven lists from Monday on, each of [opens, closes]; closing past midnight is over "24:00".
Week = list[list[list[str]]]

_DAYS = re.compile(r"([a-z]{2})[a-z]*(?:-([a-z]{2})[a-z]*)?", re.IGNORECASE)
_TIMES = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_EXAMPLE = "Mo-Th 11:00-23:00; Fr-Sa 11:00-01:00"


class NotHours(ValueError):
    """The text cannot be read as opening hours; the sentence says which part."""


def parse_hours(text: str) -> Week:
    """Read opening hours; a day that is not named is closed. Raises NotHours."""
    week: Week = [[] for _ in DAYS]
    parts = [part for part in re.split(r"[;\n]", text.replace("–", "-")) if part.strip()]
    for part in parts:
        words = re.sub(r"\s*([-,])\s*", r"\1", part.strip()).split()
        if len(words) != 2:
            raise NotHours(
                _("“%(text)s” is not like “%(example)s”.")
                % {"text": part.strip(), "example": _EXAMPLE}
            )
        times = [_span(span) for span in words[1].split(",")]
        for day in _days(words[0]):
            week[day] = times
    return week if parts else []


def _days(text: str) -> list[int]:
    days: list[int] = []
    for span in text.split(","):
        found = _DAYS.fullmatch(span)
        if found is None:
            raise _no_day(span)
        first = _day(found[1])
        last = _day(found[2]) if found[2] else first
        days += [day % 7 for day in range(first, last + 1 if last >= first else last + 8)]
    return days


def _day(text: str) -> int:
    if text.title() not in DAYS:
        raise _no_day(text)
    return DAYS.index(text.title())


def _no_day(text: str) -> NotHours:
    told = {"text": text, "days": ", ".join(DAYS)}
    return NotHours(_("“%(text)s” is no day; the days are %(days)s.") % told)


def _span(text: str) -> list[str]:
    found = _TIMES.fullmatch(text)
    if found is None:
        raise _no_times(text)
    opens = _minutes(found[1], found[2])
    closes = _minutes(found[3], found[4])
    if opens >= DAY_MINUTES or closes > DAY_MINUTES * 3 // 2:
        raise _no_times(text)
    return [_clock(opens), _clock(closes if closes > opens else closes + DAY_MINUTES)]


def _no_times(text: str) -> NotHours:
    return NotHours(_("“%(text)s” are no times; write them like 11:00-23:00.") % {"text": text})


def _minutes(hours: str, minutes: str) -> int:
    if int(minutes) > 59:
        raise NotHours(
            _("“%(text)s” is no time; write it like 11:00.") % {"text": f"{hours}:{minutes}"}
        )
    return int(hours) * 60 + int(minutes)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def hours_text(week: Sequence[Sequence[Sequence[str]]]) -> str:
    """Write opening hours as `parse_hours` reads them; days alike stand together."""
    spans: list[tuple[int, int, str]] = []
    for day, times in enumerate(week):
        text = ",".join(f"{opens}-{_before_midnight(closes)}" for opens, closes in times)
        if spans and spans[-1][1] == day - 1 and spans[-1][2] == text:
            spans[-1] = (spans[-1][0], day, text)
        elif text:
            spans.append((day, day, text))
    return "; ".join(f"{_named(first, last)} {text}" for first, last, text in spans)


def _before_midnight(closes: str) -> str:
    hours, minutes = closes.split(":")
    return f"{int(hours) % 24:02}:{minutes}"


def _named(first: int, last: int) -> str:
    return DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}"
