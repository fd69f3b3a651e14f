import pytest

from cxstats.sums import NOT_ANSWERED, NOT_USED
from heedful.listen.surveys.answers import Given, Question, read_form

LIKELY = Question("s0", "recommend", "?", 0, 10, is_outcome=True, is_recommend=True, required=True)
WAITING = Question(
    "s1", "waiting", "Waiting", 1, 5, is_outcome=False, is_recommend=False, required=False
)


@pytest.mark.parametrize(
    ("given", "scores", "problems"),
    [
        ({"s0": "0", "s1": "5"}, (0, 5), {}),
        ({"s0": "10", "s1": "n"}, (10, NOT_USED), {}),
        ({"s0": "7"}, (7, NOT_ANSWERED), {}),
        ({"s1": "3"}, (NOT_ANSWERED, 3), {"s0": "missing"}),
        ({"s0": "n"}, (NOT_ANSWERED, NOT_ANSWERED), {"s0": "not_a_choice"}),
        ({"s0": "11"}, (NOT_ANSWERED, NOT_ANSWERED), {"s0": "not_a_choice"}),
        ({"s0": "-1"}, (NOT_ANSWERED, NOT_ANSWERED), {"s0": "not_a_choice"}),
        ({"s0": "5", "s1": "0"}, (5, NOT_ANSWERED), {"s1": "not_a_choice"}),
        ({"s0": "5", "s1": "4.5"}, (5, NOT_ANSWERED), {"s1": "not_a_choice"}),
        ({"s0": "٥"}, (NOT_ANSWERED, NOT_ANSWERED), {"s0": "not_a_choice"}),
        ({"s0": "9" * 5000}, (NOT_ANSWERED, NOT_ANSWERED), {"s0": "not_a_choice"}),
    ],
)
def test_a_form_is_read_or_told_what_is_wrong(given, scores, problems):
    assert read_form(given, (LIKELY, WAITING)) == Given(scores, "", problems)


@pytest.mark.parametrize(
    ("text", "kept", "problems"),
    [
        ("  Lovely \r\nstaff\0 ", "Lovely \nstaff", {}),
        ("x" * 5000, "x" * 5000, {}),
        ("x" * 5001, "x" * 5001, {"comment": "too_long"}),
    ],
)
def test_words_are_kept_as_they_are(text, kept, problems):
    assert read_form({"s0": "5", "comment": text}, (LIKELY,)) == Given((5,), kept, problems)
