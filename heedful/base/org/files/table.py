"""A list in a CSV file, read as a whole: these files are small, and all lines go in or none."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

MAX_BYTES = 20_000_000
MAX_LINES = 100_000
MAX_COLUMNS = 200


class NotATable(ValueError):
    """The file as a whole cannot be read; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one line; nothing of the file goes in until it is mended."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    values: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    lines: list[Line]
    faults: list[Fault]


def read_table(data: bytes, *, needs: tuple[str, ...]) -> Table:
    """Read the lines by the names of their columns. Raises NotATable."""
    if len(data) > MAX_BYTES:
        raise NotATable(_("The file is larger than 20 MB."))
    text = _decode(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        columns = tuple(name.strip().casefold() for name in next(reader, []))
        _check_columns(columns, needs)
        table = Table(columns, [], [])
        for row in reader:
            _add(table, reader.line_num, row)
    except csv.Error as error:
        raise NotATable(
            _("Line %(line)s cannot be read: %(error)s.")
            % {"line": reader.line_num, "error": str(error)}
        ) from error
    return table


def _add(table: Table, number: int, row: list[str]) -> None:
    values = [" ".join(value.split()) for value in row]
    if not any(values):
        return
    if len(table.lines) >= MAX_LINES:
        raise NotATable(_("The file has more than 100,000 lines."))
    width = len(table.columns)
    if any(values[width:]) or len(values) < width:
        reason = _("The line has %(found)s fields where the header has %(wanted)s.")
        told = {"found": len(values), "wanted": width}
        table.faults.append(Fault(number, "", reason % told))
        return
    named = zip(table.columns, values, strict=False)
    table.lines.append(Line(number, {name: value for name, value in named if name}))


def _decode(data: bytes) -> str:
    if b"\0" in data:
        raise NotATable(_("This is not a CSV file. Save the table as “CSV UTF-8”."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max(",;\t", key=header.count)


def _check_columns(columns: tuple[str, ...], needs: tuple[str, ...]) -> None:
    missing = [name for name in needs if name not in columns]
    if missing:
        names = ", ".join(f"“{name}”" for name in missing)
        raise NotATable(_("The file has no column %(names)s.") % {"names": names})
    named = [name for name in columns if name]
    if len(named) != len(set(named)) or len(columns) > MAX_COLUMNS:
        raise NotATable(_("Two columns have the same name, or there are more than 200."))
