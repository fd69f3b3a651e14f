"""A mapping as TOML again: what `read_mapping` reads back as the same mapping."""

import re
from collections.abc import Iterator
from collections.abc import Mapping as Table
from dataclasses import fields
from datetime import date

from heedful.listen.imports.mapping.model import (
    Answer,
    Channel,
    FileHints,
    Finished,
    Item,
    Language,
    LeaveOut,
    Location,
    Mapping,
    Respondent,
    Series,
    Traces,
    Weight,
)

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

Part = (
    FileHints | Series | Channel | Weight | Language | Respondent | Traces
    | Answer | Finished | LeaveOut
)  # fmt: skip

NAMES = "[[location.names]]"

Value = str | int | bool | date | tuple[str | int, ...] | Table[str, str] | Table[str, int] | None


def to_toml(mapping: Mapping) -> str:
    """Write a mapping; what is as it would be without the key is left out."""
    return "\n".join(_section(head, values) for head, values in _sections(mapping))


def _sections(mapping: Mapping) -> Iterator[tuple[str, dict[str, Value]]]:
    yield "", {"title": mapping.title, "source": mapping.source}
    if mapping.file != FileHints():
        yield "[file]", _fields(mapping.file)
    yield "[series]", _fields(mapping.series)
    yield "[location]", _location(mapping.location)
    for names in _names_per_column(mapping.location):
        yield NAMES, dict(names)
    yield "[when]", _when(mapping)
    yield "[channel]", _fields(mapping.channel)
    for item in mapping.items:
        yield "[[items]]", _item(item)
    if mapping.comment:
        yield "[comment]", _columns(mapping.comment.columns) | {"empty": mapping.comment.empty}
    for name in ("weight", "language", "respondent", "traces", "finished", "leave_out"):
        part = getattr(mapping, name)
        if part and part != Traces():
            yield f"[{name}]", _fields(part)
    for answer in mapping.answers:
        columns = {"columns": None} | _columns(answer.columns)
        yield "[[answers]]", _fields(answer) | columns


def _fields(
    part: Part,
) -> dict[str, Value]:
    return {field.name: getattr(part, field.name) for field in fields(part)}


def _section(head: str, values: dict[str, Value]) -> str:
    return "".join(f"{line}\n" for line in _lines(head, values))


def _lines(head: str, values: dict[str, Value]) -> Iterator[str]:
    if head:
        yield head
    for key, value in values.items():
        if _matters(value) or head == NAMES:
            yield f"{_key(key)} = {_value(value)}"


def _matters(value: Value) -> bool:
    return value not in (None, False, "", (), {}) or (value == 0 and value is not False)


def _columns(columns: tuple[str, ...]) -> dict[str, Value]:
    return {"column": columns[0]} if len(columns) == 1 else {"columns": columns}


def _location(location: Location) -> dict[str, Value]:
    names = location.names
    only_last = bool(names) and not any(names[:-1])
    return {
        "columns": location.columns,
        "constant": location.constant,
        "prefix": location.prefix,
        "names": names[-1] if only_last else None,
        "ranges": location.ranges,
        "only_named": location.only_named,
        "optional": location.optional,
        "unknown": location.unknown,
        "code": location.code,
        "time_zone": location.time_zone,
    }


def _names_per_column(location: Location) -> tuple[Table[str, str], ...]:
    return location.names if any(location.names[:-1]) else ()


def _when(mapping: Mapping) -> dict[str, Value]:
    when = mapping.when
    return _columns(when.columns) | {
        "constant": when.constant,
        "formats": when.formats,
        "codes": when.codes,
        "earliest": when.earliest,
        "latest": when.latest,
        "time_zone": when.time_zone,
    }


def _item(item: Item) -> dict[str, Value]:
    return {
        "code": item.code,
        "column": item.column,
        "role": item.role,
        "label": item.label,
        "scale": None if item.role == "open" else (item.low, item.high),
        "reversed": item.reversed,
        "labels": item.labels,
        "not_used": item.not_used,
        "not_answered": item.not_answered,
        "primary": item.primary,
        "kind": item.kind if item.kind != "rating" else None,
    }


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, tuple):
        return f"[{', '.join(_value(entry) for entry in value)}]"
    if isinstance(value, Table):
        return (
            f"{{ {', '.join(f'{_key(key)} = {_value(entry)}' for key, entry in value.items())} }}"
        )
    return str(value)


def _text(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + '"'
