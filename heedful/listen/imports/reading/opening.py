"""The door to the readers."""

import os
from pathlib import Path

from heedful.listen.imports.reading.batch import UnreadableFile
from heedful.listen.imports.reading.delimited import DelimitedSource
from heedful.listen.imports.reading.guessing import FORMATS, guess_format
from heedful.listen.imports.reading.json_lines import JsonLinesSource
from heedful.listen.imports.reading.parquet import ParquetSource
from heedful.listen.imports.reading.source import Source
from heedful.listen.imports.reading.unpacking import open_bytes, seekable
from heedful.listen.imports.reading.workbook import WorkbookSource


def open_source(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002 - the word that mappings and people use
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Source:
    """Open a file of feedback, whatever it is; gzip around it is taken off.

    What is not given is judged by the content first and by the name second. Memory stays the same
    however long the file is (but for XLSX, whose sheet is held as a whole). Raises UnreadableFile
    with a sentence for the person who brought the file.
    """
    if format is not None and format not in FORMATS:
        raise UnreadableFile(f"“{format}” is not a format: say one of {', '.join(FORMATS)}.")
    path = Path(path)
    raw, content = open_bytes(path)
    try:
        kind = format or guess_format(content.peek(1 << 16), path.name)
        total = path.stat().st_size
        if kind == "csv":
            return DelimitedSource(
                raw, content, total_bytes=total, encoding=encoding, delimiter=delimiter
            )
        if kind == "jsonl":
            content.close()
            return JsonLinesSource(lambda: open_bytes(path), total_bytes=total, encoding=encoding)
        file = seekable(raw, content)
        if kind == "xlsx":
            return WorkbookSource(file, total_bytes=total, sheet=sheet)
        return ParquetSource(file, total_bytes=total)
    except BaseException:
        content.close()
        raw.close()
        raise
