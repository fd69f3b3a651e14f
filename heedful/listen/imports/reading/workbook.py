"""Workbooks (XLSX): one sheet, its cells as text in one canonical form."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from heedful.listen.imports.reading.batch import MAX_FIELD, Reject, UnreadableFile
from heedful.listen.imports.reading.columns import unique_names
from heedful.listen.imports.reading.source import Row, Source
from heedful.listen.imports.reading.zipped import inspect_workbook

Cell = int | float | str | bool | time | date | datetime | timedelta | None


class WorkbookSource(Source):
    """Rows of one sheet: the one named, or the first that is visible and not empty.

    The whole sheet is held in memory, in a form of its own; `inspect_workbook` bounds its size.
    """

    format = "xlsx"

    def __init__(self, file: IO[bytes], *, total_bytes: int, sheet: str | None) -> None:
        super().__init__(total_bytes=total_bytes)
        self._file = file
        inspect_workbook(file, packed=total_bytes)
        try:
            self._workbook = CalamineWorkbook.from_filelike(file)
            self._sheet = self._choose(sheet)
        except CalamineError as error:
            raise UnreadableFile(f"The workbook is damaged or locked: {error}.") from error
        first = (self._sheet.start or (0, 0))[0] + 1
        self._found = enumerate(self._sheet.iter_rows(), start=first)
        self._last = first
        self.columns, notes = unique_names(self._header())
        self.notes += notes

    @property
    def position(self) -> int:
        rows = max(self._sheet.total_height, 1)
        return min(self.total_bytes, self.total_bytes * self._last // rows)

    def close(self) -> None:
        self._workbook.close()
        self._file.close()

    def _choose(self, wanted: str | None) -> CalamineSheet:
        names = self._workbook.sheet_names
        if wanted is not None:
            if wanted not in names:
                has = ", ".join(f"“{name}”" for name in names)
                raise UnreadableFile(f"The workbook has no sheet “{wanted}”; it has {has}.")
            return self._workbook.get_sheet_by_name(wanted)
        for about in self._workbook.sheets_metadata:
            if about.visible == SheetVisibleEnum.Visible:
                sheet = self._workbook.get_sheet_by_name(about.name)
                if sheet.height:
                    if len(names) > 1:
                        self.notes.append(f"The sheet “{about.name}” is read, the others are not.")
                    return sheet
        raise UnreadableFile("The workbook has no sheet with anything on it.")

    def _header(self) -> list[str | None]:
        for row, cells in self._found:
            self._last = row
            names = [as_text(cell) for cell in cells]
            if any(names):
                while names and not names[-1]:
                    names.pop()
                return names
        raise UnreadableFile("The sheet is empty.")

    def _rows(self) -> Iterator[Row | Reject]:
        # A sheet is as wide as its widest row, so blank cells beyond the header are no fault.
        for line, cells in self._found:
            self._last = line
            row = [as_text(cell) for cell in cells]
            fault = find_fault(row)
            yield Reject(line, None, fault, None, tuple(row)) if fault else (line, row)


def find_fault(row: list[str | None]) -> str | None:
    """Return why no text of this row can be stored, or None when it can."""
    for value in row:
        if value is None:
            continue
        if len(value) > MAX_FIELD:
            return f"A field of this row is longer than {MAX_FIELD:,} characters."
        if "\0" in value:
            return "The row holds a NUL character, which no text has."
    return None


def as_text(cell: Cell) -> str | None:
    """Return a cell in its canonical form: 4 for 4.0, 2018-05-31, 2018-05-31 14:05:00."""
    if cell is None or isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, time):
        return cell.isoformat(timespec="seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
