"""Who is asked what, and what comes next. The same answers always lead the same way."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol, TypeVar

import msgspec

from heedful.listen.surveys.definition.conditions import holds
from heedful.listen.surveys.definition.model import (
    Definition,
    Ending,
    Kind,
    Page,
    Question,
    Row,
)
from heedful.listen.surveys.definition.scales import singles
from heedful.listen.surveys.definition.values import Value

Answers = Mapping[str, Value]


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


Part = TypeVar("Part", bound=_Coded)


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page with the questions that this customer gets, in the order they are shown."""

    page: Page
    questions: tuple[Question, ...]


def pages(definition: Definition, answers: Answers, seed: object) -> tuple[ShownPage, ...]:
    """Return the pages on a customer's way, without those on which nothing is asked.

    Chance follows from `seed`, the form's id; with None nothing is left to it, and all is asked.

    Conditions see only answers to questions that are on the way themselves: what was answered
    before the customer went back and took another branch does not count.
    """
    return tuple(shown for shown in _walk(definition, answers, seed) if shown.questions)


def visible(definition: Definition, answers: Answers, seed: object) -> tuple[Question, ...]:
    """Return the questions on a customer's way, choices and rows as they are shown to her."""
    shown = pages(definition, answers, seed)
    return tuple(question for page in shown for question in page.questions)


def next_question(
    definition: Definition, answers: Answers, seed: object, kinds: Iterable[Kind] | None = None
) -> Question | None:
    """Return the next single question without an answer; None when all are answered.

    A question that was left blank stands in `answers` as None. `kinds` is what the channel can
    ask (`BY_KEYS`, `BY_TEXT`); the rest is passed over.
    """
    able = None if kinds is None else frozenset(kinds)
    for question in visible(definition, answers, seed):
        for one in singles(question):
            if one.code not in answers and (able is None or one.kind in able):
                return one
    return None


def ending(definition: Definition, answers: Answers) -> Ending | None:
    """Return the thank-you to show; None where the survey has none of its own."""
    return next((one for one in definition.endings if holds(one.show_if, answers)), None)


def hidden(definition: Definition) -> tuple[Question, ...]:
    """Return the questions that are never asked, only filled."""
    return tuple(one for page in definition.pages for one in page.questions if one.hidden)


def _walk(definition: Definition, answers: Answers, seed: object) -> Iterator[ShownPage]:
    met: dict[str, Value] = {
        one.code: answers[one.code] for one in hidden(definition) if one.code in answers
    }
    for page in definition.pages:
        if not holds(page.show_if, met):
            continue
        drawn = _drawn(page, seed)
        shown = []
        for question in page.questions:
            if question.hidden or question.code not in drawn or not holds(question.show_if, met):
                continue
            shown.append(_as_shown(question, seed))
            met |= {s.code: answers[s.code] for s in singles(question) if s.code in answers}
        order = _mixed(shown, seed, page.code) if page.shuffle else shown
        yield ShownPage(page, tuple(order))


def _drawn(page: Page, seed: object) -> frozenset[str]:
    """The codes that chance gives this customer; what is required is always asked."""
    codes = [one for one in page.questions if not one.hidden]
    if page.sample is None or seed is None:
        return frozenset(one.code for one in codes)
    free = [one for one in codes if not one.required and not one.primary]
    lot = _mixed(free, seed, f"{page.code}/sample")[: page.sample]
    return frozenset(one.code for one in codes if one not in free or one in lot)


def _as_shown(question: Question, seed: object) -> Question:
    if not question.shuffle:
        return question
    movable = [one for one in question.choices if not (one.exclusive or one.other)]
    last = [one for one in question.choices if one.exclusive or one.other]
    rows: list[Row] = _mixed(question.rows, seed, question.code)
    choices = (*_mixed(movable, seed, question.code), *last)
    return msgspec.structs.replace(question, choices=choices, rows=tuple(rows))


def _mixed(parts: Iterable[Part], seed: object, salt: str) -> list[Part]:
    """Return parts in an order of chance that is the same for ever, on every machine."""
    return sorted(parts, key=lambda one: blake2b(f"{seed}/{salt}/{one.code}".encode()).digest())
