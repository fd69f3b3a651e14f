"""What a place should do first, and when nothing can be said yet. No database, no clock."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from heedful.understand.metrics.rules import Window

# A place with fewer answers hears "not enough evidence yet", whatever the numbers say.
FEWEST_ANSWERS = 30
# A first choice must be more likely than all others together, and surely better than nothing …
CLEAR = 0.5
# … but once named it stays down to this, so that noise does not turn a team around every week,
STAYS = 0.3
# unless another one is three times as likely: then it is better with this probability.
OVERTAKES = 0.75
# Less than this part of the metric's range is nothing that anybody would notice.
LEAST_GAIN = 1 / 400
NAMED = 3
# Windows tried, shortest first, until the place in the middle has this many answers.
STUDY_DAYS = (90, 180, 365)
STUDY_ANSWERS = 100
# Above this a driver's own part can hardly be told from the others' (O'Brien 2007).
COLLINEAR = 5.0
# Half of a 90% and of a 95% interval, in standard errors.
ROOM_WIDTH, SCORE_WIDTH = 1.645, 1.960


class Way(StrEnum):
    """How the outcome's differences are split; all but the first change the correlations."""

    PLAIN = "plain"
    ORDINAL = "ordinal"  # answers as steps of a feeling
    HALO = "halo"  # without what all ratings of a guest have in common


