"""Reading choices: as a form sends them, as their numbers, or as their words."""

import re
from collections import Counter
from collections.abc import Sequence

from heedful.listen.surveys.definition.model import Choice, Question
from heedful.listen.surveys.definition.spoken import plain, whole_number
from heedful.listen.surveys.definition.values import OWN_WORDS, Raw, Refusal, Value

LONGEST_OWN = 300
BETWEEN = re.compile(r"[\s,;+&/]+")


def take_choice(question: Question, raw: Raw, language: str) -> Value | Refusal:
    """Read one choice; a list may carry own words beside it."""
    found = [raw] if isinstance(raw, str) else list(raw)
    if len(found) != 1:
        return Refusal("too_many", 1, 1)
    picked = _pick(question.choices, found[0], language)
    if picked is None:
        return _own(question, found[0]) or Refusal("not_a_choice", 1, len(question.choices))
    return picked


def take_choices(question: Question, raw: Raw, language: str) -> Value | Refusal:
    picked = _several(question, raw, language)
    if isinstance(picked, Refusal):
        return picked
    alone = {one.code for one in question.choices if one.exclusive}
    codes = [one.partition(OWN_WORDS)[0] for one in picked]
    if len(codes) > 1 and alone.intersection(codes):
        return Refusal("alone")
    limits = question.limits
    if limits.most is not None and len(picked) > limits.most:
        return Refusal("too_many", limits.fewest, limits.most)
    if limits.fewest is not None and len(picked) < limits.fewest and not alone.intersection(codes):
        return Refusal("too_few", limits.fewest, limits.most)
    # Sorted by code, so that the order of ticking leaves no trace.
    return sorted(dict.fromkeys(picked))


def take_ranking(question: Question, raw: Raw, language: str) -> Value | Refusal:
    """Read an order, best first: codes in order, their numbers, or `code=rank` from a form."""
    if isinstance(raw, list) and any(OWN_WORDS in one for one in raw):
        return _by_rank(question, raw)
    picked = _several(question, raw, language)
    if isinstance(picked, Refusal):
        return picked
    if len(set(picked)) < len(picked):
        return Refusal("twice")
    return _enough(question, picked)


def _by_rank(question: Question, raw: Sequence[str]) -> Value | Refusal:
    known = {one.code for one in question.choices}
    ranks = {}
    for one in raw:
        code, _, rank = one.partition(OWN_WORDS)
        if rank.strip():
            ranks[code] = whole_number(rank, "")
    if any(rank is None or not 1 <= rank <= len(known) for rank in ranks.values()):
        return Refusal("not_a_choice", 1, len(known))
    if not known.issuperset(ranks):
        return Refusal("not_a_choice", 1, len(known))
    if any(count > 1 for count in Counter(ranks.values()).values()):
        return Refusal("twice")
    return _enough(question, sorted(ranks, key=lambda code: ranks[code] or 0))


def _enough(question: Question, order: list[str]) -> Value | Refusal:
    fewest = question.limits.fewest
    if fewest is not None and len(order) < fewest:
        return Refusal("too_few", fewest, len(question.choices))
    return order or None


def _several(question: Question, raw: Raw, language: str) -> list[str] | Refusal:
    if isinstance(raw, list):
        parts = [one for one in raw if one.strip()]
    elif _pick(question.choices, raw, language):
        parts = [raw]
    else:
        parts = _parts(raw, len(question.choices))
    picked = [_pick(question.choices, one, language) for one in parts]
    if any(one is None for one in picked):
        own = None if isinstance(raw, list) else _own(question, raw)
        if isinstance(own, str):
            return [own]
        return own or Refusal("not_a_choice", 1, len(question.choices))
    return [one for one in picked if one]


def _parts(text: str, count: int) -> list[str]:
    """Part "1, 3", "1 3" and, where no number has two digits, "13" from a telephone's keys."""
    parts = [one for one in BETWEEN.split(plain(text)) if one]
    if len(parts) == 1 and count < 10 and parts[0].isdecimal() and len(parts[0]) <= count:
        return list(parts[0])
    return parts


def _pick(choices: Sequence[Choice], text: str, language: str) -> str | None:
    """Return the code of the choice that is meant, with own words where some were given."""
    code, mark, own = text.partition(OWN_WORDS)
    for one in choices:
        if one.code == code:
            words = clean_line(own)
            return f"{code}{OWN_WORDS}{words}" if one.other and mark and words else code
    number = whole_number(text, language)
    if number is not None and 1 <= number <= len(choices):
        return choices[number - 1].code
    word = plain(text)
    named = [one.code for one in choices if word and word in map(plain, one.text.values())]
    return named[0] if len(named) == 1 else None


def _own(question: Question, text: str) -> str | Refusal | None:
    """Take what was typed as own words, where a choice asks for them."""
    other = next((one.code for one in question.choices if one.other), None)
    words = clean_line(text.partition(OWN_WORDS)[2] or text)
    if other is None or not words or words.isdecimal():
        return None
    return f"{other}{OWN_WORDS}{words}"


def clean_line(text: str) -> str:
    """Return words on one line, without what no database keeps, cut where they get long."""
    sound = text.replace("\0", "").encode(errors="replace").decode()
    return " ".join(sound.split())[:LONGEST_OWN]
