"""Lists in a form: answers to choose, rows of a matrix, tests of a condition."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from heedful.listen.authoring.conditioning import Clause
from heedful.listen.authoring.repeated import Sent
from heedful.listen.surveys.definition import CHOSEN, Question


@dataclass(frozen=True, slots=True)
class Slot:
    """One line of a list in a form: an answer to choose, a row, or a test."""

    number: int
    code: str = ""
    text: str = ""
    exclusive: bool = False
    other: bool = False
    role: str = ""
    clause: Clause | None = None


def choices_of(question: Question, language: str, data: QueryDict | None) -> list[Slot]:
    if data is None:
        kept = [
            Slot(n, one.code, one.text.get(language, ""), one.exclusive, one.other)
            for n, one in enumerate(question.choices)
        ]
    else:
        sent = Sent.of(data)
        kept = [
            Slot(
                n,
                sent.get("choice", n, "code"),
                sent.get("choice", n, "text"),
                bool(sent.get("choice", n, "exclusive")),
                bool(sent.get("choice", n, "other")),
            )
            for n in sent.numbers("choice")
        ]
    return [*kept, *_blank(kept)]


def rows_of(question: Question, language: str, data: QueryDict | None) -> list[Slot]:
    if data is None:
        kept = [
            Slot(n, one.code, one.text.get(language, ""), role=one.role)
            for n, one in enumerate(question.rows)
        ]
    else:
        sent = Sent.of(data)
        kept = [
            Slot(
                n,
                sent.get("row", n, "code"),
                sent.get("row", n, "text"),
                role=sent.get("row", n, "role"),
            )
            for n in sent.numbers("row")
        ]
    return [*kept, *(Slot(one.number, role="driver") for one in _blank(kept))]


def codes_after(question: Question, data: QueryDict) -> list[tuple[str, str]]:
    """The fields of codes in a form that was saved, so that what was added keeps its code."""
    kind = "choice" if question.kind in CHOSEN else "row"
    sent = Sent.of(data)
    filled = [n for n in sent.numbers(kind) if sent.get(kind, n, "text")]
    choices = [one.code for one in question.choices]
    codes = choices if kind == "choice" else [one.code for one in question.rows]
    return [(f"{kind}-{n}-code", code) for n, code in zip(filled, codes, strict=False)]


def _blank(kept: Sequence[Slot]) -> list[Slot]:
    """Two lines more, so that something can be added without JavaScript."""
    following = max((one.number for one in kept), default=-1) + 1
    return [Slot(following), Slot(following + 1)]
