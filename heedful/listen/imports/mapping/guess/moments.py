"""Guessing the column of the date and the patterns it is written in."""

from collections.abc import Sequence
from datetime import datetime

from heedful.listen.imports.mapping.guess.facts import Facts, word_set
from heedful.listen.imports.mapping.model import When

DATE_NAMES = word_set(
    "date datum time when created submitted completed visited visit timestamp recorded"
)
_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_DAYS = (
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d-%b-%Y",
)
_PATTERNS = tuple(day + time for time in _TIMES for day in _DAYS)
_ENOUGH = 0.8
_LOOKED_AT = 400
# Times of day are often exported as times of a day in 1899.
_FIRST_YEAR = 1970


def guess_when(facts: Sequence[Facts]) -> tuple[When, list[str]]:
    if found := find_when(facts):
        return found
    named = [column for column in facts if column.speaks_of(DATE_NAMES)]
    guess = (named or facts)[0]
    return When((guess.name,)), [
        f"No column looks like a date. “{guess.name}” stands there: choose the right one."
    ]


def find_when(facts: Sequence[Facts]) -> tuple[When, list[str]] | None:
    """Return the column that looks like a date, with what is in doubt of it; None without one."""
    best: Facts | None = None
    patterns: tuple[str, ...] = ("iso",)
    share = 0.0
    for column in facts:
        found, fits = _patterns(column)
        fits += 0.5 if column.speaks_of(DATE_NAMES) and fits >= _ENOUGH else 0
        if fits > share:
            best, patterns, share = column, found, fits
    if best is None or share < _ENOUGH:
        return None
    return When((best.name,), formats=patterns), _doubts(best, patterns)


def _patterns(column: Facts) -> tuple[tuple[str, ...], float]:
    """Return the patterns that read most of the column, and the share that they read."""
    texts = column.texts[:_LOOKED_AT]
    if not texts or column.share_of_integers > 0.5:
        return (), 0.0
    left, chosen = list(texts), []
    while left:
        reads = {pattern: sum(_reads(text, pattern) for text in left) for pattern in _ALL}
        pattern = max(reads, key=lambda pattern: reads[pattern])
        if not reads[pattern]:
            break
        chosen.append(pattern)
        left = [text for text in left if not _reads(text, pattern)]
    return tuple(chosen), 1 - len(left) / len(texts)


_ALL = ("iso", *_PATTERNS)


def _reads(text: str, pattern: str) -> bool:
    try:
        if pattern == "iso":
            return "-" in text and datetime.fromisoformat(text).year >= _FIRST_YEAR
        return datetime.strptime(text, pattern).year >= _FIRST_YEAR  # noqa: DTZ007 - only the year
    except ValueError:
        return False


def _doubts(column: Facts, patterns: tuple[str, ...]) -> list[str]:
    day_first = [pattern for pattern in patterns if pattern[:2] == "%d" and pattern[3:5] == "%m"]
    month_first = [pattern for pattern in patterns if pattern[:2] == "%m"]
    if day_first and month_first:
        sentence = f"“{column.name}” writes the day first in some rows, the month first in others. "
        return [sentence + f"Where both can be read, {patterns[0]} decides."]
    if day_first and all(_reads(text, _swapped(day_first[0])) for text in column.texts):
        return [f"Does “{column.name}” write the day first, or the month? Both can be read."]
    return []


def _swapped(pattern: str) -> str:
    return "%m" + pattern[2] + "%d" + pattern[5:]
