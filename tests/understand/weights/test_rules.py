import pytest

from heedful.base.org.dayparts import DAYPARTS
from heedful.understand.weights.rules import Kind, NotHours, overlapping, part_of, span


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("11:30-15:00", (690, 900)), ("21:30 – 03:00", (1290, 1620)), ("00:00-24:00", (0, 1440))],
)
def test_hours_are_minutes_of_the_trading_day(text, minutes):
    assert span(text) == minutes


@pytest.mark.parametrize("text", ["", "lunch", "25:00-26:00", "11:70-12:00", "11-12"])
def test_what_is_no_span_is_said(text):
    with pytest.raises(NotHours):
        span(text)


def test_parts_of_one_day_do_not_overlap():
    lunch, dinner = Kind(0, "", "11:30-15:00"), Kind(0, "", "15:00-22:00")

    assert overlapping([lunch, dinner, Kind(1, "", "14:00-16:00")]) is None
    assert overlapping([dinner, Kind(0, "", "14:00-16:00")]) == ("14:00-16:00", "15:00-22:00")


@pytest.mark.parametrize(
    ("hours", "name"),
    [
        ("06:00-11:00", "breakfast"),
        ("02:00-05:00", "breakfast"),
        ("10:30-12:30", "lunch"),
        ("10:00-12:30", None),
        ("21:30-03:00", "late"),
        ("11:00-18:00", None),
        ("00:00-24:00", None),
    ],
)
def test_hours_are_of_the_part_of_the_day_in_which_nearly_all_of_them_lie(hours, name):
    part = part_of(hours, DAYPARTS)
    assert (part and part.name) == name
