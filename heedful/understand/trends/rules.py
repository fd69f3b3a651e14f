"""What is kept of how scores moved, and in which words it may be said."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from heedful.understand.wording import gettext_noop

KIND = "trends"
# Days that a study looks back.
STUDY_DAYS = 730
# False alarms a week of "unusually many answers" at one place: one in two years. A page may show
# a hundred places.
ODD_DAYS_A_WEEK = 0.01
# Odd days older than this are no news.
ODD_DAYS_KEPT = 366


@dataclass(frozen=True, slots=True)
class Shift:
    """A score stepped to another level that lasted; in the units of the metric."""

    day: date  # the likeliest first day of the new level
    first: date  # 95% interval of that day
    last: date
    size: float
    low: float  # 95% interval of the size
    high: float
    q: float  # smallest false-discovery rate at which it may be called a change
    n_before: float
    n_after: float


@dataclass(frozen=True, slots=True)
class OddDay:
    """A day with far more, or far fewer, answers than usual on such a day."""

    day: date
    answers: int
    expected: float
    many: bool


@dataclass(frozen=True, slots=True)
class Course:
    """What one place or group did beside all others."""

    shifts: tuple[Shift, ...] = ()
    odd_days: tuple[OddDay, ...] = ()
    tested: bool = False  # whether there were answers enough to look for a change


@dataclass(frozen=True, slots=True)
class GroupCourse:
    node: uuid.UUID
    course: Course


@dataclass(frozen=True, slots=True)
class TrendStudy:
    """What a study says of the whole; changes of the headline score of one item."""

    item: str
    metric: str
    everywhere: tuple[Shift, ...]  # what all places did together
    groups: tuple[GroupCourse, ...]
    places: int  # judged together
    changed: int

    def of_group(self, node: uuid.UUID) -> Course:
        return next((one.course for one in self.groups if one.node == node), Course())


class Sureness(StrEnum):
    ALMOST_CERTAIN = "almost certain"
    VERY_LIKELY = "very likely"
    LIKELY = "likely"


SURENESS: Mapping[Sureness, str] = {
    Sureness.ALMOST_CERTAIN: gettext_noop("We are almost certain that this is real."),
    Sureness.VERY_LIKELY: gettext_noop("Very likely real."),
    Sureness.LIKELY: gettext_noop("Likely real; about one in ten such findings is not."),
}


def sureness(q: float) -> Sureness:
    """How sure a change is, by the rate of false ones among all that are as sure."""
    if q <= 0.01:
        return Sureness.ALMOST_CERTAIN
    return Sureness.VERY_LIKELY if q <= 0.05 else Sureness.LIKELY
