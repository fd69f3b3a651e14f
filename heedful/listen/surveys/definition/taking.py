"""Reading what a person typed, keyed or chose. Every channel reads with this, so all agree."""

import re

from heedful.listen.surveys.definition.chosen import (
    clean_line,
    take_choice,
    take_choices,
    take_ranking,
)
from heedful.listen.surveys.definition.model import RATED, Question
from heedful.listen.surveys.definition.rated import take_date, take_number, take_rated
from heedful.listen.surveys.definition.spoken import yes_or_no
from heedful.listen.surveys.definition.values import OWN_WORDS, Raw, Refusal, Value, is_blank

LONGEST_TEXT = 5_000
EMAIL = re.compile(r"[^\s@<>\"',;]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
TELEPHONE = re.compile(r"\+?[\d ()./-]{6,24}")
FILE = re.compile(r"[0-9a-f]{32}")
CONTACT = ("name", "email", "phone")


def take(question: Question, raw: Raw, language: str = "") -> Value | Refusal:
    """Read an answer to a single question (`singles` of a matrix).

    Returns None for one that was left blank and need not be given.
    """
    empty = not any(one.strip() for one in ([raw] if isinstance(raw, str) else raw))
    if empty:
        if question.required:
            return Refusal("missing")
        return False if question.kind == "consent" else None
    value = _take(question, raw, language)
    blank = not isinstance(value, Refusal) and is_blank(value)
    refused = question.kind == "consent" and value is False
    return Refusal("missing") if question.required and (blank or refused) else value


def _take(question: Question, raw: Raw, language: str) -> Value | Refusal:
    match question.kind:
        case "choice":
            return take_choice(question, raw, language)
        case "choices":
            return take_choices(question, raw, language)
        case "ranking":
            return take_ranking(question, raw, language)
        case "contact":
            return _contact([raw] if isinstance(raw, str) else raw)
    text = raw if isinstance(raw, str) else raw[0]
    if question.kind in RATED:
        return take_rated(question, text, language)
    return _take_plain(question, text, language)


def _take_plain(question: Question, text: str, language: str) -> Value | Refusal:
    match question.kind:
        case "number":
            return take_number(question, text, language)
        case "date":
            return take_date(question, text)
        case "consent":
            said = yes_or_no(text)
            return Refusal("not_a_choice") if said is None else said
        case "file":
            return text.strip() if FILE.fullmatch(text.strip()) else Refusal("not_a_file")
        case _:
            return _text(question, text)


def _text(question: Question, text: str) -> Value | Refusal:
    # PostgreSQL keeps no NUL, and browsers send line ends as on paper tape.
    sound = text.replace("\0", "").encode(errors="replace").decode()
    words = sound.replace("\r\n", "\n").replace("\r", "\n").strip()
    longest = min(question.limits.longest or LONGEST_TEXT, LONGEST_TEXT)
    if len(words) > longest:
        return Refusal("too_long", high=longest)
    form = question.limits.form
    if words and form == "email" and not EMAIL.fullmatch(words):
        return Refusal("not_an_address")
    if words and form == "telephone" and not TELEPHONE.fullmatch(words):
        return Refusal("not_a_telephone")
    return words or None


def _contact(raw: list[str]) -> Value | Refusal:
    """Read `name=…`, `email=…`, `phone=…` from a form, or one typed address or number."""
    given: dict[str, str] = {}
    for one in raw:
        name, mark, value = one.partition(OWN_WORDS)
        if not (mark and name in CONTACT):
            name, value = _kind_of_contact(one), one
        if cleaned := clean_line(value):
            given[name] = cleaned
    if "email" in given and not EMAIL.fullmatch(given["email"]):
        return Refusal("not_an_address")
    if "phone" in given and not TELEPHONE.fullmatch(given["phone"]):
        return Refusal("not_a_telephone")
    return {name: given[name] for name in CONTACT if name in given} or None


def _kind_of_contact(text: str) -> str:
    if "@" in text:
        return "email"
    return "phone" if TELEPHONE.fullmatch(text.strip()) else "name"
