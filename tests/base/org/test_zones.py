"""Names of time zones."""

from zoneinfo import ZoneInfo

import pytest

from heedful.base.org.zones import country_of_zone, known_zones, zone_choices


def test_zones_of_countries_are_offered_and_utc_first():
    names = [name for name, _label in zone_choices()]

    assert names[:2] == ["UTC", "Africa/Abidjan"]
    assert {"Europe/London", "America/New_York", "Asia/Kolkata"} < set(names)
    odd = {"Factory", "localtime", "posixrules", "EST5EDT", "US/Eastern", "GB", "Etc/GMT+3"}
    assert odd & set(names) == set()
    assert {ZoneInfo(name).key for name in names} == set(names)
    assert dict(zone_choices())["America/New_York"] == "America/New York"


@pytest.mark.parametrize(
    ("kept", "more"),
    [("US/Eastern", {"US/Eastern"}), ("Europe/London", set()), ("localtime", set()), ("", set())],
)
def test_an_older_name_that_is_kept_can_stay(kept, more):
    assert {name for name, _ in zone_choices(kept)} - {name for name, _ in zone_choices()} == more


def test_older_names_are_understood():
    assert {"US/Eastern", "EST5EDT", "Asia/Calcutta", "UTC"} < known_zones()
    assert {"Factory", "localtime", "posixrules"} & known_zones() == set()


@pytest.mark.parametrize(
    ("zone", "country"),
    [("Europe/London", "GB"), ("US/Eastern", "US"), ("Asia/Calcutta", "IN"), ("CET", ""),
     ("UTC", ""), ("Etc/GMT+3", ""), ("", "")],
)  # fmt: skip
def test_the_country_of_a_zone(zone, country):
    assert country_of_zone(zone) == country
