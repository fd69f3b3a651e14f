"""What all readers share: rows go in one by one, batches of columns come out."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

from heedful.listen.imports.reading.batch import RawBatch, Reject

BATCH_ROWS = 5_000

Row = tuple[int, Sequence[str | None]]


class Source(ABC):
    """An opened file of feedback. Read it once, in batches, inside a `with` block.

    `columns` are its column names. `notes` are sentences about what was put right while opening.
    `total_bytes` is the file's size and `position` how much of it was read (for progress).
    `described` is what the file itself says of its columns beside their names, by name.
    `rejected` counts the rows that could not be read as rows; the rows themselves come with the
    batches, so that memory does not grow with their number.
    """

    format: str
    columns: tuple[str, ...]

    def __init__(self, *, total_bytes: int) -> None:
        self.total_bytes = total_bytes
        self.notes: list[str] = []
        self.described: dict[str, str] = {}
        self.rejected = 0

    @property
    @abstractmethod
    def position(self) -> int: ...

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def _rows(self) -> Iterator[Row | Reject]:
        """Yield each row with its line, or the reason why there is none."""

    def batches(self, size: int = BATCH_ROWS) -> Iterator[RawBatch]:
        """Yield the rows in batches of at most `size`, in the order of the file."""
        width = len(self.columns)
        lines: list[int] = []
        rows: list[Sequence[str | None]] = []
        rejects: list[Reject] = []
        for found in self._rows():
            if isinstance(found, Reject):
                rejects.append(found)
            elif len(found[1]) == width:
                if any(found[1]):
                    lines.append(found[0])
                    rows.append(found[1])
            else:
                self._fit(found, width, lines, rows, rejects)
            if len(rows) >= size or len(rejects) >= size:
                yield self._batch(lines, rows, rejects)
                lines, rows, rejects = [], [], []
        if rows or rejects:
            yield self._batch(lines, rows, rejects)

    def _batch(
        self, lines: list[int], rows: list[Sequence[str | None]], rejects: list[Reject]
    ) -> RawBatch:
        self.rejected += len(rejects)
        columns = [list(column) for column in zip(*rows, strict=True)]
        return RawBatch(lines, columns or [[] for _ in self.columns], rejects)

    def _fit(
        self,
        found: Row,
        width: int,
        lines: list[int],
        rows: list[Sequence[str | None]],
        rejects: list[Reject],
    ) -> None:
        """Take a row of another width: too long is harmless while what hangs over is blank."""
        line, row = found
        if not any(row):
            return
        if len(row) > width and not any(row[width:]):
            lines.append(line)
            rows.append(row[:width])
            return
        reason = f"The row has {len(row)} fields where the header has {width}."
        rejects.append(Reject(line, None, reason, None, tuple(row)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
