"""The columns of answers taken out: what each is called, holds and means."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from cxstats.scores import NOT_ANSWERED, NOT_USED
from heedful.listen.surveys.definition import (
    DID_NOT_USE,
    RATED,
    Definition,
    Question,
    Value,
    all_singles,
    codes_of,
    own_words_of,
    scale_of,
    words,
)

Holds = Literal["text", "whole", "number", "choice", "yes"]
Measure = Literal["nominal", "ordinal", "scale"]
Cell = str | int | float | None
CONTACT = ("name", "email", "phone")


@dataclass(frozen=True, slots=True)
class Column:
    """One variable. `named` are the codes of a choice, or the steps of a scale, with words."""

    name: str
    label: str
    holds: Holds = "text"
    measure: Measure = "nominal"
    named: tuple[tuple[str | int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """What the person who takes answers out may see of customers."""

    words: bool  # customers' own words
    contact: bool  # who they are, and words as they were written


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with the columns that its answer fills."""

    question: Question
    columns: tuple[Column, ...]
    fields: tuple[str, ...] = field(default=())  # what each column takes out of the answer


ALWAYS = (
    Column("id", "Key of the answer"),
    Column("occurred_at", "When, in UTC"),
    Column("day", "Trading day at the place"),
    Column("place", "Place"),
    Column("place_code", "Code of the place"),
    Column("channel", "Channel"),
    Column("language", "Language"),
    Column("version", "Version of the survey"),
    Column("partial", "Left before the end", "yes"),
    Column("weight", "How much the answer counts", "number", "scale"),
)
CUSTOMER = (
    Column("respondent", "Who answered, as the source said"),
    Column("customer", "Key of the customer"),
    Column("visit", "Key of the visit"),
)
COMMENT = Column("comment", "In the customer's own words")


def asked_in(definitions: Sequence[Definition], reach: Reach) -> list[Asked]:
    """Return the questions of all versions, each once, with columns; the newest comes last."""
    newest: dict[str, tuple[Question, Definition]] = {}
    for definition in definitions:
        for question in all_singles(definition):
            newest[question.code] = (question, definition)
    return [
        one
        for question, definition in newest.values()
        if (one := _asked(question, definition.default_language, reach)).columns
    ]


def cells_of(asked: Asked, value: Value) -> Iterator[Cell]:
    """Go through the cells that an answer fills, in the order of the columns."""
    kind = asked.question.kind
    codes = codes_of(value)
    for name, column in zip(asked.fields, asked.columns, strict=True):
        if name == "=":
            yield own_words_of(value) or None
        elif kind == "ranking":
            yield codes.index(name) + 1 if name in codes else None
        elif kind == "choices":
            yield None if value is None else int(name in codes)
        elif kind == "contact":
            yield value.get(name) if isinstance(value, dict) else None
        elif name == DID_NOT_USE:
            yield None if value is None else int(value == DID_NOT_USE)
        elif kind == "choice":
            yield codes[0] if codes else None
        else:
            yield _plain(column, value)


def value_of(score: int) -> Value:
    """Return the answer that a number in the cells stands for."""
    if score == NOT_USED:
        return DID_NOT_USE
    return None if score == NOT_ANSWERED else score


def header(asked: Iterable[Asked], reach: Reach) -> list[Column]:
    """Return all columns in order, each name once."""
    fixed = [*ALWAYS, *(CUSTOMER if reach.contact else ()), *((COMMENT,) if reach.words else ())]
    taken = {column.name for column in fixed}
    found = list(fixed)
    for one in asked:
        for column in one.columns:
            name, number = column.name, 2
            while name in taken:
                name, number = f"{column.name}_{number}", number + 1
            taken.add(name)
            found.append(Column(name, column.label, column.holds, column.measure, column.named))
    return found


def _asked(  # noqa: PLR0911 - one per kind.
    question: Question, language: str, reach: Reach
) -> Asked:
    label = words(question.text, language)[:250] or question.code
    match question.kind:
        case "choices" | "ranking":
            return _per_choice(question, language, label, reach)
        case "choice":
            return _one_choice(question, language, label, reach)
        case "contact":
            fields = CONTACT if reach.contact else ()
            made = tuple(Column(f"{question.code}_{name}", f"{label}: {name}") for name in fields)
            return Asked(question, made, fields)
        case "number":
            return Asked(question, (Column(question.code, label, "number", "scale"),), ("",))
        case "consent":
            return Asked(question, (Column(question.code, label, "yes"),), ("",))
        case "text" if not _may_read(question, reach):
            return Asked(question, ())
        case "file" if not reach.words:
            return Asked(question, ())
        case kind if kind in RATED:
            return _rated(question, language, label)
        case _:
            return Asked(question, (Column(question.code, label),), ("",))


def _may_read(question: Question, reach: Reach) -> bool:
    return reach.contact if question.limits.form or question.hidden else reach.words


def _rated(question: Question, language: str, label: str) -> Asked:
    low, high = scale_of(question)
    named = range(low, high + 1) if len(question.ends) == high - low + 1 else (low, high)
    steps = tuple(
        (step, said)
        for step, end in zip(named, question.ends, strict=False)
        if (said := words(end, language))
    )
    column = Column(question.code, label, "whole", "ordinal", steps)
    if not question.unused_ok:
        return Asked(question, (column,), ("",))
    unused = Column(f"{question.code}_unused", f"{label}: did not use", "yes")
    return Asked(question, (column, unused), ("", DID_NOT_USE))


def _one_choice(question: Question, language: str, label: str, reach: Reach) -> Asked:
    named: Mapping[str | int, str] = {
        one.code: words(one.text, language) for one in question.choices
    }
    column = Column(question.code, label, "choice", "nominal", tuple(named.items()))
    if reach.words and any(one.other for one in question.choices):
        own = Column(f"{question.code}_words", f"{label}: own words")
        return Asked(question, (column, own), ("", "="))
    return Asked(question, (column,), ("",))


def _per_choice(question: Question, language: str, label: str, reach: Reach) -> Asked:
    ranked = question.kind == "ranking"
    columns = [
        Column(
            f"{question.code}_{one.code}",
            f"{label}: {words(one.text, language)}"[:250],
            "whole" if ranked else "yes",
            "ordinal" if ranked else "nominal",
        )
        for one in question.choices
    ]
    fields = [one.code for one in question.choices]
    if reach.words and any(one.other for one in question.choices):
        columns.append(Column(f"{question.code}_words", f"{label}: own words"))
        fields.append("=")
    return Asked(question, tuple(columns), tuple(fields))


def _plain(column: Column, value: Value) -> Cell:
    """Return a single value as its column holds it; what an older version kept may differ."""
    if value is None or isinstance(value, list | dict):
        return None
    if column.holds == "yes":
        return int(value) if isinstance(value, bool) else None
    if column.holds == "whole":
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    if column.holds == "number":
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None
    return str(value)
