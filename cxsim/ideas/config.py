"""How many ideas come in and how they fare; each field is told beside it in the preset."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeasConfig:
    words: str
    count: int
    twins: float
    about_a_location: float
    explained: float
    members: int
    votes: float
    tail: float
    vote_days: float
    statuses: Mapping[str, float]
