"""JSON: one object on each line, or a list of them; inner keys become dotted column names."""

import codecs
import io
import json
import re
from collections.abc import Callable, Iterator

from heedful.listen.imports.reading.batch import MAX_COLUMNS, Reject, UnreadableFile
from heedful.listen.imports.reading.lines import FALLBACK, MAX_LINE, Lines
from heedful.listen.imports.reading.source import Row, Source
from heedful.listen.imports.reading.unpacking import Content
from heedful.listen.imports.reading.workbook import find_fault

_BETWEEN = re.compile(r"[\s,\[]*")
_decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


class JsonLinesSource(Source):
    """Records whose keys may differ from line to line.

    The file is read once beforehand to learn all the keys: a column that shows up only in the
    last line must not be lost.
    """

    format = "jsonl"

    def __init__(
        self,
        reopen: Callable[[], tuple[io.FileIO, Content]],
        *,
        total_bytes: int,
        encoding: str | None,
    ) -> None:
        super().__init__(total_bytes=total_bytes)
        self._reopen = reopen
        self._encoding = encoding or "utf-8-sig"
        self._errors = "strict" if encoding else FALLBACK
        self._raw, self._text = self._open()
        keys: dict[str, None] = {}
        for _, record in self._records():
            if not isinstance(record, Reject):
                keys.update(dict.fromkeys(record))
                if len(keys) > MAX_COLUMNS:
                    raise UnreadableFile(f"The file has more than {MAX_COLUMNS} different keys.")
        self.columns = tuple(keys)
        if not keys:
            raise UnreadableFile("No line of the file is a JSON object with anything in it.")
        self.close()
        self._raw, self._text = self._open()

    @property
    def position(self) -> int:
        return self._raw.tell()

    def close(self) -> None:
        self._text.close()
        self._raw.close()

    def _open(self) -> tuple[io.FileIO, io.TextIOWrapper]:
        raw, content = self._reopen()
        self._is_list = content.peek(1 << 10).lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith(b"[")
        return raw, io.TextIOWrapper(content, self._encoding, self._errors)

    def _rows(self) -> Iterator[Row | Reject]:
        for line, record in self._records():
            if isinstance(record, Reject):
                yield record
            else:
                row = [record.get(key) for key in self.columns]
                fault = find_fault(row)
                yield Reject(line, None, fault, None, tuple(row)) if fault else (line, row)

    def _records(self) -> Iterator[tuple[int, dict[str, str | None] | Reject]]:
        lines = Lines(self._text)
        if self._is_list:
            yield from _listed(self._text)
            return
        for text in lines:
            lines.start_record()
            if text.strip():
                yield lines.number, _read(text, lines.number)


def _listed(file: io.TextIOWrapper) -> Iterator[tuple[int, dict[str, str | None] | Reject]]:
    """Go through the objects of one list, however it is laid out; they are counted, not lines."""
    held, at, number = "", 0, 0
    while True:
        start = _BETWEEN.match(held, at)
        at = start.end() if start else at
        if held.startswith("]", at):
            return
        number += 1
        try:
            _value, end = _decoder.raw_decode(held, at)
        except (json.JSONDecodeError, RecursionError):
            held, at, number = held[at:], 0, number - 1
            more = file.read(1 << 16)
            if not more or len(held) > MAX_LINE:
                told = "The list of JSON breaks off, or is not JSON any more, after {} objects."
                raise UnreadableFile(told.format(number)) from None
            held += more
        else:
            yield number, _read(held[at:end], number)
            at = end


def _read(text: str, line: int) -> dict[str, str | None] | Reject:
    reason = "The line is JSON, but not an object with keys and values."
    try:
        value, end = _decoder.raw_decode(text.strip())
        if isinstance(value, dict) and not text.strip()[end:].strip():
            record = dict(_flatten(value, ""))
            "".join(text for text in record.values() if text).encode()
            return record
    except json.JSONDecodeError as error:
        reason = f"The line is not JSON: {error.msg} at character {error.colno}."
    except UnicodeEncodeError:
        reason = "The line holds half a character (a lone surrogate), which no text has."
    except RecursionError:
        reason = "The line is nested too deeply."
    return Reject(line, None, reason, None, (text.rstrip("\r\n").replace("\0", ""),))


def _flatten(value: dict[str, object], prefix: str) -> Iterator[tuple[str, str | None]]:
    for key, inner in value.items():
        name = f"{prefix}{key}"
        if isinstance(inner, dict):
            yield from _flatten(inner, f"{name}.")
        elif isinstance(inner, list):
            yield name, json.dumps(inner, ensure_ascii=False)
        elif isinstance(inner, bool):
            yield name, "true" if inner else "false"
        else:
            yield name, None if inner is None else str(inner)
