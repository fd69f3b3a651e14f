"""An answer as rows of plain values: what the API, exports and the terminal give out."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, overload

import numpy as np

from cxstats.change import Change
from cxstats.estimate import Floats
from heedful.understand.asking.answers import Answer
from heedful.understand.asking.figures import Bools, Figures, Known, Order
from heedful.understand.metrics.dimensions import PLACES
from heedful.understand.metrics.keys import Codes, coded

Value = str | int | float | bool | None
Record = dict[str, Value]
WORDS = {-1: "below", 0: "", 1: "above"}
FIGURES = ("value", "low", "high", "n", "answers", "enough")
CHANGES = ("change", "change_low", "change_high", "change_p", "is_change")
STANDING = "standing"
# So many are spelled out at once.
STRETCH = 4096


@dataclass(frozen=True, slots=True)
class Words:
    """What is the same in many rows: the different values, and which one each row has."""

    values: Sequence[Any]
    codes: Codes

    def take(self, rows: Order) -> Self:
        return type(self)(self.values, self.codes[rows])

    def told(self) -> list[Value]:
        different, at = np.unique(self.codes, return_inverse=True)
        told = [said(self.values[code]) for code in different.tolist()]
        return [told[i] for i in at.tolist()]


class Records(Sequence[Record]):
    """One record for each group; a record is made when somebody looks at it.

    A figure without evidence enough is null, and `enough` is false. Places have their name under
    the cut's own field and their key beside it.
    """

    __slots__ = ("cuts", "figures")

    def __init__(self, cuts: Mapping[str, Words], figures: Figures) -> None:
        self.cuts, self.figures = cuts, figures

    @property
    def fields(self) -> list[str]:
        """The names of a record's values, in their order."""
        changes = () if self.figures.change is None else CHANGES
        standing = () if self.figures.standing is None else (STANDING,)
        return [*self.cuts, *FIGURES, *changes, *standing]

    def take(self, rows: Order) -> "Records":
        """Pick rows, in this order."""
        cuts = {name: words.take(rows) for name, words in self.cuts.items()}
        return Records(cuts, self.figures.take(rows))

    @property
    def is_known(self) -> Bools:
        """Of which rows there is a figure to show."""
        return self.figures.enough & np.isfinite(self.figures.value)

    def number(self, name: str) -> Floats:
        """One figure of all rows; nan where it is null."""
        of = self.figures
        if name == "answers":
            return of.answers.astype(np.float64)
        if name == "change":
            told = np.full(len(self), np.nan) if of.change is None else of.change.difference
        else:
            told = of.value
        return np.where(of.enough, told, np.nan)

    def lines(self) -> Iterator[tuple[Value, ...]]:
        """The values of each row, as `fields` names them."""
        for first in range(0, len(self), STRETCH):
            part = self.take(np.arange(first, min(first + STRETCH, len(self))))
            told = [words.told() for words in part.cuts.values()] + _figures(part.figures)
            yield from zip(*told, strict=True)

    def __len__(self) -> int:
        return len(self.figures.value)

    def __iter__(self) -> Iterator[Record]:
        fields = self.fields
        return (dict(zip(fields, line, strict=True)) for line in self.lines())

    @overload
    def __getitem__(self, at: int) -> Record: ...
    @overload
    def __getitem__(self, at: slice) -> "Records": ...
    def __getitem__(self, at: int | slice) -> "Record | Records":
        if isinstance(at, slice):
            return self.take(np.arange(len(self))[at])
        return next(iter(self.take(np.array([range(len(self))[at]]))))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Records) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # equal ones may hold different columns

    @classmethod
    def of(cls, records: Sequence[Record]) -> Self:
        """Put records into columns."""
        there = list(records[0]) if records else list(FIGURES)

        def column(name: str) -> list[Value]:
            return [record[name] for record in records]

        def numbers(name: str) -> Floats:
            return np.array([np.nan if x is None else x for x in column(name)], dtype=np.float64)

        change, is_change, standing = None, None, None
        if "change" in there:
            difference, low, high, p = (numbers(name) for name in CHANGES[:-1])
            unknown = np.full(len(records), np.nan)
            change = Change(difference, low, high, p, n_before=unknown, n_after=unknown)
            is_change = np.array(column("is_change"), dtype=np.bool_)
        if STANDING in there:
            sides = {word: side for side, word in WORDS.items()}
            standing = np.array([sides[str(word)] for word in column(STANDING)], dtype=np.int8)
        figures = Figures(
            value=numbers("value"),
            ends=Known(numbers("low"), numbers("high")),
            n=numbers("n"),
            answers=np.array(column("answers"), dtype=np.int64),
            enough=np.array(column("enough"), dtype=np.bool_),
            change=change,
            is_change=is_change,
            standing=standing,
        )
        cuts = {}
        for name in there:
            if name not in {*FIGURES, *CHANGES, STANDING}:
                # Two places may have one name, and are two all the same.
                _, codes = coded(column(f"{name}_id" if name in PLACES else name))
                first = np.unique(codes, return_index=True)[1]
                cuts[name] = Words([records[row][name] for row in first.tolist()], codes)
        return cls(cuts, figures)


def records_of(answer: Answer) -> Records:
    """The records of an answer, in its order."""
    keys, by = answer.keys, answer.question.by
    cuts, ids = {}, {}
    for cut, values, codes in zip(by, keys.values, keys.codes, strict=True):
        if cut in PLACES:
            ids[f"{cut}_id"] = Words(values, codes)
        cuts[str(cut)] = Words(answer.places.names if cut in PLACES else values, codes)
    return Records(cuts | ids, answer.figures)


def said(value: Any) -> Value:
    match value:
        case date():
            return value.isoformat()
        case uuid.UUID():
            return str(value)
    told: Value = value
    return told


def _figures(of: Figures) -> list[list[Value]]:
    """Column by column."""
    low, high = of.ends.both()
    told = [_numbers(one, of.enough) for one in (of.value, low, high)]
    told += [_numbers(of.n), of.answers.tolist(), of.enough.tolist()]
    if of.change is not None and of.is_change is not None:
        change = of.change.spelled_out()
        parts = (change.difference, change.low, change.high, change.p)
        told += [*(_numbers(one, of.enough) for one in parts), of.is_change.tolist()]
    if of.standing is not None:
        told.append([WORDS[side] for side in of.standing.tolist()])
    return told


def _numbers(column: Floats, enough: Bools | None = None) -> list[Value]:
    is_known = np.isfinite(column) if enough is None else np.isfinite(column) & enough
    told = column.astype(object)
    told[~is_known] = None
    numbers: list[Value] = told.tolist()
    return numbers
