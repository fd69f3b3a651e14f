"""Is this zip really a workbook, and does it fit into memory? Asked before it is opened."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from heedful.listen.imports.reading.batch import UnreadableFile
from heedful.listen.imports.reading.unpacking import refuse_bomb

MAX_UNPACKED_BYTES = 2 * 1024**3
# The reader keeps a sheet as a full rectangle of cells, about 30 bytes each: one cell at the far
# corner of an empty sheet would ask for 500 GB.
MAX_CELLS = 20_000_000

_CELL = re.compile(rb'\sr="([A-Z]{1,3})[0-9]')
_ROW = re.compile(rb'<row\b[^>]*?\sr="([0-9]{1,8})"')
_CHUNK = 1 << 20
_OVERLAP = 512


def inspect_workbook(file: IO[bytes], *, packed: int) -> None:
    """Raise UnreadableFile for a zip that is no workbook or that would swell beyond reason.

    Sizes are found by unpacking, because what a hostile zip says about itself is worth nothing.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" not in names:
                raise UnreadableFile(
                    "This zip file is no workbook. Unpack it, or save the workbook as XLSX."
                )
            unpacked = 0
            for member in archive.infolist():
                is_sheet = member.filename.startswith("xl/worksheets/sheet")
                size = _Extent() if is_sheet else None
                for chunk in _inflate(file, member):
                    unpacked += len(chunk)
                    refuse_bomb(packed=packed, unpacked=unpacked, limit=MAX_UNPACKED_BYTES)
                    if size:
                        size.feed(chunk)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError) as error:
        raise UnreadableFile("The workbook is damaged. Open it and save it again.") from error
    finally:
        file.seek(0)


class _Extent:
    """How far the cells of a sheet reach, read from their addresses."""

    def __init__(self) -> None:
        self._rest = b""
        self._rows = 0
        self._columns = 0

    def feed(self, chunk: bytes) -> None:
        text = self._rest + chunk
        self._rest = text[-_OVERLAP:]
        rows = _ROW.findall(text)
        self._rows = max(self._rows, *map(int, rows), 0)
        for letters in set(_CELL.findall(text)):
            self._columns = max(self._columns, _number(letters))
        if self._rows * self._columns > MAX_CELLS:
            raise UnreadableFile(
                f"The sheet reaches over {self._rows:,} rows and {self._columns:,} columns, more "
                f"than {MAX_CELLS:,} cells. Delete what is empty, or save it as CSV."
            )


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _inflate(file: IO[bytes], member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a member really unpacks to, whatever size it claims."""
    file.seek(member.header_offset + 26)
    name_length, extra_length = struct.unpack("<HH", file.read(4))
    file.seek(name_length + extra_length, 1)
    left = member.compress_size
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise zipfile.BadZipFile("not a compression that workbooks use")
    unzip = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0 and (chunk := file.read(min(_CHUNK, left))):
        left -= len(chunk)
        if unzip is None:
            yield chunk
            continue
        while chunk and not unzip.eof:
            yield unzip.decompress(chunk, _CHUNK)
            chunk = unzip.unconsumed_tail
