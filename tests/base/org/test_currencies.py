"""The money of a place."""

import pytest

from heedful.base.org.currencies import currency_by_clock, legal_tender


@pytest.mark.parametrize(
    ("zone", "currency"),
    [
        ("Europe/London", "GBP"),
        ("Europe/Berlin", "EUR"),
        ("Europe/Zurich", "CHF"),
        ("America/New_York", "USD"),
        ("Asia/Tokyo", "JPY"),
        ("UTC", ""),
    ],
)
def test_the_money_where_a_clock_is(zone, currency):
    assert currency_by_clock(zone) == currency


def test_all_money_of_today_can_be_chosen_by_its_name():
    english, german = (dict(legal_tender(language)) for language in ("en", "de"))

    assert (english["USD"], german["USD"]) == ("USD · US Dollar", "USD · US-Dollar")
    assert {"DEM", "XXX"} & english.keys() == set()
    assert len(english) == len(german) > 140
