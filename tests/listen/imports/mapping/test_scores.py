import pytest

from cxstats.sums import NOT_ANSWERED, NOT_USED
from heedful.listen.imports.mapping.model import Item
from heedful.listen.imports.mapping.scores import INVALID, ScoreReader

ITEM = Item(
    "a", "a", "driver", "a", 1, 5,
    labels={"Very good": 5}, not_used=("6", "n/a"), not_answered=("0", "Blank"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "score"),
    [
        *((text, 4) for text in ("4", " 4 ", "4.0", "4,0", "4.", "4.000", "+4", "04")),
        *((text, 5) for text in ("very good", " Very  GOOD ", "5")),
        *((text, NOT_USED) for text in ("6", "6.0", "N/A")),
        *((text, NOT_ANSWERED) for text in ("0", "-0", "0.0", "BLANK", "", "  ", None)),
        *((text, INVALID) for text in ("7", "-4", "4.5", "4,000", "four", "4 5", "nan", "1e0")),
    ],
)
def test_a_text_is_one_score(text, score):
    assert ScoreReader(ITEM)[text] == score


def test_a_reversed_scale_is_turned_with_its_labels():
    item = Item("a", "a", "outcome", "a", 1, 5, reversed=True, labels={"Very good": 1})

    assert [ScoreReader(item)[text] for text in ("1", "2", "5", "very good")] == [5, 4, 1, 5]


def test_zero_to_ten_keeps_its_zero():
    reader = ScoreReader(Item("a", "a", "outcome", "a", 0, 10, not_answered=("11",)))

    assert [reader[text] for text in ("0", "10", "11")] == [0, 10, NOT_ANSWERED]


def test_what_was_expected_is_told():
    assert ScoreReader(ITEM).expected == (
        "Expected a whole number from 1 to 5, or one of “Very good”, “6”, “n/a”, “0”, “Blank”, "
        "or nothing."
    )
