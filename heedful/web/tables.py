"""Tables as files: CSV that spreadsheets open rightly, and Excel with a sheet on the method."""

import csv
import io
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _

from heedful.listen.imports.rules import formula_safe
from heedful.web.csv_file import MARK

if TYPE_CHECKING:
    import xlsxwriter

Value = str | int | float | bool | None
Rows = Iterable[Sequence[Value]]
# Each kind of file with its name and its media type.
TABLES = {
    "csv": ("CSV", "text/csv; charset=utf-8"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
# A spreadsheet has no more rows than this, the heading included.
SHEET_ROWS = 1_048_576


def download(content: bytes, *, name: str, media: str) -> HttpResponse:
    """Send a file called `name`."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media, headers=disposition)


def as_csv(fields: Sequence[str], rows: Rows) -> bytes:
    text = io.StringIO()
    text.write(MARK)
    writer = csv.writer(text)
    writer.writerow(fields)
    for values in rows:
        writer.writerow([formula_safe(one) if isinstance(one, str) else one for one in values])
    return text.getvalue().encode()


def as_xlsx(
    fields: Sequence[str],
    rows: Rows,
    *,
    sheet: str,
    method: Iterable[tuple[str, str]],
    dates: Collection[str] = (),
) -> bytes:
    """Numbers and days as such; a second sheet tells what was asked and how it was counted."""
    import xlsxwriter  # noqa: PLC0415 - only who asks for such a file waits for it.

    content = io.BytesIO()
    # Text is written as text, so nothing that a customer or a file has named is ever a formula.
    with xlsxwriter.Workbook(content, {"in_memory": True, "remove_timezone": True}) as book:
        bold, dated = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        first = book.add_worksheet(sheet)
        first.freeze_panes(1, 0)
        first.set_column(0, len(fields) - 1, 14)
        for column, name in enumerate(fields):
            first.write_string(0, column, name, bold)
        for line, values in enumerate(rows, 1):
            if line == SHEET_ROWS:
                break
            for column, value in enumerate(values):
                _write(first, line, column, value, dated if fields[column] in dates else None)
        second = book.add_worksheet(_("Method"))
        second.set_column(0, 0, 24)
        second.set_column(1, 1, 100)
        for line, (term, text) in enumerate(method):
            second.write_string(line, 0, term, bold)
            second.write_string(line, 1, text)
    return content.getvalue()


def _write(
    sheet: "xlsxwriter.worksheet.Worksheet", line: int, column: int, value: Value, dated: object
) -> None:
    match value:
        case None:
            sheet.write_blank(line, column, None)
        case bool():
            sheet.write_boolean(line, column, value)
        case str() if dated is not None:
            sheet.write_datetime(line, column, date.fromisoformat(value), dated)
        case str():
            sheet.write_string(line, column, value)
        case _:
            sheet.write_number(line, column, value)
