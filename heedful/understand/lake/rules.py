"""What a row of the lake holds, and how its months are cut. Knows no Django."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

# Raised when columns change their meaning: a lake of another layout is written anew.
LAYOUT = 2
# Rows of the days that one commit rewrites; a single busier day is rewritten alone.
ROWS_AT_ONCE = 400_000
# A month of more files than this is made one again.
MOST_FILES = 8
MONTH = "month"
FIXED = {
    "id": pa.binary(),
    "location": pa.string(),
    "day": pa.date32(),
    "minute": pa.int16(),  # of the trading day, on the location's clock
    "daypart": pa.int8(),  # its place among the organisation's parts of the day
    "channel": pa.string(),
    "language": pa.string(),
    "version": pa.string(),
    "weight": pa.int64(),  # millionths; what the row counts, factors included
    "weight_squared": pa.int64(),  # in millionths again
    "respondent": pa.int64(),  # a keyed hash; null when nobody is named
    # The same hash as a register of a sketch and its rank (`cxstats.distinct`).
    "register": pa.int16(),
    "rank": pa.int8(),
    "has_comment": pa.bool_(),
}


def slot_name(slot: int) -> str:
    """The column of an item; null where there is no number."""
    return f"s{slot}"


def columns(slots: int) -> Mapping[str, pa.DataType]:
    return FIXED | {slot_name(slot): pa.int16() for slot in range(slots)}


def schema(slots: int) -> pa.Schema:
    """A table's columns, the one that it is partitioned by last."""
    return pa.schema({**columns(slots), MONTH: pa.string()})


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def months_between(first: date, last: date) -> tuple[str, ...]:
    """The months from one day to another, both included."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return tuple(f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers)


def these_days(days: Sequence[date]) -> str:
    """The condition by which the rows of some days of one month are replaced."""
    (month,) = {month_of(day) for day in days}
    told = " or ".join(f"day = date '{day}'" for day in sorted(days))
    return f"{MONTH} = '{month}' and ({told})"


def portions(rows: Mapping[date, int], days: Iterable[date]) -> list[list[date]]:
    """Put days together, each month apart, so that few rows are rewritten at once."""
    parts: list[list[date]] = []
    held = 0
    for day in sorted(days):
        full = held + rows.get(day, 0) > ROWS_AT_ONCE
        if not parts or full or month_of(parts[-1][-1]) != month_of(day):
            parts.append([])
            held = 0
        parts[-1].append(day)
        held += rows.get(day, 0)
    return parts


@dataclass(frozen=True, slots=True)
class Synced:
    """What one run wrote."""

    questionnaires: int = 0
    days: int = 0
    rows: int = 0
    commits: int = 0

    def __add__(self, other: "Synced") -> "Synced":
        return Synced(
            self.questionnaires + other.questionnaires,
            self.days + other.days,
            self.rows + other.rows,
            self.commits + other.commits,
        )
