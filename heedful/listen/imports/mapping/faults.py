"""Collecting what is wrong with the rows of a batch: the first fault of each row is told."""

from collections.abc import Sequence
from typing import TypeVar

from heedful.listen.imports.mapping.memo import Unreadable
from heedful.listen.imports.reading.batch import RawBatch, Reject

Value = TypeVar("Value")


class Faults:
    def __init__(self, raw: RawBatch) -> None:
        self._raw = raw
        self._found: dict[int, tuple[str | None, str, str | None]] = {}

    def add(self, index: int, column: str | None, reason: str, value: str | None) -> None:
        self._found.setdefault(index, (column, reason, value))

    def sift(
        self,
        found: Sequence[Value | Unreadable],
        names: Sequence[str],
        columns: Sequence[Sequence[str | None]],
        instead: Value,
    ) -> list[Value]:
        """Return `found` with `instead` where nothing could be read, and note those rows."""
        values: list[Value] = []
        for index, value in enumerate(found):
            if isinstance(value, Unreadable):
                texts = [column[index] for column in columns]
                given = " / ".join(text or "" for text in texts) if texts else None
                self.add(index, " / ".join(names) or None, str(value), given)
                values.append(instead)
            else:
                values.append(value)
        return values

    def kept(self) -> list[int]:
        """Return the rows without a fault."""
        return [index for index in range(len(self._raw.lines)) if index not in self._found]

    def rejects(self) -> list[Reject]:
        return [
            Reject(self._raw.lines[index], column, reason, value, self._raw.row(index))
            for index, (column, reason, value) in self._found.items()
        ]
