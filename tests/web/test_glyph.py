from math import nan

import pytest

from heedful.web.glyph import Glyph, place

SCALE = {"scale_low": 0.0, "scale_high": 10.0}


def test_places_are_shares_of_the_track_and_stay_on_it():
    drawn = place(value=5, low=-2, high=7.5, target=12, **SCALE)
    assert drawn == Glyph(dot="50.0%", start="0.0%", end="75.0%", target="100.0%")


@pytest.mark.parametrize("missing", [None, nan])
def test_an_estimate_without_an_interval_is_not_drawn(missing):
    assert place(value=5, low=missing, high=7, target=None, **SCALE) is None


def test_a_target_is_optional_and_a_scale_of_one_point_does_not_break():
    drawn = place(value=5, low=5, high=5, target=None, scale_low=5, scale_high=5)
    assert drawn == Glyph(dot="0.0%", start="0.0%", end="0.0%", target=None)
