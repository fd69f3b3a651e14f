"""Visits on a customer's word: those that come anyway, and those that an ask caused."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.advocacy.config import AdvocacyConfig
from cxsim.advocacy.shares import Sharing, clicks_lead_to_visits
from cxsim.randomness import stream

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Referred:
    """One row a visit."""

    offer: Ints
    after: Ints  # Days since the offer, within the window.
    through_link: Flags
    caused: Flags


def make_referred(*, config: AdvocacyConfig, seed: int, offers: int, sharing: Sharing) -> Referred:
    """Some friends who would have come anyway use the link, so a link's visits claim too much."""
    rng = stream(seed, "referred visits")
    usual = np.repeat(np.arange(offers), rng.poisson(config.usual_visits, offers))
    has_link = np.zeros(offers, dtype=np.bool_)
    has_link[sharing.offer] = True
    uses_link = has_link[usual] & (rng.random(len(usual)) < config.usual_through_link)
    new = rng.binomial(sharing.clicks, clicks_lead_to_visits(config))
    caused = np.repeat(sharing.offer, new)
    offer = np.concatenate([usual, caused])
    order = np.argsort(offer, kind="stable")
    is_caused = np.arange(len(offer)) >= len(usual)
    return Referred(
        offer=offer[order],
        after=rng.integers(1, config.window_days + 1, len(offer)),
        through_link=np.concatenate([uses_link, np.ones(len(caused), dtype=np.bool_)])[order],
        caused=is_caused[order],
    )
