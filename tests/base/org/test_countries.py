"""Countries are known by code and by name."""

import pytest

from heedful.base.org.countries import country_at, country_code
from heedful.base.org.models import Node


@pytest.mark.parametrize(
    ("country", "code"),
    [("GB", "GB"), ("uk", "GB"), ("United Kingdom", "GB"), ("Germany", "DE"), ("Nowhere", ""),
     ("", "")],
)  # fmt: skip
def test_countries_by_code_and_name(country, code):
    assert country_code(country) == code


@pytest.mark.parametrize(
    ("country", "zone", "code"),
    [("", "Europe/London", "GB"), ("Ireland", "Europe/London", "IE"), ("", "UTC", ""),
     ("Nowhere", "Asia/Tokyo", "JP"), ("", "", "")],
)  # fmt: skip
def test_a_place_that_tells_no_country_is_where_its_clock_is(country, zone, code):
    assert country_at(Node(country=country, time_zone=zone)) == code
