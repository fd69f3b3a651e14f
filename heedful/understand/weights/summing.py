"""From places to what holds for them together. Knows no Django."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cxstats.estimate import Estimate
from cxstats.histograms import Moments
from cxstats.intervals import wilson
from cxstats.nonresponse import nonresponse_band
from heedful.understand.weights.rules import FEWEST_ANSWERS, Kind, PlaceAnswers, WhoAnswers

Floats = NDArray[np.float64]
Name = TypeVar("Name", bound=Hashable)
Z = 1.96


@dataclass(frozen=True, slots=True)
class Interval:
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rate:
    """How many visits of a kind were answered after; None where visits are not known."""

    name: str
    answers: int
    visits: int
    share: Interval | None

    @property
    def more_answers_than_visits(self) -> bool:
        return self.answers > self.visits


@dataclass(frozen=True, slots=True)
class Mix:
    """What share of all visits, and of all answers after them, a kind of visit makes."""

    name: str
    visits: float
    answers: Interval

    @property
    def is_apart(self) -> bool:
        """Whether visits lie outside what chance lets the share of answers be."""
        return not self.answers.low <= self.visits <= self.answers.high


@dataclass(frozen=True, slots=True)
class Together:
    """Some places together, in points of the headline metric."""

    answers: int
    visits: int
    rate: Interval | None
    raw: Interval | None
    weighted: Interval | None
    design_effect: float | None
    effective: float | None
    band: Interval | None  # the answers, and both ends if those who are silent differ
    worst: Interval | None

    @property
    def enough(self) -> bool:
        return self.answers >= FEWEST_ANSWERS

    @property
    def shift(self) -> float | None:
        """How much weighting moves the score."""
        return self.weighted.value - self.raw.value if self.weighted and self.raw else None


def together(
    places: Sequence[PlaceAnswers],
    *,
    about: WhoAnswers,
    values: Floats,
    finish: Callable[[Moments], Estimate],
) -> Together:
    """Sum places up: answers as they were given, weighted to visits, and the band of the silent."""
    answers, visits = sum(one.answers for one in places), sum(sum(one.visits) for one in places)
    bins = np.sum([one.bins for one in places], axis=0) if places else np.zeros(len(values))
    effective = sum(one.effective for one in places)
    if not answers or not bins.sum():
        nothing = None
        rate = _share(answers, visits) if visits else None
        return Together(answers, visits, rate, *[nothing] * 6)
    weighted, design = _weighted(places)
    reach = float(visits) if about.has_visits else np.inf
    scaled = bins * effective / bins.sum()
    band = nonresponse_band(bins[None] * answers / bins.sum(), values, [reach], odds=about.odds)
    value = float(band.value[0])
    return Together(
        answers=answers,
        visits=visits,
        rate=_share(answers, visits) if visits else None,
        raw=_finished(finish, scaled, values),
        weighted=weighted,
        design_effect=design,
        effective=effective / design if design else effective,
        band=Interval(value, float(band.low[0]), float(band.high[0])),
        worst=Interval(value, float(band.worst_low[0]), float(band.worst_high[0])),
    )


def _finished(finish: Callable[[Moments], Estimate], counts: Floats, values: Floats) -> Interval:
    sums = (counts.sum(), counts @ values, counts @ values**2)
    found = finish(Moments(*(np.array([part]) for part in sums)))
    return Interval(float(found.value[0]), float(found.low[0]), float(found.high[0]))


def _weighted(places: Sequence[PlaceAnswers]) -> tuple[Interval | None, float | None]:
    """Places count by their visits; the design effect is that of the places' answers together."""
    known = [one for one in places if one.weighted is not None and one.error is not None]
    if not known:
        return None, None
    visits = np.array([sum(one.visits) for one in known], dtype=np.float64)
    share = visits / visits.sum()
    value = float(share @ np.array([one.weighted for one in known], dtype=np.float64))
    errors = np.array([one.error for one in known], dtype=np.float64)
    half = Z * float(np.sqrt((share**2) @ errors**2))
    # Each answer's weight is visits of its place and kind over answers of these.
    answers = np.array([one.answers for one in known], dtype=np.float64)
    effects = np.array([one.design_effect for one in known])
    squares = (visits**2 / answers * effects).sum()
    design = float(answers.sum() * squares / visits.sum() ** 2)
    return Interval(value, value - half, value + half), design


def rates_by(
    places: Sequence[PlaceAnswers], kinds: Sequence[Kind], name: Callable[[Kind], Name]
) -> dict[Name, tuple[int, int]]:
    """Answers and visits of kinds that have the same name, in the order of the kinds."""
    found: dict[Name, tuple[int, int]] = {}
    for number, kind in enumerate(kinds):
        answers, visits = found.get(name(kind), (0, 0))
        found[name(kind)] = (
            answers + sum(one.answered[number] for one in places),
            visits + sum(one.visits[number] for one in places),
        )
    return found


def rate(name: str, answers: int, visits: int) -> Rate:
    return Rate(name, answers, visits, _share(answers, visits) if visits else None)


def mix(rates: Sequence[Rate]) -> list[Mix]:
    """Set shares of answers beside shares of visits; empty for a single kind or none."""
    answers, visits = sum(one.answers for one in rates), sum(one.visits for one in rates)
    if len(rates) < 2 or not answers or not visits:
        return []
    return [Mix(one.name, one.visits / visits, _share(one.answers, answers)) for one in rates]


def _share(answers: int, visits: int) -> Interval:
    found = wilson(min(answers, visits), visits)
    return Interval(float(found.value), float(found.low), float(found.high))
