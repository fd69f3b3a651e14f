"""Whom the organisation asks to recommend it and what comes of it; told in the preset."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvocacyConfig:
    least_recommend: int
    chosen: float
    held_out: float
    rewarded: float
    share_rate: float
    reward_lift: float
    networks: Mapping[str, float]
    audience: float
    audience_spread: float
    clicks_a_share: float
    usual_visits: float
    uplift: float
    usual_through_link: float
    window_days: int

    @property
    def clicks_an_ask(self) -> float:
        """Clicks to be expected of one ask, shared or not, rewarded or not."""
        rewarded = 1 + self.rewarded * (self.reward_lift - 1)
        return self.share_rate * rewarded * self.clicks_a_share
