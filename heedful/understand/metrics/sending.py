"""Whole columns of numbers, days and keys handed to PostgreSQL as one value each, in its own bytes.

Written out as text, number by number, they would take longer than all that is done with them.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
from django.db.backends.utils import CursorWrapper
from numpy.typing import NDArray
from psycopg.adapt import Dumper

from heedful.understand.metrics.places import Keys

# PostgreSQL counts days from 1 January 2000; this is its ordinal.
DAY_NONE = 730_120
NULL = struct.pack(">i", -1)
DATE, BIGINT, UUID, BYTEA = 1082, 20, 2950, 17
DATES, BIGINTS, UUIDS, BYTEAS = 1182, 1016, 2951, 1001


@dataclass(frozen=True, slots=True)
class Column:
    """An array of one dimension."""

    data: bytes


class Dates(Column):
    """Days."""


class Bigints(Column):
    """Whole numbers."""


class Uuids(Column):
    """Keys."""


class Byteas(Column):
    """Bytes, or nothing."""


def dates(ordinals: NDArray[np.integer]) -> Dates:
    return Dates(_written(ordinals - DAY_NONE, DATE, ">i4"))


def bigints(numbers: NDArray[np.integer]) -> Bigints:
    """Write numbers of any shape one after another."""
    return Bigints(_written(numbers.reshape(-1), BIGINT, ">i8"))


def uuids(keys: Keys) -> Uuids:
    return Uuids(_written(np.frombuffer(keys.tobytes(), dtype="V16"), UUID, "V16"))


def byteas(values: Sequence[bytes | None]) -> Byteas:
    """Write bytes; None is null."""
    parts = [NULL if one is None else struct.pack(">i", len(one)) + one for one in values]
    return Byteas(_head(len(values), BYTEA) + b"".join(parts))


def _written(values: NDArray[Any], kind: int, each: str) -> bytes:
    told = np.empty(len(values), dtype=[("size", ">i4"), ("value", each)])
    told["size"], told["value"] = np.dtype(each).itemsize, values
    return _head(len(values), kind) + told.tobytes()


def _head(length: int, kind: int) -> bytes:
    """Dimensions, whether there may be nulls, what it is of, length, number of the first one."""
    return struct.pack(">5i", 1, 1, kind, length, 1) if length else struct.pack(">3i", 0, 0, kind)


class _Sent(Dumper):
    format = psycopg.pq.Format.BINARY

    def dump(self, obj: Column) -> bytes:
        return obj.data


class _Dates(_Sent):
    oid = DATES


class _Bigints(_Sent):
    oid = BIGINTS


class _Uuids(_Sent):
    oid = UUIDS


class _Byteas(_Sent):
    oid = BYTEAS


def takes_columns(cursor: CursorWrapper) -> None:
    """Let a binary cursor take columns as values."""
    for kind, dumper in ((Dates, _Dates), (Bigints, _Bigints), (Uuids, _Uuids), (Byteas, _Byteas)):
        cursor.adapters.register_dumper(kind, dumper)
