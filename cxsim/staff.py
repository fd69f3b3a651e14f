"""Who uses the product, and who of each location's team customers may name."""

from dataclasses import dataclass
from unicodedata import normalize

import numpy as np

from cxsim.config import Config
from cxsim.places import Place
from cxsim.randomness import stream
from cxsim.words import load_words

TEAM_SIZE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    name: str
    email: str
    role: str
    scope: str
    """Name of a region or code of a location; empty for the whole organisation."""


def make_people(*, config: Config, seed: int, places: tuple[Place, ...]) -> tuple[Person, ...]:
    """One executive, one analyst, an area manager a region and a manager a location."""
    rng = stream(seed, "people")
    home = places[0].country
    taken: set[str] = set()
    posts = [("executive", "", home), ("analyst", "", home)]
    posts += [("area_manager", region.name, region.areas[0].country) for region in config.regions]
    posts += [("location_manager", place.code, place.country) for place in places]
    return tuple(_person(role, scope, country, taken, rng) for role, scope, country in posts)


def make_teams(*, seed: int, places: tuple[Place, ...]) -> list[list[str]]:
    """First names of the team of each location."""
    rng = stream(seed, "teams")
    firsts = [load_words("people")[place.country]["firsts"] for place in places]
    return [rng.choice(pool, size=TEAM_SIZE, replace=False).tolist() for pool in firsts]


def _person(
    role: str, scope: str, country: str, taken: set[str], rng: np.random.Generator
) -> Person:
    words = load_words("people")[country]
    first, family = str(rng.choice(words["firsts"])), str(rng.choice(words["families"]))
    address = _address(first, family, taken)
    taken.add(address)
    return Person(name=f"{first} {family}", email=f"{address}@example.org", role=role, scope=scope)


def _address(first: str, family: str, taken: set[str]) -> str:
    plain = normalize("NFKD", f"{first}.{family}".lower()).encode("ascii", "ignore").decode()
    number = 1
    while (address := plain if number == 1 else f"{plain}{number}") in taken:
        number += 1
    return address
