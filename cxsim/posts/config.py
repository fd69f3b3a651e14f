"""What is said in public, how it spreads and what goes wrong; told beside each in the preset."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    name: str
    reviews: bool
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Crises:
    count: int
    of_the_brand: float
    items: tuple[str, ...]
    between: tuple[float, float]
    posts: tuple[float, float]
    rise_hours: float
    decay_hours: tuple[float, float]
    branching: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PostsConfig:
    reviews_a_day: float
    posts_a_day: float
    brand_posts_a_day: float
    dispersion: float
    weekdays: Mapping[str, float]
    hours: tuple[float, ...]
    networks: tuple[Network, ...]
    guest_spread: float
    extremes: float
    second_thought: float
    posts_an_author: float
    audience: float
    audience_spread: float
    branching: float
    wait: float
    crises: Crises
