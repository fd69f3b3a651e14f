"""What of a question decides how it is written for an engine; days and places come later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from heedful.understand.metrics.counts import Count
from heedful.understand.metrics.dimensions import Dimension
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.rules import Window


@dataclass(frozen=True, slots=True)
class Names:
    """What rows call otherwise than questions do."""

    versions: Mapping[str, str]  # the key of each by its name
    parts: tuple[str, ...]  # of the day, in their order; rows have the place


class Reach(StrEnum):
    """How rows find the nodes they count for."""

    ALL = "all"  # one node, to which every row belongs
    EACH = "each"  # every location there is, each for itself
    SOME = "some"  # some locations, each for itself
    GROUPS = "groups"  # groups, by the tree as it stood on the day


@dataclass(frozen=True, slots=True)
class Shape:
    """Questions of one shape share their SQL."""

    needs: Need
    slots: tuple[int, ...]  # the item, and the outcome beside it
    spans: int
    gaps: bool  # whether there are days between the spans
    reach: Reach
    by: tuple[Dimension, ...]
    where: tuple[tuple[Dimension, tuple[str | int, ...]], ...]
    weighted: bool  # whether any row's weight may differ from one

    @classmethod
    def of(cls, count: Count, *, reach: Reach, names: Names, weighted: bool) -> "Shape":
        """Take a count."""
        return cls(
            needs=count.needs,
            slots=slots_of(count),
            spans=len(count.spans),
            gaps=_have_gaps(count.spans),
            reach=reach,
            by=count.by,
            where=tuple(
                (
                    one.dimension,
                    tuple(_kept(one.dimension, value, names) for value in one.values),
                )
                for one in count.where
            ),
            weighted=weighted and count.needs in {Need.ANSWERS, Need.PAIRS},
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """Columns that tell groups apart; what is the same for all is not grouped by."""
        span = ("span",) if self.spans > 1 else ()
        node = () if self.reach is Reach.ALL else ("node",)
        return (*span, *node, *map(str, self.by))


def _have_gaps(spans: Sequence[Window]) -> bool:
    """Whether a day from the first to the last one lies in none of the spans."""
    in_order = sorted(spans, key=lambda one: one.first)
    reached = in_order[0].last
    for span in in_order[1:]:
        if (span.first - reached).days > 1:
            return True
        reached = max(reached, span.last)
    return False


def slots_of(count: Count) -> tuple[int, ...]:
    """The items that are counted. Customers are counted whatever they answered."""
    of = count.subject
    match count.needs:
        case Need.ANSWERS:
            return (of.slot,)
        case Need.PAIRS:
            outcome = of.series.outcome
            return (of.slot,) if outcome is None else (of.slot, outcome)
        case _:
            return ()


def _kept(dimension: Dimension, value: str, names: Names) -> str | int:
    """A value of a filter as rows have it; what nothing has stays as it is and finds nothing."""
    match dimension:
        case Dimension.DAYPART:
            return names.parts.index(value) if value in names.parts else -1
        case Dimension.WEEKDAY:
            return int(value) if value.isdecimal() else -1
        case Dimension.VERSION:
            return names.versions.get(value, value)
        case _:
            return value
