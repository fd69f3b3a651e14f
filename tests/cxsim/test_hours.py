import numpy as np
import pytest

from cxsim.hours import HoursError, parse_hours, parse_opening_hours


@pytest.mark.parametrize(
    ("text", "half_hours"),
    [
        ("11:00-23:30", (22, 47)),
        ("11:00-01:00", (22, 50)),
        ("10:00-00:00", (20, 48)),
        ("10:00-24:00", (20, 48)),
    ],
)
def test_hours_are_counted_in_half_hours_past_midnight(text, half_hours):
    assert parse_hours(text) == half_hours


@pytest.mark.parametrize("text", ["11-23", "11:15-23:00", "25:00-26:00", "", "13:00-12:30"])
def test_hours_that_cannot_be_are_refused(text):
    with pytest.raises(HoursError):
        parse_hours(text)


def test_each_weekday_has_its_own_hours_and_a_missing_one_is_closed():
    is_open = parse_opening_hours("Mo-We 11:00-23:00; Fr-Sa 11:00-01:00")

    assert is_open.sum(axis=1).tolist() == [24, 24, 24, 0, 28, 28, 0]
    assert np.flatnonzero(is_open[4]).tolist() == list(range(22, 50))


@pytest.mark.parametrize("text", ["Mon 11:00-23:00", "Su-Mo 11:00-23:00", "11:00-23:00"])
def test_days_that_cannot_be_are_refused(text):
    with pytest.raises(HoursError):
        parse_opening_hours(text)
