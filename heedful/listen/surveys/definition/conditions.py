"""When something is shown: conditions on answers that were given before."""

from collections.abc import Iterator, Mapping
from typing import assert_never

import msgspec

from heedful.listen.surveys.definition.values import NUMBER, Value, codes_of, is_blank

DEEPEST = 8


class _Test(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="test"):
    """What all conditions have in common: how they are written down."""


class Is(_Test, frozen=True, tag="is"):
    """The answer is exactly this; never true of a question without an answer."""

    question: str
    value: str | int | float | bool


class IsNot(_Test, frozen=True, tag="is_not"):
    """The opposite of `Is`, so it is also true where there is no answer."""

    question: str
    value: str | int | float | bool


class AtLeast(_Test, frozen=True, tag="at_least"):
    question: str
    value: float


class AtMost(_Test, frozen=True, tag="at_most"):
    question: str
    value: float


class Includes(_Test, frozen=True, tag="includes"):
    """One of the choices that were ticked is this one."""

    question: str
    value: str


class Answered(_Test, frozen=True, tag="answered"):
    question: str


class NotAnswered(_Test, frozen=True, tag="not_answered"):
    question: str


class All(_Test, frozen=True, tag="all"):
    of: tuple["Condition", ...]


class Any(_Test, frozen=True, tag="any"):
    of: tuple["Condition", ...]


class Not(_Test, frozen=True, tag="not"):
    of: "Condition"


Plain = Is | IsNot | AtLeast | AtMost | Includes | Answered | NotAnswered
Condition = Is | IsNot | AtLeast | AtMost | Includes | Answered | NotAnswered | All | Any | Not


def holds(condition: Condition | None, answers: Mapping[str, Value]) -> bool:
    """Say whether a condition is met; none is always met."""
    match condition:
        case None:
            return True
        case All(of):
            return all(holds(one, answers) for one in of)
        case Any(of):
            return any(holds(one, answers) for one in of)
        case Not(of):
            return not holds(of, answers)
        case _:
            return _plain(condition, answers.get(condition.question))


def _plain(condition: Plain, value: Value) -> bool:
    match condition:
        case Answered() | NotAnswered():
            return is_blank(value) is isinstance(condition, NotAnswered)
        case Is(_, wanted) | IsNot(_, wanted):
            return _same(value, wanted) is isinstance(condition, Is)
        case AtLeast(_, least):
            return isinstance(value, NUMBER) and value >= least
        case AtMost(_, most):
            return isinstance(value, NUMBER) and value <= most
        case Includes(_, code):
            return code in codes_of(value)
        case _:
            assert_never(condition)


def _same(value: Value, wanted: str | float | bool) -> bool:  # noqa: FBT001  # a value, no switch
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if isinstance(value, str) and isinstance(wanted, str):
        return codes_of(value) == (wanted,) or value == wanted
    return not is_blank(value) and value == wanted


def questions_in(condition: Condition | None) -> Iterator[str]:
    """Go through the codes of the questions that a condition looks at."""
    match condition:
        case None:
            return
        case All(of) | Any(of):
            for one in of:
                yield from questions_in(one)
        case Not(of):
            yield from questions_in(of)
        case _:
            yield condition.question


def depth(condition: Condition | None) -> int:
    match condition:
        case All(of) | Any(of):
            return 1 + max((depth(one) for one in of), default=0)
        case Not(of):
            return 1 + depth(of)
        case _:
            return 0
