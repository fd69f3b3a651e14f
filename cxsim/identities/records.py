"""Records in which customers turn up: each shows some of their identities, none says who it is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.identities.addresses import CHANNELS, NONE, Addresses
from cxsim.identities.config import IdentitiesConfig
from cxsim.typos import slip

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Sightings:
    """Records in the order of days, and the identities that they show."""

    customer: Ints  # (records,)
    day: Ints  # (records,)
    named: NDArray[np.bool_]  # (records,)
    record: Ints  # (identities,): row of the record.
    channel: Ints  # (identities,)
    value: list[str]  # (identities,)


def make_sightings(
    *, config: IdentitiesConfig, addresses: Addresses, days: int, rng: np.random.Generator
) -> Sightings:
    """Whoever has no identity is in no record; every record shows at least one."""
    has = addresses.owner != NONE
    known = np.flatnonzero(has.any(axis=1))
    count = 1 + rng.poisson(max(config.records - 1, 0.0), len(known))
    customer = np.repeat(known, count)
    day = rng.integers(0, days, len(customer))
    order = np.argsort(day, kind="stable")
    customer, day = customer[order], day[order]
    wish = np.where(has[customer], rng.random((len(customer), len(CHANNELS))), -1.0)
    shows = has[customer] & (rng.random(wish.shape) < config.shown)
    shows[np.arange(len(customer)), wish.argmax(axis=1)] = True
    record, channel = np.nonzero(shows)
    return Sightings(
        customer=customer,
        day=day,
        named=rng.random(len(customer)) < config.named,
        record=record,
        channel=channel,
        value=_mistype(
            _values(addresses, customer=customer[record], day=day[record], channel=channel),
            config.mistyped,
            rng,
        ),
    )


def _values(addresses: Addresses, *, customer: Ints, day: Ints, channel: Ints) -> list[str]:
    owner = addresses.owner[customer, channel]
    old = (addresses.changed_on[owner] > day) & (channel == 0)
    rows = zip(channel.tolist(), owner.tolist(), old.tolist(), strict=True)
    return [addresses.value(c, o, old=is_old) for c, o, is_old in rows]


def _mistype(values: list[str], share: float, rng: np.random.Generator) -> list[str]:
    """Slips among letters; a number with a wrong digit would be somebody else's."""
    slips = np.flatnonzero(rng.random(len(values)) < share).tolist()
    where, kind = rng.random((2, len(values))).tolist()
    for row in slips:
        values[row] = slip(values[row], where=where[row], kind=kind[row])
    return values
