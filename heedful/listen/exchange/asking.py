"""Questions of other tools, made into ours; each tells in the report what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from heedful.listen.exchange.making import Known, Making, fit_code
from heedful.listen.exchange.steps import direction, is_unused
from heedful.listen.surveys.definition import (
    Choice,
    Condition,
    Kind,
    Limits,
    Question,
    Role,
    Row,
    Text,
)

MOST_STEPS = {"stars": 10, "smileys": 5, "scale": 101}
MOST_MATRIX_STEPS = 11


@dataclass(frozen=True, slots=True)
class Asked:
    """What all questions have, whatever their kind; `theirs` is the code in the other tool."""

    theirs: str
    text: Text
    help: Text
    required: bool = False
    shuffle: bool = False
    show_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen, or one row."""

    theirs: str
    text: Text
    other: bool = False
    exclusive: bool = False


Made = tuple[Question, ...]


def simple(making: Making, asked: Asked, kind: Kind, limits: Limits | None = None) -> Made:
    """Make a question whose answer is written, picked from a calendar or brought as a file."""
    role: Role = "open" if kind == "text" and not (limits and limits.form) else ""
    question = _question(making, asked, kind, role=role, limits=limits or Limits())
    return _taken(making, asked, question, {})


def rated(
    making: Making, asked: Asked, kind: Kind, span: tuple[int, int], ends: tuple[Text, ...] = ()
) -> Made:
    """Make a rated question; one from 0 to 10 in words of recommending is the outcome."""
    low, high = span
    first = 0 if kind == "scale" and low >= 0 else 1
    values: dict[str, str | int] = {str(one): one for one in range(low, high + 1)}
    if kind != "recommend" and (low < 0 or (kind != "scale" and low != 1)):
        # Our scales start at 0 or above, so that every step moves by as much.
        values = {str(one): one - low + first for one in range(low, high + 1)}
        told = _("Its steps %(low)d to %(high)d are numbered from %(first)d here.")
        told = told % {"low": low, "high": high, "first": first}
        making.note(asked.theirs, "changed", told)
        low, high = first, high - low + first
    if kind != "recommend" and not 1 <= high - low < MOST_STEPS[kind]:
        return left(making, asked, _("A scale with so many steps has no counterpart."))
    named = ends if len(ends) in {2, high - low + 1} and all(ends) else ()
    role: Role = "outcome" if kind == "recommend" else "driver"
    bounds = (low, high) if kind == "scale" else (None, None if kind == "recommend" else high)
    question = _question(making, asked, kind, role=role, low=bounds[0], high=bounds[1], ends=named)
    return _taken(making, asked, question, values)


def chosen(
    making: Making,
    asked: Asked,
    kind: Kind,
    options: Sequence[Option],
    limits: Limits | None = None,
) -> Made:
    """Make a question with choices; where their words are steps of a scale, a rated one."""
    steps = [one for one in options if not is_unused(_first(making, one))]
    way = direction([_first(making, one) for one in steps]) if kind == "choice" else ""
    if way and not any(one.other for one in options) and len(steps) > 2:
        return _worded_scale(making, asked, options, steps, way)
    if len(options) < 2:
        return _too_few(making, asked, kind, options)
    choices, values = _choices(making, asked, options, kind)
    question = _question(making, asked, kind, choices=choices, limits=limits or Limits())
    for theirs, ours in values.items():
        making.ticks[f"{asked.theirs}_{theirs}"] = (question.code, str(ours))
    return _taken(making, asked, question, values)


def matrix(making: Making, asked: Asked, rows: Sequence[Option], columns: Sequence[Option]) -> Made:
    """Make rows on one scale; where the columns are no steps, a question with choices for each."""
    steps = [one for one in columns if not is_unused(_first(making, one))]
    if not rows or not 2 <= len(steps) <= MOST_MATRIX_STEPS:
        if rows and len(columns) >= 2:
            return each_row(making, asked, "choice", rows, columns)
        return left(making, asked, _("Its rows or columns are missing."))
    way = direction([_first(making, one) for one in steps])
    numbers = all(one.theirs.isdecimal() and one.text == {} for one in steps)
    if not way and not numbers:
        told = _(
            "Its columns are numbered in their order. Check that the last one is the best, then"
            " choose what role each row has."
        )
        making.note(asked.theirs, "changed", told)
    ordered = steps[::-1] if way == "down" else steps
    if way == "down":
        making.note(asked.theirs, "changed", _("The best answer stands last here, it stood first."))
    low = int(steps[0].theirs) if numbers else 1
    values: dict[str, str | int] = {one.theirs: low + number for number, one in enumerate(ordered)}
    role: Role = "driver" if way or numbers else ""
    made = tuple(
        Row(making.code(f"{asked.theirs}_{row.theirs}"), row.text or {making.first: row.theirs},
            role)
        for row in rows
    )  # fmt: skip
    question = _question(
        making,
        asked,
        "matrix",
        rows=made,
        low=low if low != 1 else None,
        high=low + len(steps) - 1,
        ends=() if numbers else tuple(one.text for one in ordered),
        unused_ok=len(steps) < len(columns),
    )
    for row, one in zip(made, rows, strict=True):
        making.unused[row.code] = _unused(columns, steps)
        making.known[f"{asked.theirs}_{one.theirs}"] = Known(row.code, "scale", values)
    return _taken(making, asked, question, values)


