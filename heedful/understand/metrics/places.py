"""All locations of an organisation, tens of thousands at once: read and kept as bytes."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, overload

import numpy as np
from numpy.typing import NDArray

from heedful.understand.metrics.database import binary_cursor

# Sixteen bytes; NumPy compares them as text, of which only zeros at the end are left out, and
# all are of one length.
KEY = "S16"
Keys = NDArray[np.bytes_]
Places = NDArray[np.intp]

# A location that hangs nowhere on that day has a key of zeros for its group.
EVERYBODY = """
select coalesce(string_agg(uuid_send(node.id), ''::bytea order by node.id), ''),
    coalesce(string_agg(coalesce(uuid_send(placed.parent_id), decode(repeat('00', 16), 'hex')),
        ''::bytea order by node.id), '')
from base_node node left join base_placement placed on placed.tenant_id = node.tenant_id
    and placed.node_id = node.id and placed.valid_from <= %(on)s and placed.valid_to > %(on)s
where node.tenant_id = %(tenant)s and node.kind = 'location'
"""


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

    def take(self, places: NDArray[np.bool_] | Places) -> Self:
        """Pick some."""
        return type(self)(self.keys[places])

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
    if not len(axis):
        return np.full(len(wanted), -1, dtype=np.intp)
    order = np.argsort(axis)
    at = order[np.searchsorted(axis, wanted, sorter=order).clip(max=len(axis) - 1)]
    return np.where(axis[at] == wanted, at, -1)


@dataclass(frozen=True, slots=True)
class Everybody:
    """Every location that is or was, and which ones hang below one group."""

    ids: Ids
    parent: Places  # (g,) 0 and up; those that hang nowhere have one in common

    def at(self, ids: Iterable[uuid.UUID]) -> Places:
        """Where some of them stand."""
        return found(self.ids.keys, keys_of(ids))

    def parents(self, ids: Iterable[uuid.UUID]) -> Places:
        """Which of some locations hang below one group: 0 and up, none left out."""
        groups = np.unique(self.parent[self.at(ids)], return_inverse=True)[1]
        return groups.reshape(-1).astype(np.intp)


def everybody(*, tenant_id: uuid.UUID, on: date, also: Iterable[uuid.UUID] = ()) -> Everybody:
    """Look up all locations, and the group of each on a day. One query.

    What is named by `also` and is no location of the organisation comes last, below no group.
    """
    values: dict[str, Any] = {"tenant": tenant_id, "on": on}
    with binary_cursor() as cursor:
        cursor.execute(EVERYBODY, values)
        places, above = map(keys_in, cursor.fetchone())
    named = keys_of(also)
    new: Any = np.unique(named[found(places, named) < 0])
    nowhere = np.zeros(len(new), dtype=KEY)
    parent = np.unique(np.concatenate([above, nowhere]), return_inverse=True)[1]
    return Everybody(Ids(np.concatenate([places, new])), parent.reshape(-1).astype(np.intp))
