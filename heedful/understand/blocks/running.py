"""Counting answers from running sums: any window is two of them apart, at all places at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from heedful.understand.blocks.arrays import Integers, Sums
from heedful.understand.blocks.axis import lengthened
from heedful.understand.blocks.below import below
from heedful.understand.blocks.pieces import Key, runs
from heedful.understand.blocks.reading import Header, edges_of, header, waiting
from heedful.understand.blocks.windows import Late, added, picked, place_range
from heedful.understand.metrics.counting import Facts, day_sums
from heedful.understand.metrics.counts import Count, Keyed
from heedful.understand.metrics.keys import KeyColumns
from heedful.understand.metrics.places import Keys, found, keys_of
from heedful.understand.metrics.scores import ItemSums
from heedful.understand.metrics.series import Series


def running_count(count: Count) -> Keyed[ItemSums] | None:
    """Count answers; None when blocks cannot be read or changed while they were.

    Three queries, four for groups; what waits is added, so it is as of now.
    """
    sums = running_sums(count)
    return None if sums is None else _keyed(count, sums)


def running_sums(count: Count, keys: Keys | None = None) -> dict[Key, Sums] | None:
    """The sums of each span and value of `by`, at all nodes in their order.

    `keys` spares writing the nodes as keys for each of many items.
    """
    whole = count.whole
    head = header(count.subject, last=whole.last)
    if head is None:
        return None
    items = len(count.subject.series.items)
    late = _late(count, waiting(count.subject, whole, items=items))
    axis = lengthened(head.axis, late.keys())
    late = late.on(axis)
    tree = None
    if count.are_locations:
        keys = keys_of(count.nodes) if keys is None else keys
        wanted = found(axis, keys).astype(np.int64)
    else:
        tree = below(tenant_id=count.subject.tenant_id, nodes=count.nodes, window=whole, axis=axis)
        wanted = tree.places()
    places = place_range(wanted)
    cut = runs(count, known=_known(head, late), breaks=tree.breaks if tree else ())
    ends = {day for run in cut for day in (run.first - 1, run.last)}
    edges = edges_of(count.subject, head, places, ends)
    if edges is None:
        return None
    sums = added(cut, edges, late, places, tree)
    if tree is None:
        sums = {key: picked(one, wanted, places) for key, one in sums.items()}
    return sums


def _late(count: Count, batches: Sequence[Facts]) -> Late:
    """Count one item of what waits."""
    if not batches:
        return Late.nothing(count.subject.item.scale.bins + 1)
    facts = Facts.joined(batches)
    series = Series((count.subject.item,))
    told = day_sums(facts.items([count.subject.slot]), series)
    sums = Sums.of_cells(series.layout, 0, told.plain, told.heavy)
    return Late(facts, told.at, told.days, sums)


def _known(head: Header, late: Late) -> range:
    """Days on which there can be anything."""
    days = [day.toordinal() for day in (*head.days[:1], *head.days[-1:])]
    days += [int(one) for one in (late.days.min(), late.days.max())] if len(late.days) else []
    return range(min(days), max(days) + 1) if days else range(0)


def _keyed(count: Count, sums: dict[Key, Sums]) -> Keyed[ItemSums]:
    """Put all keys one after another; those with no answer are left out."""
    parts = list(sums.values()) or [Sums.zeros(0, count.subject.item.scale.bins + 1)]
    is_weighted = any(part.is_weighted for part in parts)
    plain = np.concatenate([part.plain for part in parts])
    answers = plain[:, 1:].sum(axis=1)
    kept = np.flatnonzero(answers)
    keys = KeyColumns.of_grid(list(sums), count.nodes, kept, width=2 + len(count.by))
    if is_weighted:
        heavy = _rows(np.concatenate([part.weighed for part in parts]), kept)
        return Keyed(keys, ItemSums(_rows(answers, kept), heavy[:, 2:], heavy[:, 1]))
    return Keyed(keys, ItemSums(_rows(answers, kept), _rows(plain, kept)[:, 1:]))


def _rows(numbers: Integers, kept: NDArray[np.intp]) -> Integers:
    """Pick rows; mostly there is nothing to leave out of very many."""
    return numbers if len(kept) == len(numbers) else numbers[kept]
