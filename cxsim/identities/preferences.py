"""What each address may be used for, when it wants quiet, and what its owner wrote back."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.identities.addresses import CHANNELS, Addresses, KnownCustomers
from cxsim.identities.config import IdentitiesConfig
from cxsim.words import load_words

Dates = NDArray[np.datetime64]

QUIET = (("21:00", "08:00"), ("20:00", "10:00"), ("18:00", "09:00"), ("12:00", "16:00"))
"""The first is the usual one; the others are what customers ask for."""


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """One row an address that messages can be sent to: e-mail or phone."""

    channel: list[str]
    value: list[str]
    country: list[str]
    may_contact: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Consents:
    """One row an address and purpose."""

    channel: list[str]
    value: list[str]
    purpose: list[str]
    allowed: NDArray[np.bool_]
    given_on: Dates


@dataclass(frozen=True, slots=True, eq=False)
class QuietHours:
    """One row an address; times of the customer's own clock."""

    channel: list[str]
    value: list[str]
    start: list[str]
    end: list[str]


@dataclass(frozen=True, slots=True, eq=False)
class Replies:
    """One row a message of a customer, in the order of days."""

    reply_id: list[str]
    channel: list[str]
    value: list[str]
    said_on: Dates
    words: list[str]


@dataclass(frozen=True, slots=True, eq=False)
class RepliesTruth:
    """One row a reply."""

    reply_id: list[str]
    stops: NDArray[np.bool_]  # Whether no more messages are wanted.


def make_contacts(
    addresses: Addresses, *, known: KnownCustomers, countries: Sequence[str]
) -> Contacts:
    """Every e-mail address and phone number once, as it is on the last day."""
    pairs = [
        (channel, owner)
        for channel in (0, 1)
        for owner in np.flatnonzero(
            addresses.owner[:, channel] == np.arange(len(addresses.owner))
        ).tolist()
    ]
    return Contacts(
        channel=[CHANNELS[channel] for channel, _ in pairs],
        value=[addresses.value(channel, owner, old=False) for channel, owner in pairs],
        country=[countries[known.home[owner]] for _, owner in pairs],
        may_contact=known.may_contact[[owner for _, owner in pairs]],
    )


def make_consents(
    *, config: IdentitiesConfig, contacts: Contacts, dates: Dates, rng: np.random.Generator
) -> Consents:
    n, purposes = len(contacts.value), list(config.consents)
    share = np.array(list(config.consents.values()))
    return Consents(
        channel=[channel for channel in contacts.channel for _ in purposes],
        value=[value for value in contacts.value for _ in purposes],
        purpose=purposes * n,
        allowed=(contacts.may_contact[:, None] & (rng.random((n, len(share))) < share)).ravel(),
        given_on=np.repeat(rng.choice(dates, n), len(share)),
    )


def make_quiet_hours(
    *, config: IdentitiesConfig, contacts: Contacts, rng: np.random.Generator
) -> QuietHours:
    n = len(contacts.value)
    own = rng.random(n) < config.own_quiet_hours
    which = np.where(own, rng.integers(1, len(QUIET), n), 0).tolist()
    return QuietHours(
        channel=contacts.channel,
        value=contacts.value,
        start=[QUIET[i][0] for i in which],
        end=[QUIET[i][1] for i in which],
    )


def make_replies(
    *,
    config: IdentitiesConfig,
    contacts: Contacts,
    language_of: dict[str, str],
    dates: Dates,
    rng: np.random.Generator,
) -> tuple[Replies, RepliesTruth]:
    """Some ask to stop; others write something else, which may hold the same words."""
    n = len(contacts.value)
    stop = np.flatnonzero(rng.random(n) < config.opted_out)
    other = np.flatnonzero(rng.random(n) < config.other_replies)
    who = np.concatenate([stop, other])
    said_on = rng.choice(dates, len(who))
    order = np.argsort(said_on, kind="stable")
    who, stops = who[order], (np.arange(len(who)) < len(stop))[order]
    pick, said = rng.random(len(who)).tolist(), []
    for row, contact, is_stop in zip(pick, who.tolist(), stops.tolist(), strict=True):
        words = load_words("replies")[language_of[contacts.country[contact]]]
        choices = words["stop" if is_stop else "other"]
        said.append(choices[int(row * len(choices))])
    replies = Replies(
        reply_id=[f"M{number:07d}" for number in range(1, len(who) + 1)],
        channel=[contacts.channel[i] for i in who.tolist()],
        value=[contacts.value[i] for i in who.tolist()],
        said_on=said_on[order],
        words=said,
    )
    return replies, RepliesTruth(reply_id=replies.reply_id, stops=stops)
