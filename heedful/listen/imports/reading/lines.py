"""Decoded lines for the csv reader: counted, bounded, and able to be read a second time."""

import codecs
import csv
from collections import deque
from typing import TextIO

from heedful.listen.imports.reading.batch import UnreadableFile

# No line of a table is this long, in characters; without the bound one line could fill the memory.
MAX_LINE = 16 * 1024 * 1024
# Nor is a row, over all its lines; quotation marks out of step could make one row of a whole file.
MAX_RECORD = 1024 * 1024

FALLBACK = "heedful-cp1252"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as Windows-1252: exports often hold a few such cells."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", errors="replace"), error.end


codecs.register_error(FALLBACK, _as_cp1252)


class Lines:
    """An iterator over the physical lines of `text` that remembers those of the present record."""

    def __init__(self, text: TextIO, *, max_record: int = MAX_LINE) -> None:
        self._text = text
        self._max_record = max_record
        self._again: deque[str] = deque()
        self.number = 0
        self.record: list[str] = []
        self._size = 0
        self.has_nul = False
        self.ended = False

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._read()
        self.number += 1
        self.record.append(line)
        self._size += len(line)
        if self._size > self._max_record:
            raise csv.Error("the record is too long")
        if "\0" in line:
            self.has_nul = True
        return line

    def _read(self) -> str:
        try:
            line = self._text.readline(MAX_LINE)
        except UnicodeError as error:
            encoding = self._text.encoding
            raise UnreadableFile(
                f"The file is not written in {encoding}: near line {self.number + 1} stands what "
                f"{encoding} does not know. Leave the encoding out of the mapping, or correct it."
            ) from error
        if not line:
            self.ended = True
            raise StopIteration
        if len(line) >= MAX_LINE:
            raise UnreadableFile(
                f"Line {self.number + 1} is longer than {MAX_LINE // 1024**2} million characters: "
                "this is not a table with a row on each line."
            )
        return line

    def start_record(self) -> None:
        self.record = []
        self._size = 0
        self.has_nul = False

    def give_back(self) -> None:
        """Read the record again from its second line on, as if the first had ended there."""
        rest = self.record[1:]
        self._again.extendleft(reversed(rest))
        self.number -= len(rest)
        self.record = self.record[:1]
        self.ended = False
