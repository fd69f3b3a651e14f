"""Counting answers from running sums: any window is two of them apart, at all places at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from heedful.understand.blocks.arrays import Integers, Sums
from heedful.understand.blocks.axis import Keys, found, keys_of, lengthened
from heedful.understand.blocks.below import Adding, Below, below
from heedful.understand.blocks.pieces import Key, Run, runs
from heedful.understand.blocks.reading import Edges, Header, edges_of, header, waiting
from heedful.understand.metrics.counting import DaySums, Facts, day_sums
from heedful.understand.metrics.counts import Count, Keyed
from heedful.understand.metrics.rules import Window
from heedful.understand.metrics.scores import ItemSums
from heedful.understand.metrics.series import Series

# The days that a place's own sums are of.
ALWAYS: Sequence[int] = ()


def running_count(count: Count) -> Keyed[ItemSums] | None:
    """Count answers; None when blocks cannot be read or changed while they were.

    Four queries, five for groups; what waits is added, so it is as of now.
    """
    whole = Window(min(span.first for span in count.spans), max(span.last for span in count.spans))
    head = header(count.subject, last=whole.last)
    if head is None:
        return None
    late = Late.of(count, waiting(count.subject, whole, items=len(count.subject.series.items)))
    axis = lengthened(head.axis, keys_of(late.facts.locations) if late.facts else head.axis[:0])
    late = late.on(axis)
    tree, wanted = None, found(axis, keys_of(count.nodes)).astype(np.int64)
    if not count.are_locations:
        tree = below(tenant_id=count.subject.tenant_id, nodes=count.nodes, window=whole, axis=axis)
        wanted = tree.places()
    places = _range(wanted)
    cut = runs(count, known=_known(head, late), breaks=tree.breaks if tree else ALWAYS)
    ends = {day for run in cut for day in (run.first - 1, run.last)}
    edges = edges_of(count.subject, head, places, ends)
    if edges is None:
        return None
    sums = _added(cut, edges, late, places, tree)
    if tree is None:
        sums = {key: _picked(one, wanted, places) for key, one in sums.items()}
    return _keyed(count, sums)


class Grouped(dict[tuple[bool, date], Sums]):
    """Blocks added up to groups, each when it is first asked for."""

    def __init__(self, add: Adding, blocks: Mapping[tuple[bool, date], Sums]) -> None:
        super().__init__()
        self.add, self.blocks = add, blocks

    def __missing__(self, key: tuple[bool, date]) -> Sums:
        self[key] = found = self.add(self.blocks[key])
        return found


@dataclass(frozen=True, slots=True)
class Late:
    """Facts that are in no block yet, counted by place and day."""

    facts: Facts | None
    at: Integers
    days: Integers
    sums: Sums

    @classmethod
    def of(cls, count: Count, batches: Sequence[Facts]) -> "Late":
        none = np.zeros(0, dtype=np.int64)
        width = count.subject.item.scale.bins + 1
        if not batches:
            return cls(None, none, none, Sums.zeros(0, width))
        facts = Facts.joined(batches)
        slot = count.subject.slot
        alone = Facts(
            facts.locations,
            facts.at,
            facts.days,
            facts.scores[:, [slot]],
            facts.weights,
            facts.signs,
        )
        series = Series((count.subject.item,))
        told: DaySums = day_sums(alone, series)
        sums = Sums.of_cells(series.layout, 0, told.plain, told.heavy)
        return cls(facts, told.at, told.days, sums)

    def on(self, axis: Keys) -> "Late":
        """Number places as on the axis."""
        if self.facts is None:
            return self
        places = found(axis, keys_of(self.facts.locations)).astype(np.int64)
        return Late(self.facts, places[self.at], self.days, self.sums)

    def between(self, run: Run, places: range) -> Sums | None:
        """The sums of a run of days at a range of places; None for nothing."""
        mine = (self.days >= run.first) & (self.days <= run.last)
        mine &= (self.at >= places.start) & (self.at < places.stop)
        if not mine.any():
            return None

        def spread(counts: Integers) -> Integers:
            wide = np.zeros((len(places), counts.shape[1]), dtype=np.int64)
            np.add.at(wide, self.at[mine] - places.start, counts[mine])
            return wide

        heavy = None if self.sums.heavy is None else spread(self.sums.heavy)
        return Sums(spread(self.sums.plain), heavy)


def _range(places: Integers) -> range:
    """From the first to the last place; one block is read from here to there."""
    there = places[places >= 0]
    return range(int(there.min()), int(there.max()) + 1) if len(there) else range(1)


def _known(head: Header, late: Late) -> range:
    """Days on which there can be anything."""
    days = [day.toordinal() for day in (*head.days[:1], *head.days[-1:])]
    days += [int(one) for one in (late.days.min(), late.days.max())] if len(late.days) else []
    return range(min(days), max(days) + 1) if days else range(0)


def _added(
    cut: Sequence[Run], edges: Edges, late: Late, places: range, tree: Below | None
) -> dict[Key, Sums]:
    """Add runs of the same key; groups add their locations up first, so that little is left."""
    sums: dict[Key, Sums] = {}
    adding: dict[int, tuple[Adding, Edges]] = {}
    for run in cut:
        more = late.between(run, places)
        here = edges
        if tree is not None:
            if run.part not in adding:
                add = tree.adding(run.first, places)
                shape = (tree.groups, edges.shape[1])
                adding[run.part] = (add, Edges(edges.header, Grouped(add, edges.blocks), shape))
            add, here = adding[run.part]
            more = None if more is None else add(more)
        one = here.between(run.first, run.last)
        if more is not None:
            one += more
        sums[run.key] = sums[run.key] + one if run.key in sums else one
    return sums


def _picked(sums: Sums, wanted: Integers, places: range) -> Sums:
    """Take places by their number, nothing for one that is not known."""
    there = (wanted >= 0).astype(np.int64)[:, None]
    at = np.where(wanted >= 0, wanted - places.start, 0)
    heavy = None if sums.heavy is None else sums.heavy[at] * there
    return Sums(sums.plain[at] * there, heavy)


def _keyed(count: Count, sums: dict[Key, Sums]) -> Keyed[ItemSums]:
    """Put all keys one after another; those with no answer are left out."""
    width = count.subject.item.scale.bins + 1
    parts = list(sums.values()) or [Sums.zeros(0, width)]
    is_weighted = any(part.is_weighted for part in parts)
    plain = np.concatenate([part.plain for part in parts])
    answers = plain[:, 1:].sum(axis=1)
    kept = np.flatnonzero(answers)
    keys = [(key[0], node, *key[1:]) for key in sums for node in count.nodes]
    histogram, squares = plain[kept, 1:], None
    if is_weighted:
        heavy = np.concatenate([part.weighed for part in parts])[kept]
        histogram, squares = heavy[:, 2:], heavy[:, 1]
    named = tuple(keys[i] for i in kept.tolist())
    return Keyed(named, ItemSums(answers[kept], histogram, squares))