class Reason(StrEnum):
    """Why no first step is named."""

    TOO_FEW_ANSWERS = "too_few_answers"
    NO_CLEAR_FIRST = "no_clear_first"
    NOTHING_TO_GAIN = "nothing_to_gain"
    NO_COMPARISON = "no_comparison"
    NO_DRIVERS = "no_drivers"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a place could work on: its gain in points of the headline metric."""

    item: str
    gain: float
    low: float
    high: float
    probability: float


@dataclass(frozen=True, slots=True)
class LocationPriority:
    """The three most promising choices of a place, best first, and whether the first is clear."""

    n: int
    choices: tuple[Choice, ...]
    reason: Reason | None
    kept: bool = False

    @property
    def first(self) -> Choice | None:
        """The one thing; None where it cannot be named."""
        return None if self.reason else self.choices[0]

    @property
    def also(self) -> tuple[Choice, ...]:
        """What comes next, or all that is likely where nothing can be named."""
        return self.choices if self.reason else self.choices[1:]

    def choices_json(self) -> list[dict[str, Any]]:
        return [asdict(choice) for choice in self.choices]

    @classmethod
    def of_json(
        cls, *, n: int, choices: Sequence[Mapping[str, Any]], reason: str, kept: bool
    ) -> Self:
        """Read what was stored: reason is empty when there is none."""
        found = tuple(Choice(**choice) for choice in choices)
        return cls(n, found, Reason(reason) if reason else None, kept)


def pick_priority(
    *, n: int, choices: Sequence[Choice], span: float, before: str | None = None
) -> LocationPriority:
    """Decide what to name from all choices of a place, in any order.

    `span` is the range of the metric that gains are told in, `before` the item that was named
    the last time. Choices are ranked by the probability of being the best one, then by gain.
    """
    if not choices:
        return LocationPriority(n, (), Reason.NO_COMPARISON)
    ranked = sorted(choices, key=lambda one: (-one.probability, -one.gain))
    if n < FEWEST_ANSWERS:
        return LocationPriority(n, tuple(ranked[:NAMED]), Reason.TOO_FEW_ANSWERS)
    # What is missing to 1 is the probability that nothing helps, everything being at its best.
    helps = sum(one.probability for one in ranked)
    top = max(one.gain for one in ranked)
    if helps < CLEAR or top < LEAST_GAIN * span:
        return LocationPriority(n, tuple(ranked[:NAMED]), Reason.NOTHING_TO_GAIN)
    named = ranked[:NAMED]
    kept = next((one for one in named if one.item == before), None)
    if kept and _stays(kept, named[0]):
        others = [one for one in named if one is not kept]
        return LocationPriority(n, (kept, *others), None, kept=kept is not named[0])
    first = named[0]
    worth_it = first.low > 0 and first.gain >= LEAST_GAIN * span
    clear = first.probability >= CLEAR and worth_it
    return LocationPriority(n, tuple(named), None if clear else Reason.NO_CLEAR_FIRST)


def _stays(old: Choice, challenger: Choice) -> bool:
    better = challenger.probability / (challenger.probability + old.probability)
    return old.probability >= STAYS and better < OVERTAKES


@dataclass(frozen=True, slots=True)
class DriverShare:
    """What one driver has to do with the outcome, and where it stands."""

    item: str
    share: float  # of the explained variance, 0..1
    low: float  # 90% interval
    high: float
    vif: float  # variance inflation factor
    pairs: float  # effective number of customers who rated it and the outcome
    score: float  # its average now, on its own scale
    score_low: float  # 95% interval
    score_high: float
    n: int
    target: float | None = None  # what the best quarter of the places reaches
    target_se: float | None = None  # its standard error
    among_three: float | None = None  # how likely it is truly among the three largest

    @property
    def target_low(self) -> float | None:
        """The lower end of the 90% interval of what the best quarter reaches."""
        return self._target(-ROOM_WIDTH)

    @property
    def target_high(self) -> float | None:
        """The upper end of the 90% interval of what the best quarter reaches."""
        return self._target(ROOM_WIDTH)

    def _target(self, errors: float) -> float | None:
        if self.target is None or self.target_se is None:
            return None
        return self.target + errors * self.target_se

    @property
    def room(self) -> float | None:
        """How far it is up to the best quarter."""
        return self._room(0.0)

    @property
    def room_low(self) -> float | None:
        """The lower end of the 90% interval of the room."""
        return self._room(-ROOM_WIDTH)

    @property
    def room_high(self) -> float | None:
        """The upper end of the 90% interval of the room."""
        return self._room(ROOM_WIDTH)

    def _room(self, errors: float) -> float | None:
        """Both the best quarter and the average now are uncertain."""
        if self.target is None or (errors and self.target_se is None):
            return None
        now = (self.score_high - self.score_low) / (2 * SCORE_WIDTH)
        width = errors * math.hypot(now, self.target_se or 0.0)
        return max(self.target - self.score + width, 0.0)

    @property
    def collinear(self) -> bool:
        return self.vif > COLLINEAR


@dataclass(frozen=True, slots=True)
class Study:
    """What goes with the outcome, over many places together."""

    outcome: str
    metric: str
    n: int  # answers to the outcome
    locations: int
    r_squared: float
    r_low: float
    r_high: float
    method: str
    weighted: bool
    drivers: tuple[DriverShare, ...]  # largest share first
    left_out: tuple[tuple[str, str], ...]  # item and why
    # How many points of the metric go with one point of the outcome's average.
    factor: float

    def to_json(self) -> dict[str, Any]:
        """Write it for a database, which has no word for "not a number" but null."""
        return {name: _null(value) for name, value in asdict(self).items()}

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        drivers = tuple(DriverShare(**driver) for driver in told["drivers"])
        left_out = tuple((item, why) for item, why in told["left_out"])
        numbers = {
            name: math.nan if told[name] is None else told[name]
            for name in ("r_squared", "r_low", "r_high")
        }
        return cls(**{**told, **numbers, "drivers": drivers, "left_out": left_out})


def _null(value: object) -> object:
    return None if isinstance(value, float) and math.isnan(value) else value


def study_window(*, newest: date, answers: Mapping[int, float]) -> Window:
    """The window of a study: whole months back from the newest day with feedback.

    `answers` tells for each of STUDY_DAYS how many answers the place in the middle has. The
    shortest window with enough of them is taken, so that findings are of today where there is
    much feedback and say something where there is little.
    """
    enough = (days for days in STUDY_DAYS if answers.get(days, 0) >= STUDY_ANSWERS)
    return whole_months(newest, days=next(enough, STUDY_DAYS[-1]))


def whole_months(newest: date, *, days: int) -> Window:
    """Pairs of answers are kept by month, so the window begins with one."""
    return Window(Window.ending(newest, days=days).first.replace(day=1), newest)
