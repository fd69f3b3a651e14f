"""Answers as files of the kinds that other tools open."""

import csv
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path

import msgspec
from django.utils.translation import gettext as _

from heedful.listen.exchange.answers import Answers, TooMany
from heedful.listen.exchange.columns import Cell
from heedful.listen.exchange.spss import write_spss
from heedful.listen.imports.rules import formula_safe

BLOCK = 5_000
MOST_SHEET_ROWS = 1_048_575
TYPES = {"text": "string", "choice": "string", "whole": "int32", "yes": "int8", "number": "float64"}


def write_json_lines(answers: Answers, path: Path) -> int:
    """Write one JSON object a line, with the names of columns; return how many."""
    names = [column.name for column in answers.columns]
    count = 0
    with path.open("wb") as file:
        for count, row in enumerate(answers.rows(), start=1):  # noqa: B007 - told below.
            file.write(msgspec.json.encode(dict(zip(names, row, strict=True))) + b"\n")
    return count


def write_csv(answers: Answers, path: Path) -> int:
    """Write CSV in UTF-8 that spreadsheets open rightly and that runs no formula."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([formula_safe(column.name) for column in answers.columns])
        for count, row in enumerate(answers.rows(), start=1):  # noqa: B007 - told below.
            writer.writerow([_safe(cell) for cell in row])
    return count


def _safe(cell: Cell) -> Cell:
    return formula_safe(cell) if isinstance(cell, str) else cell


def write_parquet(answers: Answers, path: Path) -> int:
    """Write Parquet with typed columns, block by block; labels are in the fields' metadata."""
    import pyarrow as pa  # noqa: PLC0415 - heavy, and files are taken out rarely.
    from pyarrow import parquet  # noqa: PLC0415 - as above.

    schema = pa.schema(
        [
            pa.field(one.name, TYPES[one.holds], metadata={"label": one.label})
            for one in answers.columns
        ]
    )
    count = 0
    rows = answers.rows()
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while block := list(islice(rows, BLOCK)):
            columns = [list(column) for column in zip(*block, strict=True)]
            arrays = [pa.array(c, field.type) for c, field in zip(columns, schema, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(block)
    return count


def write_xlsx(answers: Answers, path: Path) -> int:
    """Write a workbook: answers, and a sheet that says what the columns are. Raises TooMany."""
    import xlsxwriter  # noqa: PLC0415 - heavy, and files are taken out rarely.

    # Words are written as words: none becomes a formula or a link.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("Answers")
        sheet.write_row(0, 0, [column.name for column in answers.columns])
        for count, row in enumerate(answers.rows(), start=1):
            if count > MOST_SHEET_ROWS:
                raise TooMany(_("A workbook holds a million answers. Take out CSV or Parquet."))
            for at, cell in enumerate(row):
                if cell is not None:
                    sheet.write(count, at, cell)
        told = book.add_worksheet("Columns")
        told.write_row(0, 0, [_("Column"), _("Words"), _("Value"), _("Stands for")])
        line = 1
        for column in answers.columns:
            for value, words in column.named or (("", ""),):
                told.write_row(line, 0, [column.name, column.label, value, words])
                line += 1
    return count


Write = Callable[[Answers, Path], int]
WRITERS: Mapping[str, Write] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "sav": write_spss,
    "parquet": write_parquet,
    "jsonl": write_json_lines,
}
