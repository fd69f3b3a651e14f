"""Which actions are rolled out; each field is told beside it in the preset."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    code: str
    name: str
    item: str
    share: float
    starts: tuple[float, float]
    waves: int
    towards_need: float
    shape: str  # "immediate", "growing" or "none".
    effect: float
    effect_spread: float
    grows_over: int
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutConfig:
    actions: tuple[Action, ...]
