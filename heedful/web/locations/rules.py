"""Who needs help, who is only noise. Knows no Django and no clock."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """In the order in which a page shows them."""

    FELL = "fell"
    BELOW = "below"
    TOO_FEW = "too_few"
    ROSE = "rose"
    STEADY = "steady"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known of one location among those shown together."""

    enough: bool
    is_compared: bool  # both periods have answers enough to compare
    is_change: bool
    difference: float
    standing: int  # -1 clearly below its group, 1 clearly above


def verdict(judged: Judged) -> Verdict:
    """Say in which group a location belongs. A movement that may be chance is steady."""
    if not judged.enough:
        return Verdict.TOO_FEW
    if judged.is_change and judged.difference < 0:
        return Verdict.FELL
    if judged.standing < 0:
        return Verdict.BELOW
    if judged.is_change:
        return Verdict.ROSE
    return Verdict.STEADY if judged.is_compared else Verdict.NEW
