"""Keys of places, tens of thousands at once, kept as bytes. Knows no Django."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Self, overload

import numpy as np
from numpy.typing import NDArray

# Sixteen bytes; NumPy compares them as text, of which only zeros at the end are left out, and
# all are of one length.
KEY = "S16"
Keys = NDArray[np.bytes_]
Places = NDArray[np.intp]


class Ids(Sequence[uuid.UUID]):
    """Keys of places; each is made a UUID only when somebody looks at it."""

    __slots__ = ("keys",)

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[uuid.UUID]:
        data = self.keys.tobytes()
        return (uuid.UUID(bytes=data[at : at + 16]) for at in range(0, len(data), 16))

    @overload
    def __getitem__(self, at: int) -> uuid.UUID: ...
    @overload
    def __getitem__(self, at: slice) -> Self: ...
    def __getitem__(self, at: int | slice) -> uuid.UUID | Self:
        if isinstance(at, slice):
            return type(self)(self.keys[at])
        return uuid.UUID(bytes=self.keys[at].ljust(16, b"\0"))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ids) and np.array_equal(self.keys, other.keys)

    def __hash__(self) -> int:
        return hash(self.keys.tobytes())


def keys_of(ids: Iterable[uuid.UUID]) -> Keys:
    """Write ids as keys."""
    if isinstance(ids, Ids):
        return ids.keys
    return np.frombuffer(b"".join(key.bytes for key in ids), dtype=KEY)


def keys_in(data: bytes) -> Keys:
    return np.frombuffer(data, dtype=KEY)


def found(axis: Keys, wanted: Keys) -> Places:
    """Where each wanted key stands on the axis; -1 for one that does not."""
    if not len(axis) or not len(wanted):
        return np.full(len(wanted), -1, dtype=np.intp)
    order = np.argsort(axis)
    at = order[np.searchsorted(axis, wanted, sorter=order).clip(max=len(axis) - 1)]
    return np.where(axis[at] == wanted, at, -1)
