from datetime import date

import pytest

from heedful.understand.drivers.rules import (
    Choice,
    DriverShare,
    LocationPriority,
    Reason,
    Study,
    pick_priority,
    study_window,
    whole_months,
)
from heedful.understand.metrics.rules import Window


def choice(item, probability, gain=6.0, low=2.0):
    return Choice(item, gain=gain, low=low, high=gain + 4, probability=probability)


def pick(*choices, n=200, before=None):
    found = pick_priority(n=n, choices=choices, span=200, before=before)
    return found.first.item if found.first else found.reason, found.kept


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ([choice("food", 0.2), choice("waiting", 0.7), choice("staff", 0.1)], "waiting"),
        ([choice("food", 0.5), choice("waiting", 0.5)], "food"),
        ([choice("food", 0.49), choice("waiting", 0.4)], Reason.NO_CLEAR_FIRST),
        ([choice("food", 0.9, low=0.0)], Reason.NO_CLEAR_FIRST),
        ([choice("food", 0.3), choice("waiting", 0.1)], Reason.NOTHING_TO_GAIN),
        ([choice("food", 0.9, gain=0.4, low=0.1)], Reason.NOTHING_TO_GAIN),
        ([], Reason.NO_COMPARISON),
    ],
)
def test_a_first_step_is_named_when_it_is_clear(choices, expected):
    assert pick(*choices) == (expected, False)


def test_with_few_answers_nothing_is_named():
    clear = choice("waiting", 0.95)

    assert pick(clear, n=29) == (Reason.TOO_FEW_ANSWERS, False)
    assert pick(clear, n=30) == ("waiting", False)


@pytest.mark.parametrize(
    ("old", "challenger", "expected"),
    [
        (0.40, 0.45, ("food", True)),  # hardly better: stay
        (0.30, 0.60, ("food", True)),
        (0.29, 0.60, ("waiting", False)),  # the old one has become unlikely
        (0.21, 0.70, ("waiting", False)),  # three times as likely: turn around
        (0.45, 0.40, ("food", False)),  # still first, if less sure than at the start
    ],
)
def test_what_was_named_before_stays_while_nothing_is_clearly_better(old, challenger, expected):
    assert pick(choice("food", old), choice("waiting", challenger), before="food") == expected


def test_what_was_named_before_stays_only_among_the_first_three():
    four = [choice("a", 0.31), choice("b", 0.31), choice("c", 0.31), choice("d", 0.30)]

    assert pick(*four, before="d") == (Reason.NO_CLEAR_FIRST, False)


def test_the_second_and_the_third_are_always_told():
    four = [choice("a", 0.6), choice("b", 0.2), choice("c", 0.15), choice("d", 0.05)]

    found = pick_priority(n=100, choices=four, span=200)

    assert [one.item for one in found.choices] == ["a", "b", "c"]
    assert [one.item for one in found.also] == ["b", "c"]
    unclear = pick_priority(n=20, choices=four, span=200)
    assert [one.item for one in unclear.also] == ["a", "b", "c"]


def test_a_priority_survives_being_stored():
    found = pick_priority(n=100, choices=[choice("a", 0.6), choice("b", 0.2)], span=200)
    few = pick_priority(n=9, choices=[], span=200)

    for one in (found, few):
        back = LocationPriority.of_json(
            n=one.n, choices=one.choices_json(), reason=one.reason or "", kept=one.kept
        )
        assert back == one


def test_a_study_survives_being_stored():
    driver = DriverShare("food", 1.0, 0.9, 1.0, 6.0, 99.0, 4.0, 3.9, 4.1, 120, 4.5)
    study = Study(
        outcome="recommend",
        metric="recommend",
        n=120,
        locations=3,
        r_squared=0.5,
        r_low=0.4,
        r_high=0.6,
        method="general dominance",
        weighted=False,
        drivers=(driver,),
        left_out=(("wifi", "never answered"),),
        factor=44.0,
    )

    assert Study.of_json(study.to_json()) == study
    assert (driver.room, driver.collinear) == (0.5, True)
    unknown = study.to_json() | {"r_squared": float("nan")}
    assert Study.of_json({**unknown, "r_squared": None}).to_json()["r_squared"] is None


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ({90: 120, 180: 200, 365: 500}, date(2026, 8, 1)),
        ({90: 60, 180: 100, 365: 500}, date(2026, 5, 1)),
        ({90: 0, 180: 0, 365: 7}, date(2025, 11, 1)),
    ],
)
def test_the_window_is_the_shortest_with_enough_answers(answers, first):
    newest = date(2026, 11, 21)

    assert study_window(newest=newest, answers=answers) == Window(first, newest)


def test_a_window_begins_with_a_month():
    assert whole_months(date(2026, 3, 15), days=15) == Window(date(2026, 3, 1), date(2026, 3, 15))


def a_share(**changes):
    known = {"item": "waiting", "share": 0.5, "low": 0.4, "high": 0.6, "vif": 1.0, "pairs": 90.0}
    now = {"score": 3.0, "score_low": 3.0 - 0.196, "score_high": 3.0 + 0.196, "n": 90}
    return DriverShare(**{**known, **now, **changes})


@pytest.mark.parametrize(
    ("target", "error", "room"),
    [
        (3.5, 0.0, (0.5, 0.5 - 0.1645, 0.5 + 0.1645)),
        (3.5, 0.1, (0.5, 0.5 - 0.1645 * 2**0.5, 0.5 + 0.1645 * 2**0.5)),
        (2.9, 0.0, (0.0, 0.0, 0.0645)),
    ],
)
def test_room_to_improve_has_an_interval_of_both_the_quarter_and_the_average(target, error, room):
    one = a_share(target=target, target_se=error)
    ends = (one.target_low, one.target_high)
    assert ends == pytest.approx((target - 1.645 * error, target + 1.645 * error))
    assert (one.room, one.room_low, one.room_high) == pytest.approx(room)


def test_room_without_a_quarter_or_its_error_is_not_told():
    nothing, older = a_share(), a_share(target=3.5)
    assert (nothing.room, nothing.room_low, nothing.room_high) == (None, None, None)
    assert (older.room, older.room_low, older.room_high) == (0.5, None, None)
