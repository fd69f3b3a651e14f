"""Who was asked to recommend, what was shared, clicked and visited, and what the ask caused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxsim.advocacy.config import AdvocacyConfig
from cxsim.advocacy.shares import Sharing, clicks_lead_to_visits, make_sharing
from cxsim.advocacy.visits import Referred, make_referred
from cxsim.randomness import stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Offers:
    """One row a happy customer who was chosen; only those not held out were asked."""

    offer_id: list[str]
    response_id: list[str]
    location: Ints
    offered_on: NDArray[np.datetime64]
    held_out: Flags
    rewarded: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """One row a recommendation; potential reach, clicks and attributed visits are three numbers."""

    share_id: list[str]
    offer_id: list[str]
    network: list[str]
    shared_on: NDArray[np.datetime64]
    potential_reach: Ints
    clicks: Ints
    attributed_visits: Ints


@dataclass(frozen=True, slots=True, eq=False)
class ReferredVisits:
    """One row a first visit of somebody who came on a customer's word, asked or not.

    The newcomer named the customer, or came through the customer's link.
    """

    offer_id: list[str]
    location: Ints
    visited_on: NDArray[np.datetime64]
    through_link: Flags


@dataclass(frozen=True, slots=True, eq=False)
class AdvocacyTruth:
    """One row an offer."""

    offer_id: list[str]
    expected_uplift: Floats  # Visits that being asked adds, on average; for those held out too.
    usual_visits: Ints  # Visits that came, or would have come, without any ask.
    caused_visits: Ints  # Visits that would not have come.


def make_advocacy(
    *,
    config: AdvocacyConfig,
    seed: int,
    first_day: date,
    days: int,
    response_id: Sequence[str],
    location: Ints,
    day: Ints,
    recommend: NDArray[np.int8],
    customer: Sequence[str],
) -> tuple[Offers, Shares, ReferredVisits, AdvocacyTruth]:
    """Offers to those who answered at least `least_recommend`, on the day after they did.

    Answers stand in the order of time. A known customer is chosen once; an empty `customer` is
    somebody unknown. The window of every offer ends within the days, so that nobody's visits are
    cut off. Raises ValueError where the uplift would need more visits than there are clicks.
    """
    rng = stream(seed, "offers")
    happy = (recommend >= config.least_recommend) & (day + 1 + config.window_days < days)
    chosen = _once_each(np.flatnonzero(happy & (rng.random(len(day)) < config.chosen)), customer)
    held_out = rng.random(len(chosen)) < config.held_out
    rewarded = rng.random(len(chosen)) < config.rewarded
    asked = day[chosen] + 1
    sharing = make_sharing(config=config, seed=seed, held_out=held_out, rewarded=rewarded)
    visits = make_referred(config=config, seed=seed, offers=len(chosen), sharing=sharing)
    ids = [f"A{number:07d}" for number in range(1, len(chosen) + 1)]
    midnight = np.datetime64(first_day, "D")
    offers = Offers(
        offer_id=ids,
        response_id=[response_id[i] for i in chosen.tolist()],
        location=location[chosen],
        offered_on=midnight + asked,
        held_out=held_out,
        rewarded=rewarded,
    )
    referred = ReferredVisits(
        offer_id=[ids[i] for i in visits.offer.tolist()],
        location=location[chosen][visits.offer],
        visited_on=midnight + asked[visits.offer] + visits.after,
        through_link=visits.through_link,
    )
    return (
        offers,
        _shares(ids, midnight + asked, sharing, visits),
        referred,
        _truth(config, ids, rewarded, visits),
    )


def _once_each(chosen: Ints, customer: Sequence[str]) -> Ints:
    """Without the second and further answers of a known customer."""
    seen: set[str] = set()
    kept = []
    for row in chosen.tolist():
        if customer[row] in seen:
            continue
        kept.append(row)
        if customer[row]:
            seen.add(customer[row])
    return np.array(kept, dtype=np.int64)


def _shares(
    ids: list[str], asked_on: NDArray[np.datetime64], sharing: Sharing, visits: Referred
) -> Shares:
    by_link = np.bincount(visits.offer[visits.through_link], minlength=len(ids))
    return Shares(
        share_id=[f"S{number:07d}" for number in range(1, len(sharing.offer) + 1)],
        offer_id=[ids[i] for i in sharing.offer.tolist()],
        network=sharing.network,
        shared_on=asked_on[sharing.offer],
        potential_reach=sharing.reach,
        clicks=sharing.clicks,
        attributed_visits=by_link[sharing.offer],
    )


def _truth(
    config: AdvocacyConfig, ids: list[str], rewarded: Flags, visits: Referred
) -> AdvocacyTruth:
    rate = np.where(rewarded, config.share_rate * config.reward_lift, config.share_rate)
    return AdvocacyTruth(
        offer_id=ids,
        expected_uplift=rate * config.clicks_a_share * clicks_lead_to_visits(config),
        usual_visits=np.bincount(visits.offer[~visits.caused], minlength=len(ids)),
        caused_visits=np.bincount(visits.offer[visits.caused], minlength=len(ids)),
    )
