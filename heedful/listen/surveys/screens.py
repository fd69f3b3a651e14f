"""Which questions stand on one screen, and which screen is next. Knows no Django."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from heedful.listen.surveys.definition import (
    Answers,
    Definition,
    Question,
    Raw,
    Refusal,
    ShownPage,
    Value,
    hidden,
    pages,
    singles,
    take,
)


@dataclass(frozen=True, slots=True)
class Screen:
    """What is shown at once: one page, or all of them."""

    pages: tuple[ShownPage, ...]
    number: int
    of: int
    previous: str = ""

    @property
    def code(self) -> str:
        return self.pages[0].page.code if self.pages else ""

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(one for page in self.pages for one in page.questions)

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(one.code for one in self.questions)


def screens(
    definition: Definition, answers: Answers, seed: object, *, at_once: bool
) -> tuple[Screen, ...]:
    """Return the screens on a customer's way; there is always one."""
    shown = pages(definition, answers, seed)
    if at_once or not shown:
        return (Screen(shown, 1, 1),)
    return tuple(
        Screen((page,), number, len(shown), shown[number - 2].page.code if number > 1 else "")
        for number, page in enumerate(shown, 1)
    )


def screen_at(found: Iterable[Screen], code: str) -> Screen:
    """Return the screen with this code, else the first one."""
    every = tuple(found)
    return next((one for one in every if one.code == code), every[0])


def screen_after(definition: Definition, found: Iterable[Screen], code: str) -> Screen | None:
    """Return the next screen after a page; the page itself may have left the way."""
    order = [page.code for page in definition.pages]
    here = order.index(code) if code in order else -1
    return next((one for one in found if order.index(one.code) > here), None)


def screen_missing(found: Iterable[Screen], answers: Answers) -> Screen | None:
    """Return the first screen on which an answer that is needed has not been given."""
    return next((screen for screen in found if _lacks(screen, answers)), None)


def _lacks(screen: Screen, answers: Answers) -> bool:
    needed = [one for question in screen.questions for one in singles(question) if one.required]
    return any(answers.get(one.code) in (None, "", []) for one in needed)


def filled_by_name(
    questions: Iterable[Question], names: Mapping[str, str], language: str
) -> dict[str, Value]:
    """Return answers that an address or a link brings; what cannot be read is left out."""
    answers: dict[str, Value] = {}
    for question in questions:
        raw: Raw = names.get(question.prefill, "") if question.prefill else ""
        if raw:
            taken = take(question, raw, language)
            if not isinstance(taken, Refusal):
                answers[question.code] = taken
    return answers


def hidden_answers(
    definition: Definition, names: Mapping[str, str], language: str
) -> dict[str, Value]:
    return filled_by_name(hidden(definition), names, language)
