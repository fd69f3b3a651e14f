"""Every cause of what a simulated organisation's customers answer, as frozen data.

What each field means is told beside it in `presets/restaurant-120.toml`; the names are the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cxsim.causes import (
    Changes,
    Cover,
    Customers,
    Form,
    Gaming,
    Interaction,
    MarkerEpisodes,
    Response,
    Segment,
)
from cxsim.streams.config import StreamsConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    smallest: int
    largest: int
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagship:
    name: str
    format: str
    responses: int
    first_priority: str
    lead: float  # by which factor its first priority leads the second
    sunday_dip: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    name: str
    country: str
    time_zone: str
    locations: int
    towns: tuple[str, ...]
    more_towns: int = 0
    split: int = 1

    def parts(self) -> list["Area"]:
        """The areas that this one stands for, each with as many locations."""
        if self.split == 1:
            return [self]
        numbers = range(1, self.split + 1)
        return [replace(self, name=f"{self.name} {number}", split=1) for number in numbers]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    name: str
    areas: tuple[Area, ...]
    division: str = ""

    def every_area(self) -> list[Area]:
        return [part for area in self.areas for part in area.parts()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    postcode: str
    languages: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    name: str
    share: float
    summer: float
    opening_hours: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Daypart:
    name: str
    hours: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    weekdays: Mapping[str, float]
    dayparts: tuple[Daypart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    halo: float
    own: float
    day: float
    cell_shared: float
    cell_own: float
    shift: float
    customer: float
    level_spread: float
    item_spread: float
    effect_spread: float
    smallest_effect: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    code: str
    label: str
    role: str
    typical: float
    effect: float
    not_used: float
    priority_weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommend:
    typical: float
    location_spread: float
    noise: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Overall:
    typical: float
    follows: float
    noise: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Priorities:
    clear_share: float
    lead: tuple[float, float]
    least_gain: float
    largest_gap: float
    tie: float
    goal_quantile: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Dip:
    share: float
    weekday: str
    hours: str
    depth: tuple[float, float]
    items: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rush:
    weekdays: tuple[str, ...]
    hours: str
    items: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    share: float
    per_year: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    skipped: float
    skipped_recommend: float
    channels: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments:
    business: str
    share: float
    share_unhappy: float
    second_thought: float
    names_staff: float
    typos: float
    careless_case: float
    hostile: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    title: str
    brand: str
    code_prefix: str
    location_name: str
    levels: tuple[str, ...]
    days: int
    responses: int
    volume: Volume
    flagship: Flagship
    regions: tuple[Region, ...]
    countries: Mapping[str, Country]
    formats: tuple[Format, ...]
    week: Week
    experience: Experience
    items: tuple[Item, ...]
    interactions: tuple[Interaction, ...]
    recommend: Recommend
    overall: Overall
    priorities: Priorities
    segments: tuple[Segment, ...]
    customers: Customers
    cover: Cover
    dip: Dip
    rush: Rush
    trend: Trend
    episodes: MarkerEpisodes
    changes: Changes
    response: Response
    form: Form
    gaming: Gaming
    answers: Answers
    comments: Comments
    streams: StreamsConfig

    @property
    def n_locations(self) -> int:
        return sum(area.locations * area.split for r in self.regions for area in r.areas)

    @property
    def item_codes(self) -> tuple[str, ...]:
        return tuple(item.code for item in self.items)

    @property
    def driver_count(self) -> int:
        """Drivers stand before markers, so the first so many items are the drivers."""
        return sum(item.role == "driver" for item in self.items)
