import pytest

from heedful.act.cases.rules import is_among_worst


@pytest.mark.parametrize(
    ("score", "low", "high", "worst"),
    [
        (0, 0, 10, True), (2, 0, 10, True), (3, 0, 10, False), (1, 1, 5, True), (2, 1, 5, False),
        (1, 1, 7, True), (3, 1, 7, False), (None, 0, 10, False), (1, None, None, False),
    ],
)  # fmt: skip
def test_the_lowest_fifth_of_a_scale_is_worst(score, low, high, worst):
    assert is_among_worst(score=score, low=low, high=high) is worst
