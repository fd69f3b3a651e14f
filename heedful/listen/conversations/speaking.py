"""A question as it is spoken on the telephone, and what the keys that are pressed mean."""

from collections.abc import Mapping
from dataclasses import dataclass

from heedful.listen.conversations.wording import Wording
from heedful.listen.surveys.definition import (
    BY_TEXT,
    RATED,
    Definition,
    Kind,
    Question,
    Value,
    scale_of,
    words,
)

# What a call can ask: what keys answer, and words that are recorded.
BY_CALL: frozenset[Kind] = BY_TEXT
REPEAT = "*"
UNUSED_KEY = "9"
LONGEST_KEYS = 20


@dataclass(frozen=True, slots=True)
class Keys:
    """How many keys are waited for; more than one end with the hash key or a pause."""

    most: int


@dataclass(frozen=True, slots=True)
class Script:
    """What is said, one sentence after the other, and what is waited for: keys, words, nothing."""

    says: tuple[str, ...]
    language: str
    keys: Keys | None = None
    records: bool = False


def ask(
    question: Question,
    definition: Definition,
    language: str,
    *,
    answers: Mapping[str, Value],
    known: Mapping[str, str],
    before: str = "",
) -> Script:
    """Say the question and which keys answer it; `before` is a greeting, or what went wrong."""
    wording = Wording(language)
    asked = words(question.text, language, answers, known, definition=definition)
    if question.kind == "text":
        return _script(language, [before, asked, wording.say("call_record")], records=True)
    how = _how(question, definition, wording, language)
    if _can_be_unused(question):
        how.append(wording.say("call_unused"))
    keys = Keys(_most_keys(question))
    return _script(language, [before, asked, *how, wording.say("call_repeat")], keys=keys)


def farewell(text: str, language: str) -> Script:
    """Say this and hang up."""
    return _script(language, [text])


def keys_mean(question: Question, digits: str) -> str:
    """Return what was keyed as the survey reads it."""
    if digits == UNUSED_KEY and _can_be_unused(question):
        return "n"
    return digits


def _script(
    language: str, says: list[str], *, keys: Keys | None = None, records: bool = False
) -> Script:
    return Script(tuple(part for part in says if part), language, keys, records)


def _can_be_unused(question: Question) -> bool:
    """Nine is free as a key only where the scale ends before it."""
    return question.unused_ok and question.kind in RATED and scale_of(question)[1] < 9


def _most_keys(question: Question) -> int:
    if question.kind in RATED:
        return 1 if scale_of(question)[1] < 10 else 2
    match question.kind:
        case "choice":
            return 1 if len(question.choices) < 10 else 2
        case "consent":
            return 1
        case "date":
            return 8
    return LONGEST_KEYS


def _how(question: Question, definition: Definition, wording: Wording, language: str) -> list[str]:
    if question.kind in RATED:
        return [_scale(question, definition, wording, language)]
    listed = [
        wording.say(
            "call_choice", choice=words(choice.text, language, definition=definition), n=number
        )
        for number, choice in enumerate(question.choices, 1)
    ]
    named = {
        "choices": "call_several",
        "ranking": "call_rank",
        "consent": "call_yes_no",
        "number": "call_number",
        "date": "call_day",
    }
    return [*listed, *([wording.say(named[question.kind])] if question.kind in named else [])]


def _scale(question: Question, definition: Definition, wording: Wording, language: str) -> str:
    low, high = scale_of(question)
    two = "_two" if high >= 10 else ""
    if len(question.ends) >= 2:
        worst, best = (words(question.ends[at], language, definition=definition) for at in (0, -1))
        return wording.say(f"call_scale_ends{two}", low=low, high=high, worst=worst, best=best)
    return wording.say(f"call_scale{two}", low=low, high=high)
