"""Adding up runs of days at places: what is folded in, and what still waits beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np

from heedful.understand.blocks.arrays import Integers, Sums
from heedful.understand.blocks.below import Adding, Below
from heedful.understand.blocks.pieces import Key, Run
from heedful.understand.metrics.counting import Facts
from heedful.understand.metrics.places import Keys, found, keys_of


class Ends(Protocol):
    """Running sums at the ends of days."""

    def between(self, first: int, last: int) -> Sums:
        """The sums of days in a row, both included, at each place."""
        ...

    def grouped(self, add: Adding, groups: int) -> Self:
        """The same of groups of places."""
        ...


@dataclass(frozen=True, slots=True)
class Late:
    """Facts that are in no block yet, counted by place and day."""

    facts: Facts | None
    at: Integers
    days: Integers
    sums: Sums

    @classmethod
    def nothing(cls, width: int) -> Self:
        none = np.zeros(0, dtype=np.int64)
        return cls(None, none, none, Sums.zeros(0, width))

    def keys(self) -> Keys:
        return keys_of(self.facts.locations if self.facts else ())

    def on(self, axis: Keys) -> Self:
        """Number places as on the axis."""
        if self.facts is None:
            return self
        places = found(axis, keys_of(self.facts.locations)).astype(np.int64)
        return type(self)(self.facts, places[self.at], self.days, self.sums)

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
        return type(self.sums)(spread(self.sums.plain), heavy)


def place_range(places: Integers) -> range:
    """From the first to the last place; one block is read from here to there."""
    there = places[places >= 0]
    return range(int(there.min()), int(there.max()) + 1) if len(there) else range(1)


def added(
    cut: Sequence[Run], ends: Ends, late: Late, places: range, tree: Below | None
) -> dict[Key, Sums]:
    """Add runs of the same key; groups add their places up first, so that little is left."""
    sums: dict[Key, Sums] = {}
    adding: dict[int, tuple[Adding, Ends]] = {}
    for run in cut:
        more, here = late.between(run, places), ends
        if tree is not None:
            if run.part not in adding:
                add = tree.adding(run.first, places)
                adding[run.part] = (add, ends.grouped(add, tree.groups))
            add, here = adding[run.part]
            more = None if more is None else add(more)
        one = here.between(run.first, run.last)
        if more is not None:
            one += more
        sums[run.key] = sums[run.key] + one if run.key in sums else one
    return sums


def picked(sums: Sums, wanted: Integers, places: range) -> Sums:
    """Take places by their number, nothing for one that is not known."""
    missing = wanted < 0
    at = np.where(missing, 0, wanted - places.start)

    def pick(numbers: Integers) -> Integers:
        picked = numbers[at]
        picked[missing] = 0
        return picked

    return type(sums)(pick(sums.plain), None if sums.heavy is None else pick(sums.heavy))
