import pytest

from heedful.understand.drivers.rules import Choice, LocationPriority, Reason
from heedful.understand.drivers.sentences import (
    REASONS,
    how_sure,
    percent,
    rounded,
    what_it_brings,
    why_not,
)
from heedful.understand.metrics.rules import MEAN, RECOMMEND, TOP_BOX
from heedful.understand.translation import say

LABELS = {"waiting": "Waiting time", "food": "Food quality", "staff": "Friendliness"}


def choice(item, probability, gain=3.2):
    return Choice(item, gain, 1.0, 5.0, probability)


PRIORITY = LocationPriority(
    120, (choice("waiting", 0.72), choice("food", 0.2), choice("staff", 0.064)), None
)


def test_a_manager_reads_gain_and_sureness():
    said = [
        what_it_brings(PRIORITY.first, RECOMMEND),
        how_sure(PRIORITY),
    ]

    assert [one.plain() for one in said] == [
        (
            "Getting this to the level of the best quarter of similar places could lift your"
            " recommend score by about 3.2 points."
        ),
        "We are 72% sure it is the right first step.",
    ]
    assert [say(one) for one in said] == [one.plain() for one in said]


@pytest.mark.parametrize(
    ("metric", "gain", "end"),
    [
        (RECOMMEND, 1.0, "by about 1 point."),
        (RECOMMEND, 12.4, "by about 12 points."),
        (RECOMMEND, 0.52, "by about 0.52 points."),
        (MEAN, 0.234, "lift your average by about 0.23."),
        (TOP_BOX, 4.0, "from about 4 more guests in a hundred."),
    ],
)
def test_a_gain_is_told_in_the_words_of_its_metric(metric, gain, end):
    said = what_it_brings(choice("waiting", 0.7, gain), metric)

    assert said.plain().endswith(end)
    assert say(said) == said.plain()


def test_one_that_stays_says_so():
    kept = LocationPriority(120, (choice("food", 0.4), choice("waiting", 0.5)), None, kept=True)

    assert how_sure(kept).plain().startswith("It stays your first step")


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_its_sentence(reason):
    said = why_not(LocationPriority(12, (), reason))

    assert say(said) == said.plain()
    assert set(REASONS) == set(Reason) - {Reason.TOO_FEW_ANSWERS}
    assert why_not(PRIORITY) is None


def test_too_few_answers_says_how_many_more():
    said = [why_not(LocationPriority(n, (), Reason.TOO_FEW_ANSWERS)) for n in (12, 1)]

    assert [one.plain() for one in said] == [
        "Not enough evidence yet: 12 answers. With 18 more we can say what to do first.",
        "Not enough evidence yet: 1 answer. With 29 more we can say what to do first.",
    ]


def test_nothing_is_ever_quite_sure_and_no_digit_is_too_many():
    assert [percent(p) for p in (0.0, 0.004, 0.5, 0.999, 1.0)] == [1, 1, 50, 99, 99]
    assert [rounded(g) for g in (0.1234, 3.26, 9.96, 14.6)] == [0.12, 3.3, 10.0, 15.0]
