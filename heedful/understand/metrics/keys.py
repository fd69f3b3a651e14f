"""Keys of very many groups as columns of numbers. Knows no Django."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self, overload

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.intp]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True, eq=False)
class KeyColumns(Sequence[Key]):
    """Keys, each a tuple that is made only when somebody looks at it.

    For each place in the tuple there are the different values, and which one each key has. A key
    of no values is that of everything, of which there is one.
    """

    values: tuple[Sequence[Any], ...]
    codes: tuple[Codes, ...]  # (g,) each

    @classmethod
    def of(cls, keys: Sequence[Key], *, width: int) -> "KeyColumns":
        """Put tuples of `width` values into columns; what is in columns already stays as it is."""
        if isinstance(keys, KeyColumns):
            return keys
        told = [coded(column) for column in zip(*keys, strict=True)] or [coded(())] * width
        values, codes = zip(*told, strict=True)
        return cls(values, codes)

    @classmethod
    def of_grid(
        cls, grid: Sequence[Key], nodes: Sequence[Any], kept: Codes, *, width: int
    ) -> "KeyColumns":
        """Keys (span, node, *others) of those kept of all nodes under each (span, *others)."""
        told = cls.of(grid, width=width - 1)
        which, node = np.divmod(kept, max(len(nodes), 1))
        span, *others = (codes[which] for codes in told.codes)
        return cls((told.values[0], nodes, *told.values[1:]), (span, node, *others))

    def __len__(self) -> int:
        return len(self.codes[0]) if self.codes else 1

    def __iter__(self) -> Iterator[Key]:
        columns = []
        for values, codes in zip(self.values, self.codes, strict=True):
            known = list(values)
            columns.append([known[code] for code in codes.tolist()])
        return zip(*columns, strict=True) if columns else iter([()])

    @overload
    def __getitem__(self, at: int) -> Key: ...
    @overload
    def __getitem__(self, at: slice) -> Self: ...
    def __getitem__(self, at: int | slice) -> Key | Self:
        if isinstance(at, slice):
            return type(self)(self.values, tuple(codes[at] for codes in self.codes))
        told = zip(self.values, self.codes, strict=True)
        return tuple(values[int(codes[at])] for values, codes in told)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KeyColumns) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def columns(self, at: Sequence[int]) -> Self:
        """Pick places of the tuples, in this order."""
        values = tuple(self.values[i] for i in at)
        return type(self)(values, tuple(self.codes[i] for i in at))

    def places(self, span: int) -> Codes:
        """Which key (span, node) is that of each node in a span; -1 where there is none."""
        places = np.full(len(self.values[1]), -1, dtype=np.intp)
        mine = np.flatnonzero(self.of_span(span))
        places[self.codes[1][mine]] = mine
        return places

    def of_span(self, span: int) -> NDArray[np.bool_]:
        """Which keys, whose first value is the span, are of this one."""
        spans = np.array(list(self.values[0]), dtype=np.intp)
        return np.asarray(spans[self.codes[0]] == span)


def coded(column: Sequence[Any]) -> tuple[Sequence[Any], Codes]:
    """The different values in the order they come, and which of them each is."""
    places: dict[Any, int] = {}
    codes = [places.setdefault(value, len(places)) for value in column]
    return tuple(places), np.array(codes, dtype=np.intp)
