"""Files made by the byte, and everything that a source says about them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from heedful.listen.imports.reading import Reject, open_source


@dataclass
class Read:
    columns: tuple[str, ...]
    lines: list[int]
    rows: list[tuple[str | None, ...]]
    rejects: list[Reject]
    notes: list[str]
    format: str

    @property
    def reasons(self) -> list[tuple[int, str]]:
        return [(reject.line, reject.reason) for reject in self.rejects]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def make(content: bytes | str, name: str = "file.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


@pytest.fixture
def read(write: Callable[..., Path]) -> Callable[..., Read]:
    """Write a file (or take one), open it and read all of it."""

    def take(
        content: bytes | str | Path, name: str = "file.csv", *, size: int = 5_000, **how: str
    ) -> Read:
        path = content if isinstance(content, Path) else write(content, name)
        with open_source(path, **how) as source:
            batches = list(source.batches(size))
            assert source.rejected == sum(len(batch.rejects) for batch in batches)
            return Read(
                source.columns,
                [line for batch in batches for line in batch.lines],
                [row for batch in batches for row in zip(*batch.columns, strict=True)],
                [reject for batch in batches for reject in batch.rejects],
                source.notes,
                source.format,
            )

    return take
