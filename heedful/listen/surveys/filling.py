"""The fields of a form in a browser: their names, and what they say. Knows no Django."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from heedful.listen.surveys.definition import (
    OWN_WORDS,
    Question,
    Raw,
    Refusal,
    Value,
    singles,
    take,
)

CONTACT = ("name", "email", "phone")


class Fields(Protocol):
    """What a browser sent; Django's QueryDict is one."""

    def get(self, name: str, default: str, /) -> str | list[object] | None: ...

    def getlist(self, name: str, /) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Filled:
    """Answers by code, None where a question was left blank; problems and raw text by code."""

    answers: Mapping[str, Value]
    problems: Mapping[str, Refusal]
    raw: Mapping[str, Raw]


def field_of(code: str, part: str = "") -> str:
    """Return the name of a question's field, or of a part of it.

    >>> field_of("likely"), field_of("reach", "email")
    ('q-likely', 'q-reach:email')
    """
    return f"q-{code}:{part}" if part else f"q-{code}"


def fill(questions: Iterable[Question], fields: Fields, language: str) -> Filled:
    """Read the fields of a form; whatever is wrong is told and nothing else is lost."""
    answers: dict[str, Value] = {}
    problems: dict[str, Refusal] = {}
    raws: dict[str, Raw] = {}
    for question in questions:
        for one in singles(question):
            raws[one.code] = raw = raw_of(one, fields)
            taken = take(one, raw, language)
            if isinstance(taken, Refusal):
                problems[one.code] = taken
            else:
                answers[one.code] = taken
    return Filled(answers, problems, raws)


def raw_of(question: Question, fields: Fields) -> Raw:
    """Return what a form says about a single question, as `take` reads it."""
    name = field_of(question.code)
    match question.kind:
        case "choice" | "choices":
            picked = fields.getlist(name)
            return [_with_words(question, one, fields) for one in picked]
        case "ranking":
            return (
                [
                    f"{one.code}{OWN_WORDS}{_text(fields, field_of(question.code, one.code))}"
                    for one in question.choices
                ]
                if _any(question, [one.code for one in question.choices], fields)
                else []
            )
        case "contact":
            return (
                [
                    f"{part}{OWN_WORDS}{_text(fields, field_of(question.code, part))}"
                    for part in CONTACT
                ]
                if _any(question, CONTACT, fields)
                else []
            )
    return _text(fields, name)


def _with_words(question: Question, code: str, fields: Fields) -> str:
    asks = any(one.code == code and one.other for one in question.choices)
    own = _text(fields, field_of(question.code, "words")).strip() if asks else ""
    return f"{code}{OWN_WORDS}{own}" if own else code


def _any(question: Question, parts: Sequence[str], fields: Fields) -> bool:
    return any(_text(fields, field_of(question.code, part)).strip() for part in parts)


def _text(fields: Fields, name: str) -> str:
    found = fields.get(name, "")
    return found if isinstance(found, str) else ""
