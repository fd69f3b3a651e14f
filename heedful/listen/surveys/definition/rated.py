"""Reading numbers on a scale, figures and days."""

import re
from datetime import date

from heedful.listen.surveys.definition.model import Question
from heedful.listen.surveys.definition.scales import scale_of
from heedful.listen.surveys.definition.spoken import UNUSED, plain, whole_number
from heedful.listen.surveys.definition.values import DID_NOT_USE, Refusal, Value

# "9/10" and "9 out of 10" say 9 where 10 is the best there is.
OUT_OF = re.compile(r"(\d{1,3})\s*(?:/|out of|von|de|sur|su|van)\s*(\d{1,3})")
FIGURE = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,6})?")
# A comma before three digits may part thousands or decimals.
DOUBTFUL = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
KEYS = re.compile(r"(\d{2})(\d{2})((?:19|20)\d{2})")


def take_rated(question: Question, text: str, language: str) -> Value | Refusal:
    low, high = scale_of(question)
    word = plain(text)
    if question.unused_ok and (word in UNUSED or text.strip() == "-"):
        return DID_NOT_USE
    number = whole_number(text, language)
    if number is None and (parts := OUT_OF.fullmatch(word)) and int(parts[2]) == high:
        number = int(parts[1])
    if number is None:
        number = _step_named(question, word, low, high)
    return Refusal("not_a_choice", low, high) if number is None else take_step(question, number)


def take_step(question: Question, number: int) -> Value | Refusal:
    """Take a whole number as it is, which needs no reading."""
    low, high = scale_of(question)
    return number if low <= number <= high else Refusal("not_a_choice", low, high)


def _step_named(question: Question, word: str, low: int, high: int) -> int | None:
    """Find the step of the scale that has this name in any language."""
    named = list(range(low, high + 1)) if len(question.ends) == high - low + 1 else [low, high]
    steps = {
        step
        for step, names in zip(named, question.ends, strict=False)
        if word and word in {plain(name) for name in names.values()}
    }
    return steps.pop() if len(steps) == 1 else None


def take_number(question: Question, text: str, language: str) -> Value | Refusal:
    limits = question.limits
    written = text.strip().replace("−", "-").replace("\N{NO-BREAK SPACE}", "")
    number: float | None = whole_number(text, language) if not written.startswith("-") else None
    if number is None:
        if not FIGURE.fullmatch(written) or not written.isascii() or DOUBTFUL.fullmatch(written):
            return Refusal("not_a_number", limits.low, limits.high)
        number = float(written.replace(",", "."))
    if limits.whole and number != int(number):
        return Refusal("not_a_number", limits.low, limits.high)
    too_low = limits.low is not None and number < limits.low
    if too_low or (limits.high is not None and number > limits.high):
        return Refusal("out_of_range", limits.low, limits.high)
    return int(number) if number == int(number) else number


def take_date(question: Question, text: str) -> Value | Refusal:
    """Read a day; one that could be read in two ways is asked for again."""
    limits = question.limits
    day = _day(plain(text))
    if day is None:
        return Refusal("not_a_date")
    found = day.isoformat()
    if found < limits.earliest or (limits.latest and found > limits.latest):
        return Refusal("out_of_range", limits.earliest or None, limits.latest or None)
    return found


def _day(text: str) -> date | None:
    if not text.isascii():
        return None
    if parts := ISO.fullmatch(text):
        return _date(parts[1], parts[2], parts[3])
    if parts := DAY_FIRST.fullmatch(text) or KEYS.fullmatch(text):
        return _date(parts[3], parts[2], parts[1])
    if parts := SLASHED.fullmatch(text):
        readings = {_date(parts[3], parts[2], parts[1]), _date(parts[3], parts[1], parts[2])}
        sound = [one for one in readings if one]
        return sound[0] if len(sound) == 1 else None
    return None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
