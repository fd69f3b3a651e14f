"""Conditions as people write them: a few plain tests, all or any of them. Knows no Django."""

from dataclasses import dataclass
from typing import Literal, assert_never

import msgspec
from msgspec.structs import replace

from heedful.listen.surveys.definition import (
    CHOSEN,
    All,
    Answered,
    Any,
    AtLeast,
    AtMost,
    Condition,
    Definition,
    Includes,
    Is,
    IsNot,
    Not,
    NotAnswered,
    Question,
    all_singles,
)
from heedful.listen.surveys.definition.conditions import Plain

How = Literal["is", "is_not", "at_least", "at_most", "includes", "answered", "not_answered"]
Joined = Literal["all", "any"]
NO_VALUE = ("answered", "not_answered")
LARGEST = 1e12


class NotATest(ValueError):
    """What should be compared with is no answer to the question."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One plain test; `value` is a number, the code of a choice, or nothing."""

    question: str
    how: How
    value: str = ""


@dataclass(frozen=True, slots=True)
class Tests:
    """Clauses that must all hold, or any of them."""

    clauses: tuple[Clause, ...] = ()
    joined: Joined = "all"


def tests_of(condition: Condition | None) -> Tests | None:
    """Return a condition as plain tests; None when it is deeper than that."""
    match condition:
        case None:
            return Tests()
        case All(of) | Any(of):
            clauses = [one for one in map(_clause, of) if one is not None]
            if len(clauses) < len(of):
                return None
            return Tests(tuple(clauses), "all" if isinstance(condition, All) else "any")
        case Not():
            return None
        case _:
            return Tests((_clause_of(condition),))


def condition_of(tests: Tests, definition: Definition) -> Condition | None:
    """Return plain tests as a condition; None for none. Raises NotATest."""
    found = tuple(_plain(one, _question(definition, one.question)) for one in tests.clauses)
    if len(found) < 2:
        return found[0] if found else None
    return All(found) if tests.joined == "all" else Any(found)


def renamed(definition: Definition, old: str, new: str) -> Definition:
    """Let every condition on a question follow it to its new code."""

    def follow(condition: Condition | None) -> Condition | None:
        return None if condition is None else _renamed(condition, old, new)

    return replace(
        definition,
        pages=tuple(
            replace(
                page,
                show_if=follow(page.show_if),
                questions=tuple(
                    replace(one, show_if=follow(one.show_if)) for one in page.questions
                ),
            )
            for page in definition.pages
        ),
        endings=tuple(replace(one, show_if=follow(one.show_if)) for one in definition.endings),
    )


def _renamed(condition: Condition, old: str, new: str) -> Condition:
    match condition:
        case All(of):
            return All(tuple(_renamed(one, old, new) for one in of))
        case Any(of):
            return Any(tuple(_renamed(one, old, new) for one in of))
        case Not(of):
            return Not(_renamed(of, old, new))
        case _:
            return replace(condition, question=new) if condition.question == old else condition


def _clause(condition: Condition) -> Clause | None:
    if isinstance(condition, All | Any | Not):
        return None
    return _clause_of(condition)


def _clause_of(test: Plain) -> Clause:
    told = msgspec.to_builtins(test)
    return Clause(told["question"], told["test"], _shown(told.get("value", "")))


def _shown(value: str | float | bool) -> str:  # noqa: FBT001  # a value, no switch
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _plain(clause: Clause, question: Question) -> Plain:
    code, text = clause.question, clause.value
    match clause.how:
        case "answered" | "not_answered":
            return Answered(code) if clause.how == "answered" else NotAnswered(code)
        case "at_least" | "at_most":
            number = _number(text)
            return AtLeast(code, number) if clause.how == "at_least" else AtMost(code, number)
        case "includes":
            return Includes(code, _choice(question, text))
        case "is" | "is_not":
            value = _value(question, text)
            return Is(code, value) if clause.how == "is" else IsNot(code, value)
        case _:
            assert_never(clause.how)


def _value(question: Question, text: str) -> str | int | float | bool:
    if question.kind in CHOSEN:
        return _choice(question, text)
    if question.kind == "consent":
        return _consent(text)
    if question.kind in {"text", "date", "contact", "file"}:
        return text
    number = _number(text)
    return int(number) if number.is_integer() else number


def _choice(question: Question, text: str) -> str:
    """People write a choice's words, in any language, or its code."""
    wanted = text.strip().casefold()
    for choice in question.choices:
        names = (choice.code, *choice.text.values())
        if wanted and wanted in {name.strip().casefold() for name in names}:
            return choice.code
    raise NotATest(text)


def _consent(text: str) -> bool:
    if text.strip().casefold() not in {"yes", "no"}:
        raise NotATest(text)
    return text.strip().casefold() == "yes"


def _number(text: str) -> float:
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        raise NotATest(text) from None
    if not abs(number) <= LARGEST:
        raise NotATest(text)
    return number


def _question(definition: Definition, code: str) -> Question:
    asked = [one for page in definition.pages for one in page.questions]
    found = next((one for one in (*asked, *all_singles(definition)) if one.code == code), None)
    if found is None:
        raise NotATest(code)
    return found
