"""Which locations belonged to groups, and when: the tree as it stands, so a change shows at once.

Groups have no blocks of their own. What was summed for them before a location moved would be
wrong after it; adding up the locations' running sums takes as little as reading them.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxstats.later import sparse
from heedful.understand.blocks.arrays import Integers, Sums
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.places import Keys, found, keys_in
from heedful.understand.metrics.rules import Window

BELOW = """
select ancestor_id, valid_from, valid_to, string_agg(uuid_send(descendant_id), ''::bytea)
from base_ancestry where tenant_id = %(tenant)s and ancestor_id = any(%(nodes)s)
    and valid_from <= %(last)s and valid_to > %(first)s
group by 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Stay:
    """Places that belonged to one group from a day on until another (ordinals)."""

    group: int
    first: int
    end: int
    places: Integers


@dataclass(frozen=True, slots=True)
class Below:
    """All stays in a window."""

    stays: tuple[Stay, ...]
    groups: int

    @property
    def breaks(self) -> list[int]:
        """Days on which anything changed."""
        return sorted({day for stay in self.stays for day in (stay.first, stay.end)})

    def places(self) -> Integers:
        none = np.zeros(0, dtype=np.int64)
        return np.unique(np.concatenate([none, *(stay.places for stay in self.stays)]))

    def adding(self, day: int, places: range) -> "Adding":
        """How places, all within a range, are added up to groups on a day."""
        there = [stay for stay in self.stays if stay.first <= day < stay.end]
        columns = [stay.places for stay in there]
        rows = [np.full(len(one), stay.group) for stay, one in zip(there, columns, strict=True)]
        none = np.zeros(0, dtype=np.int64)
        at = (np.concatenate([none, *rows]), np.concatenate([none, *columns]) - places.start)
        ones = np.ones(len(at[0]), dtype=np.int64)
        return Adding(sparse.csr_array((ones, at), shape=(self.groups, len(places))))


@dataclass(frozen=True, slots=True)
class Adding:
    """Adds places up to groups, in whole numbers."""

    matrix: "sparse.csr_array"

    def __call__(self, sums: Sums) -> Sums:
        heavy = None if sums.heavy is None else self._added(sums.heavy)
        return type(sums)(self._added(sums.plain), heavy)

    def _added(self, numbers: Integers) -> Integers:
        added: Integers = self.matrix @ numbers.astype(np.int64)
        return added


def below(*, tenant_id: uuid.UUID, nodes: Sequence[uuid.UUID], window: Window, axis: Keys) -> Below:
    """Look up who belonged to `nodes` in a window. One query."""
    values: dict[str, Any] = {"tenant": tenant_id, "nodes": list(nodes)}
    with binary_cursor() as cursor:
        cursor.execute(BELOW, {**values, "first": window.first, "last": window.last})
        rows = cursor.fetchall()
    at = {node: i for i, node in enumerate(nodes)}
    # One search for all: each would sort the axis anew.
    places = found(axis, keys_in(b"".join(row[3] for row in rows))).astype(np.int64)
    parts = np.split(places, np.cumsum([len(row[3]) // 16 for row in rows])[:-1]) if rows else []
    stays = tuple(
        Stay(at[group], first.toordinal(), end.toordinal(), part[part >= 0])
        for (group, first, end, _), part in zip(rows, parts, strict=True)
    )
    return Below(stays, len(nodes))
