"""Comma-separated values and their cousins."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain, islice

from heedful.listen.imports.reading.batch import MAX_FIELD, Reject, UnreadableFile
from heedful.listen.imports.reading.columns import unique_names
from heedful.listen.imports.reading.guessing import guess_delimiter, guess_encoding
from heedful.listen.imports.reading.lines import FALLBACK, MAX_RECORD, Lines
from heedful.listen.imports.reading.source import Row, Source
from heedful.listen.imports.reading.unpacking import Content

# A forgotten closing quotation mark swallows the rows after it; they are read again, but not for
# ever, because a file made of such lines would be read in the square of its length.
MAX_RECOVERIES = 20
NEVER_CLOSED = "A quotation mark is opened in this row and not closed."
TOO_LONG = f"A field of this row is longer than {MAX_FIELD:,} characters."
BELOW_HEADER = "The two rows below the names tell of the columns; they are passed over."
HAS_NUL = "The row holds a NUL character, which no text has."


class DelimitedSource(Source):
    """Rows of a text file, read line by line."""

    format = "csv"

    def __init__(
        self,
        raw: io.FileIO,
        content: Content,
        *,
        total_bytes: int,
        encoding: str | None,
        delimiter: str | None,
    ) -> None:
        super().__init__(total_bytes=total_bytes)
        self._raw = raw
        head = content.peek(1 << 16)
        self.encoding = encoding or guess_encoding(head)
        errors = "strict" if encoding else FALLBACK
        try:
            sample = head.decode(self.encoding, errors="replace")
            self._text = io.TextIOWrapper(content, self.encoding, errors, newline="")
        except LookupError as error:
            raise UnreadableFile(f"There is no encoding named “{encoding}”.") from error
        self._lines = Lines(self._text, max_record=MAX_RECORD)
        hint = re.match(r"sep=(.)\r?\n", sample.lstrip("\ufeff"))
        if hint:
            next(self._lines)
            self._lines.start_record()
        self.delimiter = delimiter or (hint[1] if hint else guess_delimiter(sample))
        if len(self.delimiter) != 1 or self.delimiter in '"\r\n':
            raise UnreadableFile("The delimiter must be one character, and not a quotation mark.")
        self._reader = csv.reader(self._lines, delimiter=self.delimiter)
        self._recoveries = 0
        self.columns, notes = unique_names(self._header())
        self.notes += notes

    @property
    def position(self) -> int:
        return self._raw.tell()

    def close(self) -> None:
        self._text.close()
        self._raw.close()

    def _header(self) -> list[str]:
        for found in self._records():
            if isinstance(found, Reject):
                raise UnreadableFile(f"The header cannot be read. {found.reason}")
            if any(name.strip("\ufeff ") for name in found[1]):
                return [(name or "").lstrip("\ufeff") for name in found[1]]
        raise UnreadableFile("The file is empty.")

    def _rows(self) -> Iterator[Row | Reject]:
        """Go through the rows; Qualtrics tells of its columns in two more rows below their names.

        The first holds the questions' words, the second JSON.
        """
        records = self._records()
        first = list(islice(records, 2))
        described = first[1] if len(first) == 2 else None
        if isinstance(described, tuple) and _describes(described[1]):
            self.described = dict(zip(self.columns, described[1], strict=False))
            self.notes.append(BELOW_HEADER)
            return records
        return chain(first, records)

    def _records(self) -> Iterator["tuple[int, list[str]] | Reject"]:
        lines = self._lines
        while True:
            lines.start_record()
            first = lines.number + 1
            try:
                row = next(self._reader)
            except StopIteration:
                return
            except csv.Error:
                yield self._recover(TOO_LONG if len(lines.record) == 1 else NEVER_CLOSED)
                continue
            if lines.ended and lines.record:
                # The reader asked for one more line in the middle of a record.
                yield self._recover(NEVER_CLOSED)
            elif lines.has_nul:
                yield Reject(first, None, HAS_NUL, None, tuple(row))
            else:
                yield first, row

    def _recover(self, reason: str) -> Reject:
        """Reject the first line of the present record and read those after it again."""
        first = self._lines.number - len(self._lines.record) + 1
        self._recoveries += 1
        if self._recoveries <= MAX_RECOVERIES:
            self._lines.give_back()
        elif len(self._lines.record) > 1:
            reason = f"{reason} With it go the rows as far as line {self._lines.number}."
        text = self._lines.record[0].rstrip("\r\n")[:MAX_FIELD].replace("\0", "")
        return Reject(first, None, reason, None, (text,))


def _describes(row: list[str]) -> bool:
    return bool(row) and all(cell.startswith('{"ImportId"') for cell in row)
