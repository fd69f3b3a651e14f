"""What an organisation could know of itself: its directory, its people and the answers it got."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Config
from cxsim.places import Place
from cxsim.staff import Person
from cxsim.streams.tables import Streams

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Feedback:
    """One entry a response, in the order of time; scores as in `cxsim.answers`."""

    response_id: list[str]
    location_code: list[str]
    submitted_at: NDArray[np.datetime64]  # Minutes on the location's own clock.
    trading_day: Integers  # Ordinal of `datetime.date`; runs past midnight.
    daypart: Integers  # Place in `Observable.dayparts`.
    channel: list[str]
    language: list[str]
    customer: list[str]  # Number of a known customer, else empty.
    receipt: list[str]  # Of the visit; honest ones occur once.
    device: list[str]  # Mark of the device that answered; empty by phone.
    seconds: NDArray[np.float64]  # Time for the whole form.
    page_seconds: NDArray[np.float64]  # (responses, pages)
    recommend: NDArray[np.int8]
    overall: NDArray[np.int8]
    ratings: NDArray[np.int8]  # (responses, items)
    comment: list[str]  # Empty when nothing was written.


@dataclass(frozen=True, slots=True, eq=False)
class Questionnaire:
    """What was asked, without anything about what moves the answers."""

    title: str
    version: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    roles: tuple[str, ...]
    channels: tuple[str, ...]
    languages: tuple[str, ...]
    pages: int  # of the form


@dataclass(frozen=True, slots=True)
class Hours:
    name: str
    hours: str  # Like "21:30-03:00", on the location's own clock.


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """One entry for each daypart of each trading day on which a location was open."""

    location: Integers  # Place in `Observable.locations`.
    day: Integers  # Ordinal of the trading day.
    daypart: Integers  # Place in `Observable.dayparts`.
    staff: Integers  # People on duty.
    senior: NDArray[np.bool_]  # Whether somebody senior was on duty.
    temporary: NDArray[np.float64]  # Share of temporary staff.


@dataclass(frozen=True, slots=True, eq=False)
class Traffic:
    """ALL visits, answered or not; places where nobody came have no entry."""

    location: Integers
    day: Integers  # Ordinal of the trading day.
    daypart: Integers
    segment: Integers  # Place in `Observable.segments`.
    visits: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Customers:
    """One entry a known customer."""

    id: list[str]
    location: Integers  # The usual one, by its place in `Observable.locations`.
    segment: Integers  # Place in `Observable.segments`.
    language: Integers  # Place in `Questionnaire.languages`.
    preferred_channel: Integers  # Place in `Questionnaire.channels`.
    has_email: NDArray[np.bool_]
    has_phone: NDArray[np.bool_]
    has_app: NDArray[np.bool_]
    may_contact: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Observable:
    questionnaire: Questionnaire
    levels: tuple[str, ...]  # Of the tree above the locations, from the top down.
    locations: tuple[Place, ...]
    people: tuple[Person, ...]
    dayparts: tuple[Hours, ...]
    segments: tuple[str, ...]
    feedback: Feedback
    roster: Roster
    traffic: Traffic
    customers: Customers
    streams: Streams


def make_questionnaire(
    *, config: Config, version: str, languages: tuple[str, ...]
) -> Questionnaire:
    return Questionnaire(
        title=config.title,
        version=version,
        codes=config.item_codes,
        labels=tuple(item.label for item in config.items),
        roles=tuple(item.role for item in config.items),
        channels=tuple(config.answers.channels),
        languages=languages,
        pages=config.form.pages,
    )
