import pytest

from heedful.understand.asymmetry.rules import Side, Weight, weight_of


def side(value, half=0.1):
    return Side(value, value - half, value + half, 100)


@pytest.mark.parametrize(
    ("below", "above", "differs", "expected"),
    [
        (side(0.8), side(0.2), True, Weight.MUST_HAVE),
        (side(0.8), side(0.2), False, Weight.NOT_SHOWN),
        (side(0.2), side(0.8), True, Weight.DELIGHT),
        (side(0.5), side(0.5), False, Weight.MORE_IS_BETTER),
        (side(0.5, 0.6), side(0.5), False, Weight.NOT_SHOWN),
        (side(-0.5), side(-0.8), True, Weight.NOT_SHOWN),
        (None, side(0.5), False, Weight.NOT_SHOWN),
    ],
)
def test_a_weight_is_named_where_the_intervals_allow_it(below, above, differs, expected):
    contrast = side((below.value if below else 0) - above.value, 0.2)
    assert weight_of(below, above, contrast, differs=differs) == expected


def test_sides_that_may_differ_by_half_are_not_called_alike():
    assert weight_of(side(0.5), side(0.5), side(0.0, 0.3), differs=False) == Weight.NOT_SHOWN


def test_what_a_point_less_goes_with_is_the_other_way_round():
    one = side(0.5)
    assert (one.minus, one.minus_low, one.minus_high) == (-0.5, -0.4, -0.6)
