"""What an organisation keeps beside the answers: rosters, visits counted, known customers."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxsim.clientele import Clientele
from cxsim.config import Config
from cxsim.observable import Customers, Roster, Traffic
from cxsim.randomness import stream
from cxsim.roster import Shifts
from cxsim.visits import Visits


def roster_of(shifts: Shifts, *, first_day: date) -> Roster:
    location, day, daypart = np.nonzero(shifts.is_open)
    kept = location, day, daypart
    return Roster(
        location=location,
        day=day + first_day.toordinal(),
        daypart=daypart,
        staff=shifts.staff[kept].astype(np.int64),
        senior=shifts.senior[kept],
        temporary=shifts.temporary[kept].astype(np.float64),
    )


def traffic_of(*, config: Config, visits: Visits, clientele: Clientele, first_day: date) -> Traffic:
    segment = clientele.segment[clientele.of_visit]
    sizes = (config.days, len(config.week.dayparts), len(config.segments))
    code = visits.location
    for part, size in zip((visits.day, visits.daypart, segment), sizes, strict=True):
        code = code * size + part
    code, count = np.unique(code, return_counts=True)
    code, segment = np.divmod(code, sizes[2])
    code, daypart = np.divmod(code, sizes[1])
    location, day = np.divmod(code, sizes[0])
    return Traffic(
        location=location,
        day=day + first_day.toordinal(),
        daypart=daypart,
        segment=segment,
        visits=count,
    )


def customer_numbers(clientele: Clientele) -> NDArray[np.int64]:
    """The number of each known customer, counted from 1; 0 for those who are not known."""
    return np.where(clientele.known, np.cumsum(clientele.known), 0)


def known_customers(*, config: Config, seed: int, clientele: Clientele) -> Customers:
    rng, habits = stream(seed, "contacts"), config.customers
    rows = np.flatnonzero(clientele.known)

    def has(share: float) -> NDArray[np.bool_]:
        return rng.random(len(rows)) < share

    return Customers(
        id=customer_ids(len(rows)),
        location=clientele.home[rows],
        segment=clientele.segment[rows],
        language=clientele.language[rows],
        preferred_channel=clientele.channel[rows],
        has_email=has(habits.email),
        has_phone=has(habits.phone),
        has_app=has(habits.app),
        may_contact=has(habits.may_contact),
    )


def response_ids(n: int) -> list[str]:
    """Of n responses, in the order of time."""
    return [f"R{number:08d}" for number in range(1, n + 1)]


def customer_ids(n: int) -> list[str]:
    """Of n known customers."""
    return [f"C{number:07d}" for number in range(1, n + 1)]
