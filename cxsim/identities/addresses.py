"""Which addresses each customer has, and which are shared at home."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from cxsim.identities.config import IdentitiesConfig
from cxsim.words import load_words

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

CHANNELS = ("email", "phone", "handle")
NONE = -1


@dataclass(frozen=True, slots=True, eq=False)
class KnownCustomers:
    """One row a customer."""

    id: Sequence[str]
    home: Ints  # Row of the location that the customer goes to most.
    has_email: Flags
    has_phone: Flags
    may_contact: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Addresses:
    """One row a customer."""

    name: list[str]
    household: Ints  # Row of the customer who stands for the household.
    owner: Ints  # (customers, channels): row of whose address is used, or NONE.
    changed_on: Ints  # Day of a new e-mail address, or NONE.
    text: tuple[list[str], ...]  # Of each channel, then old e-mail addresses; one a customer.

    def value(self, channel: int, owner: int, *, old: bool) -> str:
        return self.text[len(CHANNELS) if old else channel][owner]


def make_addresses(
    *,
    config: IdentitiesConfig,
    known: KnownCustomers,
    countries: Sequence[str],
    days: int,
    rng: np.random.Generator,
) -> Addresses:
    """`countries` are those of the locations."""
    n = len(known.id)
    household = _households(config, known.home, rng)
    has = np.stack([known.has_email, known.has_phone, rng.random(n) < config.handle], axis=1)
    owner = np.where(has, np.arange(n)[:, None], NONE)
    at_home = household != np.arange(n)
    for channel in (0, 1):
        shares = at_home & has[household, channel] & (rng.random(n) < config.shared)
        owner[shares, channel] = household[shares]
    changes = has[:, 0] & (rng.random(n) < config.changed_email)
    name = _names(household, [countries[i] for i in known.home.tolist()], rng)
    return Addresses(
        name=name,
        household=household,
        owner=owner,
        changed_on=np.where(changes, rng.integers(0, days, n), NONE),
        text=_texts(name),
    )


def _households(config: IdentitiesConfig, home: Ints, rng: np.random.Generator) -> Ints:
    """Pairs of customers of the same location; everybody else lives alone."""
    n = len(home)
    household = np.arange(n)
    order = np.lexsort((rng.random(n), home))
    first, second = order[: n // 2 * 2 : 2], order[1::2]
    together = (home[first] == home[second]) & (rng.random(len(first)) < config.households)
    household[second[together]] = first[together]
    return household


def _names(household: Ints, countries: Sequence[str], rng: np.random.Generator) -> list[str]:
    """Those who live together have the same family name."""
    words = load_words("people")
    first, family = rng.random(len(household)).tolist(), rng.random(len(household)).tolist()
    names = []
    for row, (head, country) in enumerate(zip(household.tolist(), countries, strict=True)):
        firsts, families = words[country]["firsts"], words[country]["families"]
        mine, ours = int(first[row] * len(firsts)), int(family[head] * len(families))
        names.append(f"{firsts[mine]} {families[ours]}")
    return names


def _texts(names: list[str]) -> tuple[list[str], ...]:
    """Addresses that reach nobody by accident.

    Their domains are reserved for examples, and no country has the code 999.
    """
    ascii_of = {name: _plain(name) for name in set(names)}
    plain = [ascii_of[name] for name in names]
    return (
        [f"{name}.{i}@example.org" for i, name in enumerate(plain)],
        [f"+999{i:09d}" for i in range(len(plain))],
        [f"@{name.partition('.')[0]}{i}" for i, name in enumerate(plain)],
        [f"{name}.{i}@example.net" for i, name in enumerate(plain)],
    )


def _plain(name: str) -> str:
    plain = normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return plain.replace(" ", ".")
