"""An answer as a file: the same figures as on the page, to the last digit."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from heedful.listen.imports.rules import formula_safe
from heedful.understand.asking.records import Value
from heedful.understand.asking.telling import Told
from heedful.understand.metrics.dimensions import TIMES, Dimension
from heedful.web.csv_file import MARK
from heedful.web.explore.card import entries_of
from heedful.web.explore.page import Shown
from heedful.web.explore.telling import title_of

if TYPE_CHECKING:
    import xlsxwriter

# Each kind of file with its name and its media type.
FILES = {
    "csv": ("CSV", "text/csv; charset=utf-8"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "parquet": ("Parquet", "application/vnd.apache.parquet"),
}
DATES = {str(one) for one in TIMES - {Dimension.WEEKDAY}}
FLAGS = {"enough", "is_change"}
WHOLE = {"answers", str(Dimension.WEEKDAY)}
# A spreadsheet has no more rows than this, the heading included.
SHEET_ROWS = 1_048_576


def file_of(shown: Shown, *, kind: str) -> HttpResponse:
    """The rows of an answer, as they were searched and sorted. Raises KeyError."""
    write = {"csv": _csv, "xlsx": _xlsx, "parquet": _parquet}[kind]
    headers = {"Content-Disposition": f'attachment; filename="explore.{kind}"'}
    return HttpResponse(write(shown), content_type=FILES[kind][1], headers=headers)


def _records(shown: Shown) -> Iterator[list[Value]]:
    for row in shown.rows:
        yield [row.record[name] for name in shown.told.fields]


def _csv(shown: Shown) -> bytes:
    text = io.StringIO()
    text.write(MARK)
    writer = csv.writer(text)
    writer.writerow(shown.told.fields)
    for values in _records(shown):
        writer.writerow([formula_safe(one) if isinstance(one, str) else one for one in values])
    return text.getvalue().encode()


def _xlsx(shown: Shown) -> bytes:
    """Numbers and days as such; a second sheet tells what was asked and how it was counted."""
    import xlsxwriter  # noqa: PLC0415 - only who asks for such a file waits for it.

    content = io.BytesIO()
    told = shown.told
    # Text is written as text, so nothing that a customer or a file has named is ever a formula.
    with xlsxwriter.Workbook(content, {"in_memory": True, "remove_timezone": True}) as book:
        bold, dated = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(_("Answer"))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(told.fields) - 1, 14)
        for column, name in enumerate(told.fields):
            sheet.write_string(0, column, name, bold)
        for line, values in enumerate(_records(shown), 1):
            if line == SHEET_ROWS:
                break
            for column, value in enumerate(values):
                _write(sheet, line, column, value, dated if told.fields[column] in DATES else None)
        method = book.add_worksheet(_("Method"))
        method.set_column(0, 0, 24)
        method.set_column(1, 1, 100)
        for line, (term, text) in enumerate(_method(shown)):
            method.write_string(line, 0, term, bold)
            method.write_string(line, 1, text)
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


def _method(shown: Shown) -> Iterator[tuple[str, str]]:
    yield _("Answer"), title_of(shown)
    yield _("What it means"), _(shown.measure.plain)
    for entry in entries_of(shown):
        yield entry.term, entry.text
    yield _("Asked"), shown.told.told_at.isoformat(timespec="minutes")
    yield _("Software"), f"Heedful {settings.VERSION}"
    yield _("Address"), json.dumps(shown.told.params, ensure_ascii=False)


def _parquet(shown: Shown) -> bytes:
    told = shown.told
    schema = pa.schema([(name, _kind(name)) for name in told.fields], metadata=_metadata(told))
    columns = list(zip(*_records(shown), strict=True)) or [()] * len(told.fields)
    arrays = [
        pa.array(_typed(name, values), type=_kind(name))
        for name, values in zip(told.fields, columns, strict=True)
    ]
    content = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), content)
    return content.getvalue()


def _kind(name: str) -> pa.DataType:
    if name in FLAGS:
        return pa.bool_()
    if name in DATES:
        return pa.date32()
    if name in WHOLE:
        return pa.int64()
    texts = {"standing", *map(str, Dimension), *(f"{one}_id" for one in Dimension)}
    return pa.string() if name in texts else pa.float64()


def _typed(name: str, values: Sequence[Value]) -> list[object]:
    if name in DATES:
        return [date.fromisoformat(str(one)) for one in values]
    return list(values)


def _metadata(told: Told) -> dict[str, str]:
    """The question, so that a file found later says what it is."""
    return {
        "heedful.question": json.dumps(told.params),
        "heedful.place": told.place,
        "heedful.item": told.item,
        "heedful.path": told.path,
        "heedful.fresh": _moment(told.fresh or told.told_at),
        "heedful.asked": _moment(told.told_at),
        "heedful.version": settings.VERSION,
    }


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
