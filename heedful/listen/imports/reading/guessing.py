"""What a file is, judged by its first bytes; its name is asked only when they leave it open."""

import codecs
import csv
import json
from pathlib import Path

from heedful.listen.imports.reading.batch import UnreadableFile

FORMATS = ("csv", "xlsx", "parquet", "jsonl")
DELIMITERS = (",", ";", "\t", "|")
JSON_SUFFIXES = (".jsonl", ".ndjson", ".json")

# The longer marks first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FILES = (
    (b"\xd0\xcf\x11\xe0", "This is a workbook of the old Excel format. Save it as XLSX."),
    (b"%PDF", "This is a PDF, not a table. Import the table that it was made from."),
    (b"7z\xbc\xaf", "This is a 7z archive. Unpack it and import the file inside."),
    (b"Rar!", "This is a RAR archive. Unpack it and import the file inside."),
    (b"BZh", "This file is packed with bzip2. Unpack it, or pack it with gzip."),
    (b"\xfd7zXZ", "This file is packed with xz. Unpack it, or pack it with gzip."),
    (b"(\xb5/\xfd", "This file is packed with zstd. Unpack it, or pack it with gzip."),
)


def guess_format(head: bytes, name: str) -> str:
    """Return one of FORMATS for a file that begins with `head`. Raises UnreadableFile."""
    if not head.strip():
        raise UnreadableFile("The file is empty.")
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK"):
        return "xlsx"
    for magic, reason in _OTHER_FILES:
        if head.startswith(magic):
            raise UnreadableFile(reason)
    return "jsonl" if _looks_like_json(head, name) else "csv"


def _looks_like_json(head: bytes, name: str) -> bool:
    first = head.lstrip(codecs.BOM_UTF8 + b" \t\r\n")
    named = _suffix(name) in JSON_SUFFIXES
    if first.startswith(b"[") and named:
        return True
    if not first.startswith(b"{"):
        return False
    try:
        json.loads(first.split(b"\n", 1)[0])
    except (ValueError, RecursionError):
        return named
    return True


def _suffix(name: str) -> str:
    path = Path(name.lower())
    return Path(path.stem).suffix if path.suffix == ".gz" else path.suffix


def guess_encoding(head: bytes) -> str:
    """Return the encoding that `head` shows, UTF-8 when nothing speaks against it."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    even, odd = (head[start::2].count(0) for start in (0, 1))
    half = max(len(head) // 2, 1)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    if even + odd > 0.1 * len(head):
        raise UnreadableFile("This is not text, nor a table in a format that Heedful reads.")
    return "utf-8"


def guess_delimiter(text: str) -> str:
    """Return the delimiter that cuts the first lines of `text` into the steadiest columns."""
    sample = text[:65_536]
    cut = sample.rfind("\n")
    lines = (sample[:cut] if cut > 0 else sample).splitlines(keepends=True)[:60]
    return max(DELIMITERS, key=lambda delimiter: _steadiness(lines, delimiter))


def _steadiness(lines: list[str], delimiter: str) -> tuple[float, int]:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return (0.0, 0)
    if not widths or widths[0] < 2:
        return (0.0, 0)
    return (sum(width == widths[0] for width in widths) / len(widths), widths[0])
