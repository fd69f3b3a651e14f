"""What every reader hands out: rows of text, turned into columns, with their line numbers."""

from dataclasses import dataclass, field

# The longest text that one field may hold, in characters; Python's csv module has the same bound.
MAX_FIELD = 131_072
# A wider table is a mistake of the export (a comment torn apart), not a questionnaire.
MAX_COLUMNS = 4_096


class UnreadableFile(Exception):
    """The file as a whole cannot be read; `reason` is a sentence for the person who brought it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that does not go in, and why; `row` holds its fields as they were read."""

    line: int
    column: str | None
    reason: str
    value: str | None
    row: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Some rows of a file as columns of text, in the order of `Source.columns`.

    `lines[i]` is the line (or the row of a sheet, or the record) on which row `i` begins, counted
    from 1. `rejects` are the rows met since the batch before that could not be read as rows.
    """

    lines: list[int]
    columns: list[list[str | None]]
    rejects: list[Reject] = field(default_factory=list)

    def row(self, index: int) -> tuple[str | None, ...]:
        return tuple(column[index] for column in self.columns)
