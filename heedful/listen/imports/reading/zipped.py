"""Is this zip really a workbook, and does it fit into memory? Asked before it is opened."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import IO

from heedful.listen.imports.reading.batch import UnreadableFile
from heedful.listen.imports.reading.unpacking import refuse_bomb

MAX_UNPACKED_BYTES = 2 * 1024**3
# The reader keeps a sheet as a full rectangle of cells, about 30 bytes each: one cell at the far
# corner of an empty sheet would ask for 500 GB.
MAX_CELLS = 20_000_000

# Cells share their texts in the file, but not in memory: one long text can be a million cells.
MAX_TEXT = 2 * 1024**3

_SHARED_CELL = re.compile(rb't="s"[^>]*>\s*<v>([0-9]{1,9})</v>')
_CELL = re.compile(rb'\sr="([A-Z]{1,3})[0-9]')
_ROW = re.compile(rb'<row\b[^>]*?\sr="([0-9]{1,8})"')
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError),
    *(UnicodeDecodeError, ValueError),
)
_CHUNK = 1 << 20
_OVERLAP = 512


def inspect_workbook(file: IO[bytes], *, packed: int) -> None:
    """Raise UnreadableFile for a zip that is no workbook or that would swell beyond reason.

    Sizes are found by unpacking, because what a hostile zip says about itself is worth nothing.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise UnreadableFile(
                    "This zip file is no workbook. Unpack it, or save the workbook as XLSX."
                )
            _measure(file, archive.infolist(), packed)
    except _DAMAGE as error:
        raise UnreadableFile("The workbook is damaged. Open it and save it again.") from error
    finally:
        file.seek(0)


def _measure(file: IO[bytes], members: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = 0
    lengths: list[int] = []
    # The texts that cells share come first, because the sheets are measured by them. Which other
    # parts are sheets is told by a table that may point anywhere, so all are measured as such.
    for member in sorted(members, key=lambda member: not _is_shared_texts(member)):
        is_shared = _is_shared_texts(member)
        extent, texts = _Extent(lengths), bytearray()
        for chunk in _inflate(file, member):
            unpacked += len(chunk)
            refuse_bomb(packed=packed, unpacked=unpacked, limit=MAX_UNPACKED_BYTES)
            if is_shared:
                texts += chunk
            else:
                extent.feed(chunk)
        if is_shared:
            lengths += [len(text) for text in texts.split(b"<si")[1:]]


def _is_shared_texts(member: zipfile.ZipInfo) -> bool:
    return member.filename.replace("\\", "/").lower().endswith("xl/sharedstrings.xml")


class _Extent:
    """How far the cells of a sheet reach, and how much text they hold when each has its own."""

    def __init__(self, lengths: list[int]) -> None:
        # Where no text is long, the bound on cells bounds their text as well.
        self._lengths = lengths if max(lengths, default=0) > MAX_TEXT // MAX_CELLS else []
        self._rest = b""
        self._text = 0
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
        if self._lengths:
            self._add_text(map(int, _SHARED_CELL.findall(text)))

    def _add_text(self, indexes: Iterable[int]) -> None:
        known = len(self._lengths)
        self._text += sum(self._lengths[index] for index in indexes if index < known)
        if self._text > MAX_TEXT:
            raise UnreadableFile("The cells of the sheet hold too much text. Save it as CSV.")


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
