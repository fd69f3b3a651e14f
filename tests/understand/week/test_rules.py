import numpy as np
import pytest

from heedful.base.org.dayparts import DAYPARTS
from heedful.understand.week.rules import Cell, PlaceWeek, daypart_of


@pytest.mark.parametrize(
    ("minutes", "name"),
    [
        (3 * 60, "breakfast"),
        (10 * 60 + 59, "breakfast"),
        (11 * 60, "lunch"),
        (17 * 60 + 30, "evening"),
        (25 * 60 + 30, "late"),
    ],
)
def test_every_minute_of_a_trading_day_has_its_part(minutes, name):
    assert DAYPARTS[daypart_of(np.array([minutes]), DAYPARTS)[0]].name == name


def test_the_weakest_part_is_the_farthest_below_of_those_marked():
    cells = (
        Cell(0, 0, 50, 6.0, 5.5, 6.5),
        Cell(5, 3, 90, 7.5, 7.2, 7.8, distance=-0.4, distance_low=-0.7, distance_high=-0.1),
        Cell(6, 3, 80, 7.1, 6.8, 7.4, distance=-0.9, distance_low=-1.2, distance_high=-0.5),
    )

    week = PlaceWeek(220, 8.0, 7.8, 8.2, cells)

    assert week.weakest == cells[2]
    assert PlaceWeek(220, 8.0, 7.8, 8.2, cells[:1]).weakest is None
