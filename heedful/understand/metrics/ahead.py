"""Counting the next part while PostgreSQL takes the one before: each has a core of its own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")


def ahead(parts: Iterator[Part]) -> Iterator[Part]:
    """Go through parts, each made by another thread meanwhile; making them asks no database."""
    with ThreadPoolExecutor(max_workers=1) as other:
        coming = other.submit(next, parts, None)
        while (part := coming.result()) is not None:
            coming = other.submit(next, parts, None)
            yield part
