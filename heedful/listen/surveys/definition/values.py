"""What an answer is once it was read: plain values that JSON can hold."""

from dataclasses import dataclass
from typing import Literal

# A rated answer is a whole number or DID_NOT_USE; a choice is its code, with own words after
# OWN_WORDS; several choices and a ranking are lists of codes; a date is ISO text; None is a
# question that was asked and left blank.
Value = int | float | str | bool | list[str] | dict[str, str] | None
Raw = str | list[str]

DID_NOT_USE = "n"
OWN_WORDS = "="
NUMBER = (int, float)

Reason = Literal[
    "missing",
    "not_a_choice",
    "out_of_range",
    "not_a_number",
    "not_a_date",
    "not_an_address",
    "not_a_telephone",
    "not_in_form",
    "too_long",
    "too_few",
    "too_many",
    "alone",
    "twice",
    "not_a_file",
]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an answer cannot be taken; `low` and `high` are the bounds that it had to keep."""

    reason: Reason
    low: float | str | None = None
    high: float | str | None = None


def is_blank(value: Value) -> bool:
    """Nothing was said. A refusal to consent and "did not use" are answers."""
    return not value and not isinstance(value, NUMBER)


def codes_of(value: Value) -> tuple[str, ...]:
    """Return the codes of the choices in an answer, without own words."""
    values = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return tuple(one.partition(OWN_WORDS)[0] for one in values)


def own_words_of(value: Value) -> str:
    """Return what was written beside a choice that asks for own words."""
    values = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return next((words for one in values if (words := one.partition(OWN_WORDS)[2])), "")
