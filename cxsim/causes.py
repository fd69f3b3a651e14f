"""Causes that lie in people and in time: who comes and answers, who works, what happens when.

What each field means is told beside it in `presets/restaurant-120.toml`; the names are the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    name: str
    share: float
    impression: float
    answers: float
    visits: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Customers:
    mix: float
    busy: float
    away: float
    known: float
    email: float
    phone: float
    app: float
    may_contact: float
    usual_channel: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    rate: float
    rate_spread: float
    unhappy: float
    delighted: float
    dayparts: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    visits_per_staff: float
    senior: float
    senior_spread: float
    senior_weekdays: Mapping[str, float]
    temporary: float
    senior_items: Mapping[str, float]
    temporary_items: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerEpisodes:
    share: float
    lead: tuple[int, int]
    lasts: tuple[int, int]
    depth: tuple[float, float]
    marker: str
    items: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    share: float
    size: tuple[float, float]
    everywhere: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    first: str
    second: str
    effect: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaming:
    careless: float
    begging_locations: float
    begging: float
    bonus_days: int
    duplicated: float
    forging_locations: float
    forged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    pages: int
    seconds_per_item: float
    seconds_per_letter: float
    seconds_spread: float
    careless_seconds: float
    tablets: float
    tablet_use: float
