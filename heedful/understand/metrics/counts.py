"""What a question comes down to: whole numbers to be counted, by any path that can."""

import uuid
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from heedful.understand.metrics.dimensions import Dimension, Filter
from heedful.understand.metrics.keys import KeyColumns
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.rules import Window
from heedful.understand.metrics.scores import ItemSums
from heedful.understand.metrics.subject import Subject

Integers = NDArray[np.int64]
Bools = NDArray[np.bool_]
Sums = TypeVar("Sums")


@dataclass(frozen=True, slots=True)
class Count:
    """Count what `needs` says, apart for each span of days, each node, and each of `by`.

    Days belong to the first span that holds them. A location counts for a node on the days on
    which it belonged there; for itself it always counts.
    """

    subject: Subject
    needs: Need
    spans: tuple[Window, ...]
    nodes: Sequence[uuid.UUID]
    _: KW_ONLY
    are_locations: bool  # nodes are locations, otherwise groups
    by: tuple[Dimension, ...] = ()  # besides places: times and what rows know
    where: tuple[Filter, ...] = ()

    @property
    def whole(self) -> Window:
        """From the first to the last day of all spans."""
        firsts, lasts = zip(*((span.first, span.last) for span in self.spans), strict=True)
        return Window(min(firsts), max(lasts))

    @property
    def days(self) -> int:
        return sum(span.days for span in self.spans)


@dataclass(frozen=True, slots=True)
class PairSums:
    """Sums over the g groups' rows that answered an item and the outcome; (g,) each.

    All but `n` in millionths when weights are used; `weight_squares` is None when none is.
    """

    n: Integers
    weight: Integers
    item: Integers
    outcome: Integers
    item_squares: Integers
    outcome_squares: Integers
    products: Integers
    weight_squares: Integers | None = None


@dataclass(frozen=True, slots=True)
class Customers:
    """How many different customers there are in each of g groups."""

    different: Integers


@dataclass(frozen=True, slots=True)
class Sketches:
    """Sketches of the customers of g groups: registers by rank, as `cxstats.distinct` has them."""

    rank_counts: Integers  # (g, 52)


@dataclass(frozen=True, slots=True)
class Keyed(Generic[Sums]):
    """Sums with one key for each group: (span, node, *values of `by`)."""

    keys: Sequence[tuple[Any, ...]]
    sums: Sums


Counted = Keyed[ItemSums] | Keyed[PairSums] | Keyed[Customers] | Keyed[Sketches]


def heard(counted: Counted) -> Bools:
    """In which groups anything was counted; paths may or may not tell of the others."""
    match counted.sums:
        case ItemSums() as sums:
            return sums.answers > 0
        case PairSums() as sums:
            return sums.n > 0
        case Customers() as sums:
            return sums.different > 0
        case Sketches() as sums:
            return np.asarray(sums.rank_counts[:, 1:].any(axis=1))


class Path(Protocol):
    """A place where counts can be had."""

    @property
    def name(self) -> str:
        """What `--explain` calls it."""
        ...

    def refuses(self, count: Count) -> str:
        """Say in plain words why this path cannot serve a count; an empty text when it can."""
        ...

    def reads(self, count: Count) -> int:
        """About how many stored rows it would read."""
        ...

    def count(self, count: Count) -> Counted:
        """Count. Groups in which nothing was counted may lack."""
        ...

    def fresh(self, count: Count) -> datetime | None:
        """Up to when what is read here is whole; None is "as of now"."""
        ...


def lined_up(sums: ItemSums, places: Sequence[int | None]) -> ItemSums:
    """Take groups by place, zeros where there is none."""
    chosen = [-1 if place is None else place for place in places]
    return picked_out(sums, np.array(chosen, dtype=np.int64))


def picked_out(sums: ItemSums, places: Integers) -> ItemSums:
    """Take groups by place, zeros where that is -1."""
    there = (places >= 0).astype(np.int64)

    def pick(column: Integers) -> Integers:
        if not len(column):
            return np.zeros((len(places), *column.shape[1:]), dtype=np.int64)
        picked: Integers = (column[places].T * there).T
        return picked

    squares = None if sums.weight_squares is None else pick(sums.weight_squares)
    return ItemSums(pick(sums.answers), pick(sums.histogram), squares)


def of_span(counted: Keyed[ItemSums], nodes: Sequence[uuid.UUID], span: int) -> ItemSums:
    """What was counted for each of some nodes in a span; the count had no other cut."""
    keys = counted.keys
    if isinstance(keys, KeyColumns) and keys.values[1] is nodes:
        return picked_out(counted.sums, keys.places(span))
    places = {key[1]: i for i, key in enumerate(keys) if key[0] == span}
    return lined_up(counted.sums, [places.get(node) for node in nodes])
