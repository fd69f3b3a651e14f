from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from heedful.act.alerts.rules import (
    Again,
    AllOf,
    AnyOf,
    Condition,
    Guess,
    Heard,
    Rating,
    Reason,
    Risk,
    Score,
    Words,
    reasons_for,
    remembered,
)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
OUTCOME = Rating("Recommend", 4, 0, 10, primary=True, recommend=True)
WAITING = Rating("Waiting", 1, 1, 5)


def heard(**fields):
    return Heard(
        **{
            "ratings": {"recommend": OUTCOME, "waiting": WAITING},
            "comment": "Waited 25 minutes, staff looked stressed",
            "occurred_at": NOW,
            **fields,
        }
    )


LOW = Score("recommend", "at_most", 6)
SLOW = Score("waiting", "at_most", 2)
ANGRY = Words(("angry",), name="Mood")
HAS = Reason("score", "Recommend", 4, 10)


@pytest.mark.parametrize(
    ("condition", "reasons"),
    [
        (LOW, (HAS,)),
        (Score("recommend", "at_most", 3), None),
        (Score("recommend", "at_least", 4), (HAS,)),
        (Score("recommend", "at_least", 5), None),
        (Score("not asked", "at_most", 10), None),
        (Words(("wait",), name="Waiting"), (Reason("words", "Waiting", words=("waited",)),)),
        (ANGRY, None),
        (AllOf((LOW, SLOW)), (HAS, Reason("score", "Waiting", 1, 5))),
        (AllOf((LOW, ANGRY)), None),
        (AnyOf((ANGRY, SLOW)), (Reason("score", "Waiting", 1, 5),)),
        (AnyOf((ANGRY,)), None),
        (AllOf(()), None),
        (AnyOf(()), None),
        (Risk(0.5), None),
    ],
)
def test_a_condition_says_why_it_holds(condition, reasons):
    assert reasons_for(condition, heard()) == reasons


@pytest.mark.parametrize(
    ("days_ago", "times", "reasons"),
    [
        ([], 2, None),
        ([30], 2, (Reason("again", times=2, days=90),)),
        ([91], 2, None),
        ([90], 2, (Reason("again", times=2, days=90),)),
        ([10, 20], 3, (Reason("again", times=3, days=90),)),
        ([-1, 0], 2, None),
    ],
)
def test_the_second_bad_visit_is_counted_within_the_days(days_ago, times, reasons):
    before = [NOW - timedelta(days=days) for days in days_ago]

    assert reasons_for(Again(times=times), heard(unhappy_before=before)) == reasons


def test_a_happy_visit_after_a_bad_one_is_no_second_bad_one():
    happy = {"recommend": Rating("Recommend", 9, 0, 10, primary=True, recommend=True)}

    said = heard(ratings=happy, unhappy_before=[NOW - timedelta(days=3)])
    assert reasons_for(Again(), said) is None


@pytest.mark.parametrize(
    ("value", "low", "high", "recommend", "unhappy"),
    [
        (6, 0, 10, True, True),
        (7, 0, 10, True, False),
        (2, 1, 5, False, True),
        (3, 1, 5, False, False),
        (1, 1, 2, False, True),
    ],
)
def test_unhappy_is_the_lowest_part_of_a_scale(value, low, high, recommend, unhappy):
    assert Rating("x", value, low, high, recommend=recommend).unhappy is unhappy


def test_a_guess_brings_its_own_reasons():
    weighs = Reason("weighs", "cold")
    said = heard(guess=Guess(0.81234, (weighs,)))

    assert reasons_for(Risk(0.8), said) == (Reason("risk", value=0.812), weighs)
    assert reasons_for(Risk(0.9), said) is None


def test_conditions_come_back_from_json_as_they_were():
    condition = AllOf((LOW, AnyOf((ANGRY, Again(), Risk(0.7)))))

    assert msgspec.json.decode(msgspec.json.encode(condition), type=Condition) == condition
    assert remembered([condition]) == 90
    assert remembered([LOW]) == 0
