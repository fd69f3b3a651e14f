"""What moves sales; each field is told beside it in the preset."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    day: str  # Month and day, as "12-24".
    countries: tuple[str, ...]  # Empty for everywhere.
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesConfig:
    transactions: float
    spread: float
    weekdays: Mapping[str, float]
    season: float
    peak_day: int
    growth: float
    holidays: tuple[Holiday, ...]
    tickets: Mapping[str, float]
    currencies: Mapping[str, str]
    ticket_spread: float
    ticket_noise: float
    noise: float
    persistence: float
    shared_noise: float
    transactions_elasticity: float
    ticket_elasticity: float
    elasticity_spread: float
    half_life: float
    lag: int
