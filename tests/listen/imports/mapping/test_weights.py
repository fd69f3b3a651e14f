import pytest

from heedful.listen.imports.mapping.model import Weight
from heedful.listen.imports.mapping.weights import WeightReader


@pytest.mark.parametrize(
    ("text", "millionths"),
    [
        ("1", 1_000_000),
        ("0.5221167513", 522_117),
        ("0,5", 500_000),
        (" 1000 ", 1_000_000_000),
        ("0", 0),
        ("0.0000004", 0),
        ("1e-1", 100_000),
    ],
)
def test_a_weight_is_kept_in_millionths(text, millionths):
    assert WeightReader(Weight("w"))[text] == millionths


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-1", "A weight must be a number of 0 or more."),
        ("nan", "A weight must be a number of 0 or more."),
        ("sNaN", "A weight must be a number of 0 or more."),
        ("inf", "A weight must be a number of 0 or more."),
        ("-inf", "A weight must be a number of 0 or more."),
        ("1000.1", "A weight above 1,000 cannot be kept. Divide all weights by their mean."),
        ("1e999999", "A weight above 1,000 cannot be kept. Divide all weights by their mean."),
        ("heavy", "This weight is not a decimal number."),
        ("1.000,5", "This weight is not a decimal number."),
        ("", "The weight is blank."),
        (None, "The weight is blank."),
    ],
)
def test_what_is_no_weight_is_told(text, reason):
    assert WeightReader(Weight("w"))[text] == reason


def test_a_blank_weight_may_have_a_default():
    assert WeightReader(Weight("w", "0.5"))[" "] == 500_000
