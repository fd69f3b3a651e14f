"""Countries are known by code and by name."""

import pytest

from heedful.base.org.countries import country_code


@pytest.mark.parametrize(
    ("country", "code"),
    [("GB", "GB"), ("uk", "GB"), ("United Kingdom", "GB"), ("Germany", "DE"), ("Nowhere", ""),
     ("", "")],
)  # fmt: skip
def test_countries_by_code_and_name(country, code):
    assert country_code(country) == code
