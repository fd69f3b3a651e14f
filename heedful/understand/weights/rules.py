"""What is known of visits, and what they say of the answers. Sums only, so that places add up."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from heedful.base.org.dayparts import DAYPARTS, Daypart

TRAFFIC, WHO_ANSWERS = "traffic", "who_answers"
DAY_MINUTES = 24 * 60
# One standard deviation more of satisfaction is taken to change the odds of answering by up to
# this factor, up or down; the band and its card say so.
ODDS = 1.5
# With fewer answers nothing is said of a place.
FEWEST_ANSWERS = 10
HOURS = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*")
WHOLE_DAY = "00:00-24:00"
# Hours are called by a part of the day if so much of them lies in it.
NEARLY_ALL = 0.75


class NotHours(ValueError):
    """A text is no span of hours like 11:30-15:00."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of visit: a weekday (0 is Monday) and a part of the day by its name and hours."""

    weekday: int
    name: str
    hours: str


@dataclass(frozen=True, slots=True)
class PlaceTraffic:
    """Visits of one location by kind, in the order of `Traffic.kinds`."""

    visits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Traffic:
    """A file of visits as it was taken in."""

    kinds: tuple[Kind, ...]
    visits: int
    locations: int
    groups: tuple[str, ...]  # kinds of guests that the file tells apart; answers do not yet
    file: str


@dataclass(frozen=True, slots=True)
class WhoAnswers:
    """What holds for all places of a study."""

    kinds: tuple[Kind, ...]  # none without traffic
    channels: tuple[str, ...]
    metric: str
    low: float  # the lowest value that the metric can take
    high: float
    odds: float = ODDS
    dayparts: tuple[Daypart, ...] = DAYPARTS

    @property
    def has_visits(self) -> bool:
        return bool(self.kinds)


@dataclass(frozen=True, slots=True)
class PlaceAnswers:
    """What a study says of one location, in points of the headline metric.

    `bin_sums` are answers (by weight) at each step of the outcome's scale; `weighted` and its
    error are None without visits or answers.
    """

    answers: int
    effective: float  # Kish's n of the weights that the answers have already
    bins: tuple[float, ...]
    answered: tuple[int, ...]  # by kind
    visits: tuple[int, ...]  # by kind
    by_channel: tuple[int, ...]
    weighted: float | None = None
    error: float | None = None
    design_effect: float = 1.0


def span(hours: str) -> tuple[int, int]:
    """Minutes from midnight of the trading day; a span that ends past midnight ends after 1440.

    Raises NotHours.

    >>> span("21:30-03:00")
    (1290, 1620)
    """
    found = HOURS.fullmatch(hours)
    if found is None:
        raise NotHours(hours)
    parts = [int(part) for part in found.groups()]
    start, end = 60 * parts[0] + parts[1], 60 * parts[2] + parts[3]
    if start >= DAY_MINUTES or end > DAY_MINUTES or max(parts[1], parts[3]) > 59:
        raise NotHours(hours)
    return start, end if end > start else end + DAY_MINUTES


def part_of(hours: str, dayparts: Sequence[Daypart]) -> Daypart | None:
    """The part of the day in which nearly all of a span lies; None where it is spread over more.

    >>> part_of("06:00-11:00", DAYPARTS).name
    'breakfast'
    """
    start, end = span(hours)
    # The first part takes what comes before it, the last what comes after.
    bounds = [0, *(part.starts for part in dayparts[1:]), 2 * DAY_MINUTES]
    for part, (first, last) in zip(dayparts, pairwise(bounds), strict=True):
        if min(end, last) - max(start, first) >= NEARLY_ALL * (end - start):
            return part
    return None


def overlapping(kinds: Sequence[Kind]) -> tuple[str, str] | None:
    """Two spans that share minutes of one weekday, so that a visit could belong to both."""
    spans = sorted({(kind.weekday, *span(kind.hours), kind.hours) for kind in kinds})
    for before, after in pairwise(spans):
        if before[0] == after[0] and after[1] < before[2]:
            return before[3], after[3]
    return None
