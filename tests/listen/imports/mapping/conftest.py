"""Mappings and rows small enough to be read in the test."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from heedful.listen.imports.mapping import Batch, Mapping, Normaliser, read_mapping
from heedful.listen.imports.reading import RawBatch

SMALL = """
title = "Small"
[location]
columns = ["place"]
[when]
column = "day"
[[items]]
code = "overall"
column = "overall"
role = "outcome"
scale = [1, 5]
"""


@pytest.fixture
def small() -> str:
    """A mapping with nothing that could be left out, as TOML; more can be written behind it."""
    return SMALL


@pytest.fixture
def normalise() -> Callable[..., Batch]:
    """Read rows (a dictionary of columns) by a mapping, in batches of `size`."""

    def run(
        mapping: str | Mapping,
        columns: dict[str, Sequence[str | None]],
        *,
        today: date | None = date(2026, 1, 1),
    ) -> Batch:
        if isinstance(mapping, str):
            mapping = read_mapping(mapping)
        length = len(next(iter(columns.values())))
        raw = RawBatch(list(range(2, length + 2)), [list(values) for values in columns.values()])
        return Normaliser(mapping, list(columns), today=today).normalise(raw)

    return run
