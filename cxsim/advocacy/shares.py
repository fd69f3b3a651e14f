"""Recommendations that customers sent: whom they could reach and who clicked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.advocacy.config import AdvocacyConfig
from cxsim.randomness import draw_names, stream

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Sharing:
    """One row a share; a customer shares at most once."""

    offer: Ints
    network: list[str]
    reach: Ints
    clicks: Ints


def make_sharing(*, config: AdvocacyConfig, seed: int, held_out: Flags, rewarded: Flags) -> Sharing:
    """Clicks follow from the audience: `clicks_a_share` of them at the average one."""
    rng = stream(seed, "shares")
    rate = np.where(rewarded, config.share_rate * config.reward_lift, config.share_rate)
    offer = np.flatnonzero((rng.random(len(held_out)) < rate) & ~held_out)
    pull = np.exp(rng.normal(0.0, config.audience_spread, len(offer)))
    mean_pull = np.exp(config.audience_spread**2 / 2)
    return Sharing(
        offer=offer,
        network=draw_names(config.networks, len(offer), rng),
        reach=np.rint(config.audience * pull).astype(np.int64),
        clicks=rng.poisson(config.clicks_a_share * pull / mean_pull),
    )


def clicks_lead_to_visits(config: AdvocacyConfig) -> float:
    """Share of clicks that must lead to a visit for the uplift of an ask to be as planted."""
    clicks = config.clicks_an_ask
    if config.uplift > clicks:
        raise ValueError(f"advocacy.uplift must be at most {clicks:.3f}, the clicks of an ask.")
    return config.uplift / clicks if clicks > 0 else 0.0
