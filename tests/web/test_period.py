from datetime import date

import pytest

from heedful.understand.metrics.rules import Window
from heedful.web.period import read_period

NEWEST = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("query", "window", "carried"),
    [
        ({}, Window(date(2026, 8, 24), NEWEST), "days=90"),
        ({"days": "28"}, Window(date(2026, 10, 25), NEWEST), "days=28"),
        ({"days": "29"}, Window(date(2026, 8, 24), NEWEST), "days=90"),
        ({"days": "x"}, Window(date(2026, 8, 24), NEWEST), "days=90"),
        (
            {"from": "2026-01-01", "to": "2026-03-31", "days": "28"},
            Window(date(2026, 1, 1), date(2026, 3, 31)),
            "from=2026-01-01&to=2026-03-31",
        ),
        ({"from": "2026-03-31", "to": "2026-01-01"}, Window(date(2026, 8, 24), NEWEST), "days=90"),
        ({"from": "0001-01-01", "to": "2026-01-01"}, Window(date(2026, 8, 24), NEWEST), "days=90"),
        ({"from": "0001-01-01", "to": "0001-01-02"}, Window(date(2026, 8, 24), NEWEST), "days=90"),
        ({"from": "2026-01-01"}, Window(date(2026, 8, 24), NEWEST), "days=90"),
    ],
)
def test_the_address_says_the_period_and_nonsense_counts_as_not_said(query, window, carried):
    period = read_period(query, newest=NEWEST, default_days=90)
    assert (period.window, period.query) == (window, carried)
