"""What makes an answer doubtful, from when on, and what is kept of a look at all of them."""

from dataclasses import dataclass
from enum import StrEnum

KIND = "quality"
STUDY_DAYS = 365
# A reason is told from this probability on; only together they decide what an answer counts.
TOLD = 0.2
# A place is suspected from this probability on, if a test over all places agrees.
SUSPECTED = 0.5
# Words against numbers are a sign, never enough by themselves: people press the wrong key.
MISMATCH = 0.3
# Days before the end of a quarter or of a month on which a bonus may hang.
QUARTER_DAYS, MONTH_DAYS = 10, 5
# The best answer to the outcome, and to so many of the other questions.
NEARLY_ALL = 0.8


class Reason(StrEnum):
    """In the order in which they are told."""

    TALKED_UP = "talked_up"
    BURST = "burst"
    RECEIPT = "receipt"
    COPIED = "copied"
    CARELESS = "careless"
    MISMATCH = "mismatch"


class Calendar(StrEnum):
    """When a bonus is due."""

    QUARTER = "quarter"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many answers count less, and this is one of the reasons."""

    reason: Reason
    rows: int


@dataclass(frozen=True, slots=True)
class Score:
    """The headline score with its interval; None where there is none."""

    value: float | None
    low: float | None
    high: float | None
    n: float


@dataclass(frozen=True, slots=True)
class WholeQuality:
    """What a look found of all answers together."""

    answers: int
    less: int
    reasons: tuple[ReasonCount, ...]
    calendar: Calendar
    timed: int  # answers whose time is known
    receipts: int
    devices: int
    in_full: Score
    as_counted: Score


@dataclass(frozen=True, slots=True)
class PlaceQuality:
    """What a look found of one place."""

    answers: int
    less: int
    reasons: tuple[ReasonCount, ...]
    suspected: bool
    probability: float  # that answers are talked up or forged here
    share: float  # part of the answers near the dates that looks talked up
    best_near: int
    n_near: int
    best_far: int
    n_far: int
    forged: int
