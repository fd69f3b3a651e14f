"""Names of time zones: those that are offered, and those that are understood."""

from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from babel.core import get_global

# The database of zones keeps them for machines; nobody's clock goes by them.
NOBODYS = frozenset({"Factory", "localtime", "posixrules"})


@cache
def known_zones() -> frozenset[str]:
    """Return all names that are understood, older ones such as "US/Eastern" among them."""
    return frozenset(available_timezones()) - NOBODYS


def zone_choices(kept: str = "") -> list[tuple[str, str]]:
    """Return UTC and the zones of all countries; and the one that is kept, if it is another."""
    offered = {"UTC", *_countries()} | ({kept} & known_zones())
    return [(name, name.replace("_", " ")) for name in sorted(offered, key=_utc_first)]


def country_of_zone(time_zone: str) -> str:
    """Return the two letters of the country that has this time zone; else ""."""
    if "/" not in time_zone:
        return ""  # "CET" is the clock of many.
    current: str = get_global("zone_aliases").get(time_zone, time_zone)
    return _countries().get(time_zone) or _countries().get(current, "")


def _utc_first(name: str) -> tuple[bool, str]:
    return name != "UTC", name


@cache
def _countries() -> dict[str, str]:
    table = files("tzdata").joinpath("zoneinfo/zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return {row[2]: row[0] for row in rows}
