"""Records, identities and contact preferences as an organisation holds them; who is whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Country
from cxsim.identities.addresses import CHANNELS, KnownCustomers, make_addresses
from cxsim.identities.config import IdentitiesConfig
from cxsim.identities.preferences import (
    Consents,
    QuietHours,
    Replies,
    RepliesTruth,
    make_consents,
    make_contacts,
    make_quiet_hours,
    make_replies,
)
from cxsim.identities.records import make_sightings
from cxsim.randomness import stream

Dates = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """One row a record of a customer, in the order of days."""

    record_id: list[str]
    name: list[str]  # Empty where none was given.
    seen_on: NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, eq=False)
class Identities:
    """One row an identity that a record shows."""

    record_id: list[str]
    channel: list[str]
    value: list[str]


@dataclass(frozen=True, slots=True, eq=False)
class WhoIsWhom:
    """One row a record."""

    record_id: list[str]
    customer: list[str]
    household: list[str]  # The customer who stands for all who live together.


@dataclass(frozen=True, slots=True, eq=False)
class IdentityTables:
    records: Records
    identities: Identities
    consents: Consents
    quiet_hours: QuietHours
    replies: Replies


@dataclass(frozen=True, slots=True, eq=False)
class IdentityTruth:
    who: WhoIsWhom
    replies: RepliesTruth


def make_identities(
    *,
    config: IdentitiesConfig,
    seed: int,
    first_day: date,
    days: int,
    known: KnownCustomers,
    countries: Sequence[str],
    spoken: Mapping[str, Country],
) -> tuple[IdentityTables, IdentityTruth]:
    """`countries` are those of the locations, `spoken` tells their languages."""
    rng = stream(seed, "identities")
    addresses = make_addresses(config=config, known=known, countries=countries, days=days, rng=rng)
    sightings = make_sightings(config=config, addresses=addresses, days=days, rng=rng)
    dates = np.datetime64(first_day, "D") + np.arange(days)
    ids = [f"K{number:08d}" for number in range(1, len(sightings.day) + 1)]
    rows = zip(sightings.customer.tolist(), sightings.named.tolist(), strict=True)
    records = Records(
        record_id=ids,
        name=[addresses.name[who] if named else "" for who, named in rows],
        seen_on=dates[sightings.day],
    )
    identities = Identities(
        record_id=[ids[i] for i in sightings.record.tolist()],
        channel=[CHANNELS[i] for i in sightings.channel.tolist()],
        value=sightings.value,
    )
    rng = stream(seed, "contact preferences")
    contacts = make_contacts(addresses, known=known, countries=countries)
    replies, meant = make_replies(
        config=config,
        contacts=contacts,
        language_of={name: _most_spoken(country) for name, country in spoken.items()},
        dates=dates,
        rng=rng,
    )
    who = sightings.customer
    truth = WhoIsWhom(
        record_id=ids,
        customer=[known.id[i] for i in who.tolist()],
        household=[known.id[i] for i in addresses.household[who].tolist()],
    )
    tables = IdentityTables(
        records=records,
        identities=identities,
        consents=make_consents(config=config, contacts=contacts, dates=dates, rng=rng),
        quiet_hours=make_quiet_hours(config=config, contacts=contacts, rng=rng),
        replies=replies,
    )
    return tables, IdentityTruth(who=truth, replies=meant)


def _most_spoken(country: Country) -> str:
    return max(country.languages, key=lambda name: country.languages[name])
