"""Adding to the cross-products of one month, and to all that is summed after it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heedful.understand.blocks.arrays import (
    Integers,
    narrowed,
    padded,
    read,
    with_added,
    written,
)
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.order import Order
from heedful.understand.metrics.places import Places

OF = "tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s"
COLUMNS = "month, items, places, plain_size, plain, heavy_size, heavy"
# The month, the newest one before it, and all that come after.
MONTHS = f"""
select {COLUMNS} from understand_cross_block where {OF}
    and month >= coalesce((select max(month) from understand_cross_block
        where {OF} and month < %(month)s), %(month)s)
order by month
"""  # noqa: S608 - made of constants, as below
PUT = f"""
insert into understand_cross_block (tenant_id, questionnaire_id, {COLUMNS})
values (%(tenant)s, %(questionnaire)s, %(month)s, %(items)s, %(places)s, %(plain_size)s, %(plain)s,
    %(heavy_size)s, %(heavy)s)
on conflict (tenant_id, questionnaire_id, month) do update set
    items = excluded.items, places = excluded.places, plain_size = excluded.plain_size,
    plain = excluded.plain, heavy_size = excluded.heavy_size, heavy = excluded.heavy
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Matrix:
    """Cross-products of all places: (rows of `Order`, places); None is "every weight is one".

    Numbers may be as narrow as they are stored; sums of them are not.
    """

    order: Order
    plain: Integers
    heavy: Integers | None = None

    @classmethod
    def zeros(cls, order: Order, places: int) -> "Matrix":
        return cls(order, np.zeros((order.rows, places), dtype=np.int64))

    @property
    def weighed(self) -> Integers:
        return self.order.weighed(self.plain) if self.heavy is None else self.heavy

    @property
    def is_weighted(self) -> bool:
        if self.heavy is None:
            return False
        return not np.array_equal(self.heavy, self.order.weighed(self.plain))

    def __add__(self, other: "Matrix") -> "Matrix":
        heavy = None
        if self.heavy is not None or other.heavy is not None:
            heavy = np.add(self.weighed, other.weighed, dtype=np.int64)
        return Matrix(self.order, np.add(self.plain, other.plain, dtype=np.int64), heavy)

    def __sub__(self, other: "Matrix") -> "Matrix":
        heavy = None
        if self.heavy is not None or other.heavy is not None:
            heavy = np.subtract(self.weighed, other.weighed, dtype=np.int64)
        return Matrix(self.order, _apart(self.plain, other.plain), heavy)

    def is_any(self) -> NDArray[np.bool_]:
        """Whether anybody answered anything at each place."""
        found: NDArray[np.bool_] = np.any(self.plain[self.order.own()], axis=0)
        return found

    def take(self, places: Places) -> "Matrix":
        """Pick some."""
        heavy = None if self.heavy is None else self.heavy.take(places, axis=1)
        return Matrix(self.order, self.plain.take(places, axis=1), heavy)

    def with_added(self, places: Places, more: "Matrix") -> "Matrix":
        """Add to some places, each named once."""
        heavy = self.heavy
        if heavy is not None or more.heavy is not None:
            heavy = with_added(self.weighed, places, more.weighed)
        return Matrix(self.order, with_added(self.plain, places, more.plain), heavy)

    def any(self) -> bool:
        return bool(self.plain.any() or (self.heavy is not None and self.heavy.any()))

    @property
    def nbytes(self) -> int:
        return self.plain.nbytes + (0 if self.heavy is None else self.heavy.nbytes)

    def narrowed(self) -> "Matrix":
        """Take no more memory than the numbers need."""
        plain: Any = narrowed(self.plain)
        heavy: Any = None if self.heavy is None else narrowed(self.heavy)
        return Matrix(self.order, plain, heavy)

    def grown(self, order: Order, places: int) -> "Matrix":
        """Make room for items and places that came later."""

        def grow(matrix: Integers) -> Integers:
            return padded(self.order.resized(matrix, order).T, places).T

        return Matrix(order, grow(self.plain), None if self.heavy is None else grow(self.heavy))


def _apart(more: Integers, less: Integers) -> Integers:
    """Subtract; what lies between numbers that are not below zero is no wider than they are."""
    wide: Any = np.int64
    if min(more.min(initial=0), less.min(initial=0)) >= 0:
        wide = np.promote_types(more.dtype, less.dtype)
    return np.subtract(more, less, dtype=wide)


def cross_in(
    *, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, month: date, more: Matrix, anew: bool
) -> list[date]:
    """Add `more` to a month, or put it in the month's place; return the months that changed."""
    owner = {"tenant": tenant_id, "questionnaire": questionnaire_id}
    places = more.plain.shape[1]
    with binary_cursor() as cursor:
        cursor.execute(MONTHS, {**owner, "month": month})
        rows = cursor.fetchall()
    known = {row[0]: matrix_of(row).grown(more.order, places) for row in rows}
    nothing = Matrix.zeros(more.order, places)
    before = next((one for at, one in known.items() if at < month), nothing)
    old = known.get(month, before)
    by = before + more - old if anew else more
    if not by.any():
        return []
    changed = {month: old + by}
    changed |= {at: one + by for at, one in known.items() if at > month}
    with binary_cursor() as cursor:
        cursor.executemany(
            PUT, [{**owner, "month": at, **_columns(one)} for at, one in changed.items()]
        )
    return list(changed)


def matrix_of(row: Sequence[Any]) -> Matrix:
    """Read a row of COLUMNS."""
    _, items, places, plain_size, plain, heavy_size, heavy = row
    light: Any = read(plain, plain_size, places)
    wide: Any = None if heavy is None else read(heavy, heavy_size, places)
    return Matrix(Order(items), light, wide)


def _columns(matrix: Matrix) -> dict[str, Any]:
    plain, plain_size = written(matrix.plain)
    heavy, heavy_size = None, None
    if matrix.is_weighted and matrix.heavy is not None:
        heavy, heavy_size = written(matrix.heavy)
    return {
        "items": matrix.order.items,
        "places": matrix.plain.shape[1],
        "plain": plain,
        "plain_size": plain_size,
        "heavy": heavy,
        "heavy_size": heavy_size,
    }
