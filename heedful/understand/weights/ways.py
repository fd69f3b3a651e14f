"""In which ways answers can be weighted to visits, and what each would do. Knows no Django."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

WEIGHTING, CHOICE = "weighting", "weighting_choice"
# No answer counts for less or for more than this, in units of what it counts without weighting.
LEAST, MOST = 0.2, 5.0
# Where weighting makes it worse: each answer of a smaller group stands for many visits, ...
FEW_ANSWERS = 10
# ... more than half of what the answers tell is lost, ...
COSTLY = 2.0
# ... or more than this share of visits has nobody who stands for it.
UNMET = 0.02


class Way(StrEnum):
    """How answers are weighted."""

    NONE = "none"
    RAKED = "raked"
    CHANCE = "chance"
    DRAWN = "drawn"


class Doubt(StrEnum):
    """Why a way of weighting would make it worse."""

    FEW = "few"
    COSTLY = "costly"
    UNMET = "unmet"


@dataclass(frozen=True, slots=True)
class Choice:
    """How a person wants answers to be weighted."""

    way: Way
    by: str  # key of the person


@dataclass(frozen=True, slots=True)
class Effect:
    """The headline score of all places by one way of weighting, and what that costs."""

    way: Way
    value: float | None
    low: float | None
    high: float | None
    answers: int
    effective: float
    few: int = 0  # locations, weekdays and parts of the day with few answers
    unmet: float = 0.0  # share of visits that no answer stands for
    trimmed: int = 0  # answers whose factor stands at a limit

    @property
    def design_effect(self) -> float:
        return self.answers / self.effective if self.effective else 1.0

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        if self.way == Way.NONE:
            return ()
        held = {
            Doubt.FEW: self.few > 0,
            Doubt.COSTLY: self.design_effect > COSTLY,
            Doubt.UNMET: self.unmet > UNMET,
        }
        return tuple(doubt for doubt, holds in held.items() if holds)


@dataclass(frozen=True, slots=True)
class Weighting:
    """What each way would do on the days of the visits, and which one is in use."""

    effects: tuple[Effect, ...]  # plain first; a way that cannot be taken is not there
    in_use: Way
    last: date  # up to this day answers are weighted
    weighted: int  # answers whose kind of visit was counted
    others: int  # answers of the same days whose kind of visit was not; they stay as they are
    drawn: int = 0  # answers of the same days that came through an invitation
