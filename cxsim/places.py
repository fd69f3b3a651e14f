"""Where the organisation is: its locations with names, addresses, formats and opening hours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, cycle, islice

import numpy as np

from cxsim.config import Area, Config, Format
from cxsim.randomness import stream
from cxsim.words import load_words

# I and O are left out because they are misread as digits.
_SIGNS = {"?": "ABCDEFGHJKLMNPQRSTUVWXYZ", "#": "123456789"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    code: str
    name: str
    division: str
    region: str
    area: str
    town: str
    brand: str
    format: str
    time_zone: str
    street: str
    city: str
    postcode: str
    country: str
    opening_hours: str
    opened_on: date


def make_places(*, config: Config, seed: int, first_day: date) -> tuple[Place, ...]:
    """All locations in the order of regions and areas, the flagship first."""
    rng = stream(seed, "places")
    streets = {country: _streets(config, country, rng) for country in config.countries}
    towns = {country: _towns(country, rng) for country in config.countries}
    width = max(3, len(str(config.n_locations)))
    places: list[Place] = []
    for region in config.regions:
        for area in region.every_area():
            near = [*area.towns, *islice(towns[area.country], area.more_towns)]
            for _ in range(area.locations):
                street = next(streets[area.country]) if places else config.flagship.name
                style = _format(config, rng) if places else _flagship_format(config)
                hours = _one_of(style.opening_hours, rng)
                number = int(rng.integers(1, 160))
                # Many locations take turns, so that no street comes twice in a town.
                town = near[len(places) % len(near)] if area.more_towns else _one_of(near, rng)
                name = config.location_name.format(street=street, town=town)
                places.append(
                    Place(
                        code=f"{config.code_prefix}-{len(places) + 1:0{width}d}",
                        name=name if places else config.flagship.name,
                        division=region.division,
                        region=region.name,
                        area=area.name,
                        town=town,
                        brand=config.brand,
                        format=style.name,
                        time_zone=area.time_zone,
                        street=_address(area, street, number),
                        city=town,
                        postcode=_postcode(config.countries[area.country].postcode, rng),
                        country=area.country,
                        opening_hours=hours,
                        opened_on=first_day - timedelta(days=int(rng.integers(60, 6000))),
                    )
                )
    return tuple(places)


def _streets(config: Config, country: str, rng: np.random.Generator) -> Iterator[str]:
    words = load_words("places")[country]
    names = [
        words["pattern"].format(first=first, kind=kind)
        for first in words["firsts"]
        for kind in words["kinds"]
    ]
    order = [name for name in rng.permutation(names).tolist() if name != config.flagship.name]
    if "{town}" in config.location_name:
        yield from cycle(order)
    yield from order
    # More locations than names: a second one in the same street, and so on.
    for number in count(2):
        yield from (f"{name} {number}" for name in order)


def _towns(country: str, rng: np.random.Generator) -> Iterator[str]:
    """Invented names, none twice."""
    words = load_words("towns")[country]
    names = [first + end for first in words["firsts"] for end in words["ends"]]
    order = rng.permutation(names).tolist()
    yield from order
    for before in words["before"]:
        yield from (f"{before} {name}" for name in order)


def _one_of(choices: Sequence[str], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(0, len(choices)))]


def _format(config: Config, rng: np.random.Generator) -> Format:
    shares = np.array([style.share for style in config.formats])
    return config.formats[int(rng.choice(len(shares), p=shares / shares.sum()))]


def _flagship_format(config: Config) -> Format:
    return next(style for style in config.formats if style.name == config.flagship.format)


def _address(area: Area, street: str, number: int) -> str:
    pattern: str = load_words("places")[area.country]["address"]
    return pattern.format(street=street, number=number)


def _postcode(pattern: str, rng: np.random.Generator) -> str:
    return "".join(_one_of(_SIGNS[c], rng) if c in _SIGNS else c for c in pattern)