def each_row(
    making: Making, asked: Asked, kind: Kind, rows: Sequence[Option], columns: Sequence[Option]
) -> Made:
    """Make one question of each row, where a table of this kind has no counterpart."""
    making.note(asked.theirs, "changed", _("Each row became a question of its own."))
    made: list[Question] = []
    for row in rows:
        text = {
            language: f"{words}\n{row.text.get(language) or row.theirs}"
            for language, words in asked.text.items()
        }
        one = replace(asked, theirs=f"{asked.theirs}_{row.theirs}", text=text)
        if columns:
            made += chosen(making, one, kind, columns)
        else:
            made += simple(making, one, kind)
    return tuple(made)


def left(making: Making, asked: Asked, sentence: str) -> Made:
    """Leave a question out, and say so."""
    making.note(asked.theirs, "left", sentence)
    return ()


def _worded_scale(
    making: Making,
    asked: Asked,
    options: Sequence[Option],
    steps: Sequence[Option],
    way: str,
) -> Made:
    ordered = steps[::-1] if way == "down" else steps
    making.note(asked.theirs, "changed", _("Its choices are steps, so it became a rated question."))
    question = _question(
        making,
        asked,
        "scale",
        role="driver",
        high=len(steps),
        ends=tuple(one.text for one in ordered),
        unused_ok=len(steps) < len(options),
    )
    values: dict[str, str | int] = {
        one.theirs: number for number, one in enumerate(ordered, start=1)
    }
    making.unused[question.code] = _unused(options, steps)
    return _taken(making, asked, question, values)


def _unused(options: Sequence[Option], steps: Sequence[Option]) -> tuple[str, ...]:
    """Return codes and words of what stands beside the scale."""
    beside = [one for one in options if one not in steps]
    return tuple(dict.fromkeys(said for one in beside for said in (one.theirs, *one.text.values())))


def _too_few(making: Making, asked: Asked, kind: Kind, options: Sequence[Option]) -> Made:
    if kind != "choices" or not options:
        return left(making, asked, _("It has fewer than two choices."))
    text = {
        language: f"{words}\n{options[0].text.get(language, '')}".strip()
        for language, words in asked.text.items()
    }
    making.note(asked.theirs, "changed", _("A single box to tick became a question of consent."))
    return simple(making, replace(asked, text=text), "consent")


def _choices(
    making: Making, asked: Asked, options: Sequence[Option], kind: Kind
) -> tuple[tuple[Choice, ...], dict[str, str | int]]:
    """Return choices with codes of ours: they begin with a letter, and each is there once."""
    made: list[Choice] = []
    values: dict[str, str | int] = {}
    free = kind != "ranking"
    for one in options:
        code = fit_code(one.theirs, "c", {choice.code for choice in made})
        values.setdefault(one.theirs, code)
        other = free and one.other and not any(choice.other for choice in made)
        if one.other and not other:
            told = _("“%(choice)s” asks for no own words here.")
            making.note(asked.theirs, "changed", told % {"choice": one.theirs})
        text = one.text if making.first in one.text else {making.first: one.theirs or code}
        made.append(Choice(code, text, exclusive=free and one.exclusive, other=other))
    return tuple(made), values


def _question(
    making: Making,
    asked: Asked,
    kind: Kind,
    *,
    role: Role = "",
    low: int | None = None,
    high: int | None = None,
    ends: tuple[Text, ...] = (),
    choices: tuple[Choice, ...] = (),
    rows: tuple[Row, ...] = (),
    unused_ok: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - it is frozen.
) -> Question:
    text = asked.text if making.first in asked.text else {making.first: asked.theirs or "?"}
    if text != asked.text:
        making.note(asked.theirs, "changed", _("It has no words, so its code stands for them."))
    return Question(
        code=making.code(asked.theirs),
        kind=kind,
        text=text,
        help=asked.help,
        role=role,
        required=asked.required,
        low=low,
        high=high,
        ends=ends,
        choices=choices,
        rows=rows,
        shuffle=asked.shuffle and bool(choices or rows),
        unused_ok=unused_ok,
        limits=limits,
        show_if=asked.show_if,
    )


def _taken(
    making: Making, asked: Asked, question: Question, values: Mapping[str, str | int]
) -> Made:
    making.known[asked.theirs] = Known(question.code, question.kind, values)
    if question.code == asked.theirs:
        told = _("Taken over as “%(kind)s”.") % {"kind": question.kind}
    else:
        told = _("Taken over as “%(kind)s”, with the code “%(code)s”.")
        told = told % {"kind": question.kind, "code": question.code}
    making.note(asked.theirs, "taken", told)
    return (question,)


def _first(making: Making, option: Option) -> str:
    return option.text.get(making.first, "")
