"""Counts of one item at all places, and how they are written: no wider than they must be."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import WEIGHT_ONE, CellLayout
from heedful.understand.metrics.places import Places

Integers = NDArray[np.int64]
SIZES = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Sums:
    """Counts at places: (…, places, width), and with weights one column more.

    `plain` has "not used" and then each answer; `heavy`, in millionths, has the sum of squared
    weights between them. None is "every weight is one".
    """

    plain: Integers
    heavy: Integers | None = None

    @classmethod
    def zeros(cls, *shape: int) -> Self:
        return cls(np.zeros(shape, dtype=np.int64))

    @classmethod
    def of_cells(
        cls, layout: CellLayout, slot: int, plain: Integers, heavy: Integers | None
    ) -> Self:
        """Take one item out of whole cells (…, layout.width)."""
        bins = layout.histogram(slot)
        unused, answers = layout.not_used(slot), range(bins.start, bins.stop)
        light = plain[..., [unused, *answers]]
        if heavy is None:
            return cls(light)
        return cls(light, heavy[..., [unused, layout.weight_squares(slot), *answers]])

    @property
    def weighed(self) -> Integers:
        """With weights, these being one where there are none."""
        if self.heavy is not None:
            return self.heavy
        answered = self.plain[..., 1:].sum(axis=-1, keepdims=True)
        parts = (self.plain[..., :1], answered, self.plain[..., 1:])
        return np.concatenate(parts, axis=-1) * WEIGHT_ONE

    @property
    def is_weighted(self) -> bool:
        """Whether any weight differs from one."""
        if self.heavy is None:
            return False
        return not np.array_equal(self.heavy, type(self)(self.plain).weighed)

    def __add__(self, other: Self) -> Self:
        heavy = None
        if self.heavy is not None or other.heavy is not None:
            heavy = self.weighed + other.weighed
        return type(self)(self.plain + other.plain, heavy)

    def __sub__(self, other: Self) -> Self:
        heavy = None
        if self.heavy is not None or other.heavy is not None:
            heavy = self.weighed - other.weighed
        return type(self)(self.plain - other.plain, heavy)

    def equals(self, other: Self) -> bool:
        """Whether both count the same."""
        if not np.array_equal(self.plain, other.plain):
            return False
        if self.heavy is None and other.heavy is None:
            return True
        return np.array_equal(self.weighed, other.weighed)

    def any(self) -> bool:
        return bool(self.plain.any() or (self.heavy is not None and self.heavy.any()))

    def at(self, index: int) -> Self:
        """Take one along the first axis."""
        return type(self)(self.plain[index], None if self.heavy is None else self.heavy[index])

    def cumulated(self) -> Self:
        """Add up along the first axis."""
        heavy = None if self.heavy is None else self.heavy.cumsum(axis=0)
        return type(self)(self.plain.cumsum(axis=0), heavy)

    def grown(self, places: int) -> Self:
        """Bring to so many places; what is added there is nothing."""
        heavy = None if self.heavy is None else padded(self.heavy, places)
        return type(self)(padded(self.plain, places), heavy)


def with_added(numbers: Integers, places: Places, more: Integers) -> Integers:
    """Add to some places of (rows, places), each named once; no wider than it must be."""
    added: Any = narrowed(np.add(numbers.take(places, axis=1), more, dtype=np.int64))
    wide: Any = np.promote_types(numbers.dtype, added.dtype)
    changed = numbers.astype(wide)
    for row, new in zip(changed, added, strict=True):
        row[places] = new
    return changed


def padded(numbers: Integers, places: int) -> Integers:
    """Add rows of zeros at the end."""
    if len(numbers) >= places:
        return numbers
    return np.concatenate(
        [numbers, np.zeros((places - len(numbers), *numbers.shape[1:]), dtype=numbers.dtype)]
    )


def written(numbers: Integers) -> tuple[bytes, int]:
    """Write whole numbers in as few bytes each as they fit in, and say in how many."""
    narrow = narrowed(numbers)
    return narrow.tobytes(), narrow.itemsize


def narrowed(numbers: Integers) -> NDArray[np.signedinteger]:
    """Take as few bytes for each number as they all fit in."""
    low, high = (int(numbers.min()), int(numbers.max())) if numbers.size else (0, 0)
    size = next(
        size for size in SIZES if low >= -(1 << (8 * size - 1)) and high < 1 << (8 * size - 1)
    )
    return numbers.astype(f"<i{size}")


def read(data: bytes, size: int, width: int) -> NDArray[np.signedinteger]:
    """Read rows of `width` whole numbers back, as narrow as they are."""
    return np.frombuffer(data, dtype=f"<i{size}").reshape(-1, width)
