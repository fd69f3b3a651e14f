"""The parts of a trading week, and what a study says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from heedful.base.org.dayparts import Daypart

KIND = "week"
STUDY_DAYS = 365
WEEKDAYS = 7
# Of the cells marked together, this share may be noise.
FALSE_DISCOVERY_RATE = 0.10
# A cell with fewer answers is not marked for anything of its own, and its average is not told.
FEWEST_ANSWERS = 5


def daypart_of(minutes: NDArray[np.int64], dayparts: Sequence[Daypart]) -> NDArray[np.int64]:
    """The place in `dayparts` of each minute of a trading day."""
    starts = np.array([part.starts for part in dayparts])
    return np.maximum(np.searchsorted(starts, minutes, side="right") - 1, 0)


@dataclass(frozen=True, slots=True)
class Cell:
    """One weekday's daypart at a location: its own average, and whether it is weak or strong."""

    weekday: int  # 0 is Monday
    daypart: int
    n: int
    value: float | None = None  # average of its own answers, with its 95% interval
    low: float | None = None
    high: float | None = None
    # Distance from the level of the rest of the week, pulled toward zero; only of marked cells.
    distance: float | None = None
    distance_low: float | None = None
    distance_high: float | None = None
    everywhere: bool = False  # marked because all locations are weak or strong then

    @property
    def is_marked(self) -> bool:
        return self.distance is not None

    @property
    def is_weak(self) -> bool:
        return self.distance is not None and self.distance < 0

    @property
    def is_strong(self) -> bool:
        return self.distance is not None and self.distance > 0


@dataclass(frozen=True, slots=True)
class Cover:
    """How much more shifts with a senior on duty average than like shifts without."""

    value: float | None  # None where there are too few shifts to compare
    low: float | None
    high: float | None
    n: int  # answers of shifts that could be compared
    shifts_with: int
    shifts_without: int

    @property
    def holds_zero(self) -> bool:
        return self.low is None or self.high is None or self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class PlaceWeek:
    """The trading week of one location."""

    n: int
    level: float | None  # average of the week beside its weak and strong parts
    level_low: float | None
    level_high: float | None
    cells: tuple[Cell, ...]  # those with answers
    senior: Cover | None = None  # None without a roster

    @property
    def weakest(self) -> Cell | None:
        """The marked cell that is farthest below the rest of the week."""
        weak = [cell for cell in self.cells if cell.is_weak]
        return min(weak, key=lambda cell: cell.distance or 0.0, default=None)

    @property
    def by_place(self) -> Mapping[tuple[int, int], Cell]:
        return MappingProxyType({(cell.weekday, cell.daypart): cell for cell in self.cells})


@dataclass(frozen=True, slots=True)
class Pattern:
    """What all locations have in common in one part of the week."""

    weekday: int
    daypart: int
    distance: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WholeWeek:
    """The trading week of an organisation."""

    item: str
    dayparts: tuple[Daypart, ...]
    n: int
    locations: int
    shift_share: float | None  # of the variance of answers that guests of one shift share
    patterns: tuple[Pattern, ...]  # weakest first
    senior: Cover | None = None  # None without a roster
