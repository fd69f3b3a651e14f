"""The records of an answer as rows of a page: named, narrowed to, sorted and searched."""

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from heedful.understand.asking.records import Record
from heedful.understand.asking.rules import Compare, Question
from heedful.understand.asking.telling import Told
from heedful.understand.metrics.dimensions import PLACES, Dimension, Filter
from heedful.understand.metrics.rules import Step, Window
from heedful.web.explore.words import value_of

TIMES_BY_STEP = {Dimension.WEEK: Step.WEEK, Dimension.MONTH: Step.MONTH}


@dataclass(frozen=True, slots=True)
class Row:
    """One group; None where nothing can be said.

    An answer may have a hundred thousand of them, and a page shows thirty: what it calls them and
    where they lead is worked out when it is asked for.
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


def rows_of(told: Told) -> list[Row]:
    question = told.question
    return [Row(told, question, record) for record in told.records]


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


def searched(rows: Sequence[Row], words: str) -> list[Row]:
    wanted = words.strip().casefold()
    if not wanted:
        return list(rows)
    return [row for row in rows if wanted in row.name.casefold()]


def ordered(rows: Sequence[Row], sort: str) -> list[Row]:
    """Sort rows; what is not known comes last, and equals stay as they were given."""
    match sort:
        case "name":
            return sorted(rows, key=lambda row: row.name.casefold())
        case "high" | "change" | "answers":
            name = "value" if sort == "high" else sort
            return sorted(rows, key=lambda row: _key(-row.number(name)))
        case "low":
            return sorted(rows, key=lambda row: _key(row.number("value")))
    return list(rows)


def _key(value: float) -> tuple[bool, float]:
    return (math.isnan(value), 0.0 if math.isnan(value) else value)
