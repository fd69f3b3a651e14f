"""The groups of an answer in the order they are shown, whichever path has counted them.

Knows no Django. There may be hundreds of thousands, so keys stay columns of numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from heedful.understand.metrics.counts import Count, Counted, heard
from heedful.understand.metrics.dimensions import PLACES, Dimension
from heedful.understand.metrics.keys import Codes, KeyColumns


@dataclass(frozen=True, slots=True)
class Groups:
    """Keys (node, *values of `by`), and where each stands among what was counted."""

    keys: KeyColumns
    at: Mapping[int, Codes]  # by span, as far as anything was told of it; -1 is nothing counted

    def shown(self, by: Sequence[Dimension]) -> KeyColumns:
        """Keys of the values of a question's cuts, in their order."""
        others = [one for one in by if one not in PLACES]
        return self.keys.columns([0 if one in PLACES else 1 + others.index(one) for one in by])


def groups_of(count: Count, counted: Counted, *, parts: Sequence[str]) -> Groups:
    """Places in the order they were asked for, then times, words, and parts of the day in theirs.

    Without a cut besides places all of these are groups; otherwise those in which anything was
    counted in any span.
    """
    told = KeyColumns.of(counted.keys, width=2 + len(count.by))
    columns = [_nodes_in_order(count.nodes, told)]
    columns += [
        _in_order(one, values, codes, parts)
        for one, values, codes in zip(count.by, told.values[2:], told.codes[2:], strict=True)
    ]
    if count.by:
        rows = np.flatnonzero(heard(counted))
        keys, group = _different(columns, rows)
    else:
        rows, group = np.arange(len(told)), columns[0][1]
        keys = KeyColumns((count.nodes,), (np.arange(len(count.nodes)),))
    at = {}
    for span in set(told.values[0]):
        mine = told.of_span(span)[rows]
        at[span] = np.full(len(keys), -1, dtype=np.intp)
        at[span][group[mine]] = rows[mine]
    return Groups(keys, at)


def _nodes_in_order(nodes: Sequence[Any], told: KeyColumns) -> tuple[Sequence[Any], Codes]:
    if told.values[1] is nodes:
        return nodes, told.codes[1]
    order = {node: i for i, node in enumerate(nodes)}
    places = np.array([order[node] for node in told.values[1]], dtype=np.intp)
    return nodes, places[told.codes[1]]


def _in_order(
    cut: Dimension, values: Sequence[Any], codes: Codes, parts: Sequence[str]
) -> tuple[Sequence[Any], Codes]:
    """Number the values of a cut in their order."""
    known = {part: i for i, part in enumerate(parts)} if cut is Dimension.DAYPART else None
    order = sorted(values, key=lambda value: known[value] if known else value)
    rank = {value: i for i, value in enumerate(order)}
    return order, np.array([rank[value] for value in values], dtype=np.intp)[codes]


def _different(
    columns: Sequence[tuple[Sequence[Any], Codes]], rows: Codes
) -> tuple[KeyColumns, Codes]:
    """The different keys among some rows, in order, and which one each of these rows has."""
    mixed = np.zeros(len(rows), dtype=np.int64)
    for values, codes in columns:
        mixed = mixed * max(len(values), 1) + codes[rows]
    # Paths tell one value of a cut after the other, each with its places in order.
    order = np.argsort(mixed, kind="stable")
    is_first = np.diff(mixed[order], prepend=-1) != 0
    group = np.empty(len(rows), dtype=np.intp)
    group[order] = np.cumsum(is_first) - 1
    chosen = rows[order[is_first]]
    values = tuple(values for values, _ in columns)
    return KeyColumns(values, tuple(codes[chosen] for _, codes in columns)), group
