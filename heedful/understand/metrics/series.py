"""A series of rated questions as every count sees it: items by their fixed places."""

from dataclasses import dataclass
from functools import cached_property

from cxstats.sums import CellLayout, ItemScale

OUTCOME, DRIVER, MARKER = "outcome", "driver", "marker"


@dataclass(frozen=True, slots=True)
class RatedItem:
    """A question answered by a whole number from `low` to `high`, where high is best."""

    code: str
    label: str
    role: str
    low: int
    high: int
    kind: str = "rating"
    primary: bool = False

    @property
    def scale(self) -> ItemScale:
        return ItemScale(self.low, self.high)


@dataclass(frozen=True)
class Series:
    """The items of one questionnaire by slot: the place in every cell."""

    items: tuple[RatedItem, ...]

    @cached_property
    def layout(self) -> CellLayout:
        return CellLayout(tuple(item.scale for item in self.items))

    @cached_property
    def outcome(self) -> int | None:
        """The slot of the outcome that status and priorities are about; None without outcomes."""
        outcomes = [slot for slot, item in enumerate(self.items) if item.role == OUTCOME]
        primary = [slot for slot in outcomes if self.items[slot].primary]
        return next(iter(primary + outcomes), None)

    @cached_property
    def drivers(self) -> tuple[int, ...]:
        return tuple(slot for slot, item in enumerate(self.items) if item.role == DRIVER)

    @cached_property
    def markers(self) -> tuple[int, ...]:
        return tuple(slot for slot, item in enumerate(self.items) if item.role == MARKER)

    def slot(self, code: str) -> int:
        """Return the place of an item. Raises KeyError."""
        for slot, item in enumerate(self.items):
            if item.code == code:
                return slot
        raise KeyError(code)
