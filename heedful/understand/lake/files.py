"""Which files are part of a table by now, and which rows of them are wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
from deltalake import DeltaTable

from cxstats.sums import WEIGHT_ONE
from heedful.understand.lake.rules import MONTH, months_between
from heedful.understand.metrics.rules import Window


@dataclass(frozen=True, slots=True)
class LiveFile:
    """A file that is part of the table by now."""

    path: str
    month: str
    rows: int
    size: int
    first: date | None
    last: date | None
    is_weighted: bool

    def lies_in(self, first: date, last: date) -> bool:
        """Whether all its rows are of these days."""
        if self.first is None or self.last is None:
            return False
        return self.first >= first and self.last <= last


@dataclass(frozen=True, slots=True)
class Kept:
    """Files of which all rows are wanted, and files of which only those within the window are.

    Looking at the day of every row costs a sixth of a count.
    """

    whole: tuple[LiveFile, ...]
    edges: tuple[LiveFile, ...]
    window: Window

    @classmethod
    def of(cls, files: Sequence[LiveFile], window: Window) -> "Kept":
        within = [file for file in files if file.lies_in(window.first, window.last)]
        edges = [file for file in files if file not in within]
        return cls(tuple(within), tuple(edges), window)

    def __bool__(self) -> bool:
        return bool(self.whole or self.edges)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A table at one version; files of later ones do not matter to who reads it."""

    version: int
    files: tuple[LiveFile, ...]
    slots: int

    def of_days(self, first: date, last: date) -> tuple[LiveFile, ...]:
        """The files that may hold rows of these days."""
        months = set(months_between(first, last))
        return tuple(
            file
            for file in self.files
            if file.month in months
            and (file.first is None or file.first <= last)
            and (file.last is None or file.last >= first)
        )


def snapshot_of(table: DeltaTable) -> Snapshot:
    actions: Mapping[str, list[object]] = pa.table(table.get_add_actions(flatten=True)).to_pydict()
    root = table.table_uri.rstrip("/").removeprefix("file://")
    count = len(actions["path"])

    def column(name: str) -> list[object]:
        return actions.get(name, [None] * count)

    files = tuple(
        LiveFile(
            path=f"{root}/{path}",
            month=str(month),
            rows=int(str(rows or 0)),
            size=int(str(size)),
            first=first if isinstance(first, date) else None,
            last=last if isinstance(last, date) else None,
            is_weighted=not lightest == heaviest == WEIGHT_ONE,
        )
        for path, month, rows, size, first, last, lightest, heaviest in zip(
            column("path"),
            column(f"partition.{MONTH}"),
            column("num_records"),
            column("size_bytes"),
            column("min.day"),
            column("max.day"),
            column("min.weight"),
            column("max.weight"),
            strict=True,
        )
    )
    return Snapshot(
        table.version(), tuple(sorted(files, key=lambda one: one.path)), slots_of(table)
    )


def slots_of(table: DeltaTable) -> int:
    """How many items the table has columns for."""
    names = {field.name for field in table.schema().fields}
    return sum(1 for name in names if name[0] == "s" and name[1:].isdecimal())
