"""The records of an answer as rows of a page: named, narrowed to, sorted and searched."""

import math
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import overload
from urllib.parse import urlencode

import numpy as np

from heedful.understand.asking.figures import Order
from heedful.understand.asking.records import Record, Records, Words, said
from heedful.understand.asking.rules import Compare, Question
from heedful.understand.asking.telling import Told
from heedful.understand.metrics.dimensions import PLACES, Dimension, Filter
from heedful.understand.metrics.keys import Codes
from heedful.understand.metrics.rules import Step, Window
from heedful.web.explore.words import value_of

TIMES_BY_STEP = {Dimension.WEEK: Step.WEEK, Dimension.MONTH: Step.MONTH}


@dataclass(frozen=True, slots=True)
class Row:
    """One group; None where nothing can be said.

    What it is called and where it leads is worked out when it is asked for.
    """

    told: Told
    question: Question  # of `told`, read once
    record: Record

    def label(self, at: int) -> str:
        """What it is called by one of the cuts."""
        cut = self.question.by[at]
        return value_of(cut, self.record[cut])

    @property
    def labels(self) -> tuple[str, ...]:
        """What it is called by each cut, in their order."""
        return tuple(self.label(at) for at in range(len(self.question.by)))

    @property
    def name(self) -> str:
        return ", ".join(self.labels)

    @property
    def alone(self) -> str:
        """The query that asks about this group by itself."""
        return urlencode(narrowed(self.question, self.record).params(), doseq=True)

    @property
    def deeper(self) -> str:
        """The query that asks the same of the place alone; empty without one."""
        return _deeper(self.told, self.record)

    @property
    def enough(self) -> bool:
        return bool(self.record["enough"]) and self.record["value"] is not None

    @property
    def is_compared(self) -> bool:
        return self.record.get("change_low") is not None

    def number(self, name: str) -> float:
        value = self.record.get(name)
        return float(value) if isinstance(value, int | float) else math.nan


class Rows(Sequence[Row]):
    """Rows of an answer; there may be hundreds of thousands, of which a page shows thirty."""

    def __init__(self, told: Told, records: Records) -> None:
        self.told, self.records, self.question = told, records, told.question

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Row]:
        return (Row(self.told, self.question, record) for record in self.records)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> "Rows": ...
    def __getitem__(self, at: int | slice) -> "Row | Rows":
        if isinstance(at, slice):
            return Rows(self.told, self.records[at])
        return Row(self.told, self.question, self.records[at])

    def take(self, rows: Order) -> "Rows":
        """Pick rows, in this order."""
        return Rows(self.told, self.records.take(rows))

    def words(self, at: int) -> Words:
        """What rows are called by one of the cuts."""
        cut = self.question.by[at]
        told = self.records.cuts[cut]
        return Words([value_of(cut, said(value)) for value in told.values], told.codes)

    @property
    def all_words(self) -> list[Words]:
        # An answer that was kept names no cuts where it has no rows.
        return [self.words(at) for at in range(len(self.question.by))] if len(self) else []


def _deeper(told: Told, record: Record) -> str:
    """Down the tree by one step; at a location, its course by week in place of the list."""
    question = told.question
    if question.by and question.by[0] is Dimension.GROUP:
        key = uuid.UUID(str(record[f"{Dimension.GROUP}_id"]))
        if key not in told.leaves:
            return urlencode(replace(question, under=key).params(), doseq=True)
    elif question.by == (Dimension.LOCATION,):
        key = uuid.UUID(str(record[f"{Dimension.LOCATION}_id"]))
    else:
        return ""
    course = replace(question, under=key, by=(Dimension.WEEK,), compare=Compare.NOTHING)
    return urlencode(course.params(), doseq=True)


def narrowed(question: Question, record: Record) -> Question:
    """The question about one group of an answer alone, not cut any more."""
    where = {one.dimension: one for one in question.where}
    window, under = question.window, question.under
    for cut in question.by:
        if cut in PLACES:
            under = uuid.UUID(str(record[f"{cut}_id"]))
        elif cut is Dimension.DAY or cut in TIMES_BY_STEP:
            window = _within(window, cut, date.fromisoformat(str(record[cut])))
        elif record[cut] not in ("", None):
            where[cut] = Filter(cut, (str(record[cut]),))
    compare = question.compare if window == question.window else Compare.NOTHING
    filters = tuple(where[key] for key in sorted(where))
    return replace(question, by=(), under=under, window=window, where=filters, compare=compare)


def _within(window: Window, cut: Dimension, first: date) -> Window:
    last = first
    if cut is not Dimension.DAY:
        last = TIMES_BY_STEP[cut].after(first) - timedelta(days=1)
    return Window(max(first, window.first), min(last, window.last))


def searched(rows: Rows, text: str) -> Rows:
    """Rows with a text anywhere in their name."""
    wanted = text.strip().casefold()
    if not wanted:
        return rows
    if "," in wanted:
        # It may begin in what a row is called by one cut and end in what it is by another.
        has = [wanted in row.name.casefold() for row in rows]
        return rows.take(np.flatnonzero(has))
    found = np.zeros(len(rows), dtype=np.bool_)
    for words in rows.all_words:
        has = [wanted in label.casefold() for label in words.values]
        found |= np.array(has, dtype=np.bool_)[words.codes]
    return rows.take(np.flatnonzero(found))


def ordered(rows: Rows, sort: str) -> Rows:
    """Sort rows; what is not known comes last, and equals stay as they were given."""
    match sort:
        case "name":
            words = rows.all_words
            keys = [_rank(one, "" if one is words[-1] else ", ") for one in words]
            return rows.take(np.lexsort(keys[::-1])) if keys else rows
        case "high" | "change" | "answers":
            name = "value" if sort == "high" else sort
            return rows.take(np.argsort(-rows.records.number(name), kind="stable"))
        case "low":
            return rows.take(np.argsort(rows.records.number("value"), kind="stable"))
    return rows


def _rank(words: Words, end: str) -> Codes:
    """The place of each row in the order of what it is called by one cut."""
    told = [label.casefold() + end for label in words.values]
    rank = {label: i for i, label in enumerate(sorted(set(told)))}
    return np.array([rank[label] for label in told], dtype=np.intp)[words.codes]
