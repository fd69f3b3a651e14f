"""Where the organisation is: its locations with names, addresses, formats and opening hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

import numpy as np

from cxsim.config import Area, Config, Format
from cxsim.randomness import stream
from cxsim.words import load_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    code: str
    name: str
    region: str
    area: str
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
    streets = {country: _street_names(config, country, rng) for country in config.countries}
    places: list[Place] = []
    for region in config.regions:
        for area in region.areas:
            for _ in range(area.restaurants):
                number = len(places) + 1
                street = next(streets[area.country]) if places else config.flagship.name
                style = _format(config, rng) if places else _flagship_format(config)
                hours = str(rng.choice(style.opening_hours))
                places.append(
                    Place(
                        code=f"{config.code_prefix}-{number:03d}",
                        name=street,
                        region=region.name,
                        area=area.name,
                        brand=config.brand,
                        format=style.name,
                        time_zone=area.time_zone,
                        street=_address(area, street, rng),
                        city=str(rng.choice(area.towns)),
                        postcode=_postcode(config.countries[area.country].postcode, rng),
                        country=area.country,
                        opening_hours=hours,
                        opened_on=first_day - timedelta(days=int(rng.integers(60, 6000))),
                    )
                )
    return tuple(places)


def _street_names(config: Config, country: str, rng: np.random.Generator) -> Iterator[str]:
    words = load_words("places")[country]
    names = [
        words["pattern"].format(first=first, kind=kind)
        for first in words["firsts"]
        for kind in words["kinds"]
    ]
    order = [name for name in rng.permutation(names).tolist() if name != config.flagship.name]
    yield from order
    # More locations than names: a second one in the same street, and so on.
    for number in count(2):
        yield from (f"{name} {number}" for name in order)


def _format(config: Config, rng: np.random.Generator) -> Format:
    shares = np.array([style.share for style in config.formats])
    return config.formats[int(rng.choice(len(shares), p=shares / shares.sum()))]


def _flagship_format(config: Config) -> Format:
    return next(style for style in config.formats if style.name == config.flagship.format)


def _address(area: Area, street: str, rng: np.random.Generator) -> str:
    pattern: str = load_words("places")[area.country]["address"]
    return pattern.format(street=street, number=int(rng.integers(1, 160)))


def _postcode(pattern: str, rng: np.random.Generator) -> str:
    # I and O are left out because they are misread as digits.
    letters, digits = "ABCDEFGHJKLMNPQRSTUVWXYZ", "123456789"
    choices = {"?": letters, "#": digits}
    return "".join(str(rng.choice(list(choices[c]))) if c in choices else c for c in pattern)
