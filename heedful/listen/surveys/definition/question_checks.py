"""What is wrong with one question."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from heedful.listen.surveys.definition.model import CHOSEN, RATED, Limits, Question
from heedful.listen.surveys.definition.scales import scale_of

CHOICE_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
WIDEST_SCALE = {"stars": 10, "smileys": 5, "scale": 101, "matrix": 11}
LONGEST_WORDS = 5_000

Found = Iterator[tuple[str, str]]


def question_problems(question: Question, language: str) -> Found:
    """Go through what has to be mended, each with the path inside the question."""
    if not question.text.get(language, "").strip():
        yield ".text", _("Words are missing in the survey's first language.")
    if max(map(len, (*question.text.values(), *question.help.values())), default=0) > LONGEST_WORDS:
        yield ".text", _("Use %(n)d characters at most.") % {"n": LONGEST_WORDS}
    if question.hidden and (question.required or not question.prefill):
        yield ".hidden", _("A hidden question is filled by a name and cannot be required.")
    yield from _role(question)
    if question.kind in WIDEST_SCALE:
        yield from _scale(question)
    if question.kind in CHOSEN:
        yield from _choices(question, language)
    if question.kind == "matrix":
        yield from _rows(question, language)
    yield from _limits(question.limits, len(question.choices))


def _role(question: Question) -> Found:
    if question.role == "open" and question.kind != "text":
        yield ".role", _("Only a question answered in words can be open.")
    if question.role in {"outcome", "driver", "marker"} and question.kind not in RATED:
        yield ".role", _("Only rated questions can be outcomes, drivers or markers.")
    if question.primary and question.role != "outcome":
        yield ".primary", _("Only an outcome can be what everything is about.")
    if question.unused_ok and question.role == "outcome":
        yield ".unused_ok", _("An outcome applies to everybody.")
    if any(row.role == "open" for row in question.rows):
        yield ".rows", _("A row is rated, so it cannot be open.")


def _scale(question: Question) -> Found:
    low, high = scale_of(question)
    most = WIDEST_SCALE[question.kind]
    if low < 0 or not low < high < low + most:
        sentence = _("A scale of this kind has 2 to %(n)d steps and starts at 0 or above.")
        yield ".high", sentence % {"n": most}
    if question.ends and len(question.ends) not in {2, high - low + 1}:
        yield ".ends", _("Name the two ends of the scale or each of its steps.")


def _choices(question: Question, language: str) -> Found:
    codes = [one.code for one in question.choices]
    if len(codes) < 2:
        yield ".choices", _("Offer at least two choices.")
    if len(set(codes)) < len(codes):
        yield ".choices", _("Two choices have the same code.")
    for at, choice in enumerate(question.choices):
        if not CHOICE_CODE.fullmatch(choice.code):
            yield (
                f".choices.{at}.code",
                (
                    _("The code “%(code)s” must begin with a letter, then letters, digits and _.")
                    % {"code": choice.code}
                ),
            )
        if not choice.text.get(language, "").strip():
            yield f".choices.{at}.text", _("Words are missing in the survey's first language.")
    if sum(one.other for one in question.choices) > 1:
        yield ".choices", _("Only one choice can ask for own words.")
    if question.kind == "ranking" and any(one.exclusive or one.other for one in question.choices):
        yield ".choices", _("What is put in order cannot be exclusive or ask for own words.")


def _rows(question: Question, language: str) -> Found:
    if not question.rows:
        yield ".rows", _("There is no row.")
    if question.hidden:
        yield ".hidden", _("A matrix cannot be hidden.")
    for at, row in enumerate(question.rows):
        if not row.text.get(language, "").strip():
            yield f".rows.{at}.text", _("Words are missing in the survey's first language.")


def _limits(limits: Limits, choices: int) -> Found:
    if limits.low is not None and limits.high is not None and limits.low > limits.high:
        yield ".limits", _("The lowest number is above the highest.")
    if any(day and not _is_day(day) for day in (limits.earliest, limits.latest)):
        yield ".limits", _("Write a day like 2026-11-24.")
    elif limits.earliest and limits.latest and limits.earliest > limits.latest:
        yield ".limits", _("The first day is after the last.")
    fewest, most = limits.fewest or 0, limits.most
    if fewest < 0 or fewest > max(choices, 0) or (most is not None and most < max(1, fewest)):
        yield ".limits", _("So many choices cannot be ticked.")
    if limits.longest is not None and not 1 <= limits.longest <= LONGEST_WORDS:
        yield ".limits", _("Words can be 1 to %(n)d characters long.") % {"n": LONGEST_WORDS}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
