"""Countries as people write them, and as their clocks tell."""

from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale

from heedful.base.org.zones import country_of_zone

if TYPE_CHECKING:
    from heedful.base.org.models import Node


@lru_cache(maxsize=512)
def country_code(country: str) -> str:
    """Return the two letters of a country: "GB" for "gb", "UK" and "United Kingdom"; else ""."""
    text = country.strip()
    if text.upper() == "UK":
        return "GB"
    names = Locale("en").territories
    if text.upper() in names:
        return text.upper()
    wanted = text.casefold()
    return next((code for code, name in names.items() if name.casefold() == wanted), "")


def country_at(place: "Node") -> str:
    """Return the two letters of a place's country: as told, else that of its time zone; else ""."""
    return country_code(place.country) or country_of_zone(place.time_zone)
