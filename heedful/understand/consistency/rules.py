"""What a study of consistency says, and from when on it says anything."""

from dataclasses import dataclass
from datetime import date

KIND = "consistency"
# A year, so that a location has enough days and every part of the week is in it often.
STUDY_DAYS = 365
# With fewer answers in all, or fewer places with answers, nothing is split.
FEWEST_ANSWERS, FEWEST_PLACES = 100, 3
# With fewer answers a place is not shown.
ENOUGH_ANSWERS = 10
# So many customers must have been to the same place more than once.
FEWEST_RETURNING = 30
# Of all days of all places, so many are bad ones: it is the usual low. Of a place's own days, as
# many are its worst.
BAD_SHARE = 0.10
# So many of a place's days are shown as likely its worst, even where none is sure.
LIKELY_DAYS = 5
# What is compared with many others is held to this share of false findings.
FALSE_DISCOVERY_RATE = 0.10
# A day with so many answers or fewer is never named: two unhappy guests make no bad day.
FEW_OF_A_DAY = 2

LOCATION, DAY, SLOT, SHIFT, CUSTOMER, REST = (
    "location",
    "day",
    "slot",
    "shift",
    "customer",
    "rest",
)
PARTS = (LOCATION, DAY, SLOT, SHIFT, CUSTOMER, REST)

EVEN, UNEVEN, TYPICAL = "even", "uneven", "typical"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the differences between two visits; unknown where the data cannot tell it."""

    name: str
    variance: float | None
    share: float | None
    low: float | None  # 95% interval of the share
    high: float | None


@dataclass(frozen=True, slots=True)
class Whole:
    """What holds for all places together."""

    item: str
    label: str
    scale_low: int
    scale_high: int
    n: int
    places: int  # with answers
    days: int  # of all places, with answers
    mean: float
    parts: tuple[Part, ...]
    between: float  # variance of true means between places
    within: float  # variance of one visit within a place
    draws: tuple[tuple[float, float], ...]  # of these two, for what is derived from them
    typical_sd: float  # of one visit within a place
    bad_level: float | None  # a day's true average below it is bad; None if days cannot be told
    worst_days: int  # that are surely among their place's worst
    bad_at_good: float | None  # expected share of bad days that are at the better half of places

    def part(self, name: str) -> Part:
        return next(part for part in self.parts if part.name == name)


@dataclass(frozen=True, slots=True)
class WorstDay:
    """A day that is likely among the worst tenth of its place's own days."""

    day: date
    n: int
    seen: float  # average of its answers
    value: float  # its true average, as far as it is known
    probability: float
    sure: bool  # passes among all days of all places


@dataclass(frozen=True, slots=True)
class PlaceFinding:
    """What is said of one place; ranks count from the best."""

    n: int
    days: int
    value: float  # pulled toward all places
    low: float  # 95% interval
    high: float
    error: float  # standard error of `value`
    rank_low: int  # 90% range
    rank_high: int
    top: float  # probability of the top tenth
    bottom: float
    sd: float  # of one visit
    sd_low: float  # 95% interval
    sd_high: float
    evenness: str  # EVEN, UNEVEN or TYPICAL
    bad_share: float | None
    bad_low: float | None  # 90% interval
    bad_high: float | None
    worst_days: tuple[WorstDay, ...]  # surest first
