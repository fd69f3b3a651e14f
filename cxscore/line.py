"""One line of the scorecard: what is asked of an estimator, and what it is held to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from cxscore.setting import Setting


class Against(StrEnum):
    """What the bar is measured against."""

    NOTHING = "a fixed value"
    USUAL_RATIO = "the usual method, as a ratio"
    USUAL_DIFFERENCE = "the usual method, as a difference"
    ORACLE_RATIO = "an oracle that knows the true variances, as a ratio"
    ORACLE_DIFFERENCE = "an oracle, as a difference"


@dataclass(frozen=True, slots=True)
class Bar:
    """Bounds that the figure must lie within; either may be left open."""

    low: float | None = None
    high: float | None = None
    against: Against = Against.NOTHING

    def holds(self, figure: float) -> bool:
        """Whether a figure, made comparable by `against`, meets the bar."""
        return (self.low is None or figure >= self.low) and (
            self.high is None or figure <= self.high
        )


@dataclass(frozen=True, slots=True)
class Line:
    """What is asked, in words that a reader who is no statistician can follow.

    `name` is the anchor that method cards link to; `per` says how a figure is read ("share of
    locations", "points"). `usual` and `oracle` name the other methods on the same data.
    """

    name: str
    area: str
    asks: str
    per: str
    bar: Bar
    usual: str = ""
    oracle: str = ""
    percent: bool = True  # figures are shares, shown in percent
    larger_is_better: bool = True


@dataclass(frozen=True, slots=True)
class Trial:
    """What one seed showed for a line; `weight` is the number of cases behind it."""

    line: str
    ours: float
    usual: float | None = None
    oracle: float | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Judge:
    """A set of lines and how one seed is tried."""

    lines: tuple[Line, ...]
    try_once: Callable[[Setting], Iterable[Trial]]
