from datetime import date, timedelta

import numpy as np

from heedful.understand.trends.finding import Days, find
from heedful.understand.trends.rules import Sureness, sureness

FIRST = date(2026, 1, 5)
T = 200


def days(answers, level, groups=()):
    rng = np.random.default_rng(1)
    n = answers.astype(float)
    mean = level + rng.normal(0, 1, n.shape) / np.sqrt(np.maximum(n, 1))
    return Days(
        first=FIRST,
        n=n,
        total=n * mean,
        squares=n * mean**2 + np.maximum(n - 1, 0),
        answers=answers,
        groups=np.array(groups, dtype=bool).reshape(-1, len(answers)),
    )


def test_a_place_its_group_and_nobody_else_changed():
    answers = np.full((8, T), 4)
    level = np.full((8, T), 8.0)
    level[0, 120:] -= 1.5

    found = find(days(answers, level, [[1, 1, 0, 0, 0, 0, 0, 0], [0, 0, 1, 1, 1, 1, 1, 1]]))

    assert [len(one.shifts) for one in found.places] == [1, 0, 0, 0, 0, 0, 0, 0]
    assert [len(one.shifts) for one in found.groups] == [1, 0]
    [shift] = found.places[0].shifts
    assert shift.first <= FIRST + timedelta(days=120) <= shift.last
    assert shift.q < 0.01
    assert found.everywhere == ()


def test_a_day_with_far_more_answers_is_told_and_the_day_that_goes_on_is_not():
    rng = np.random.default_rng(2)
    answers = rng.poisson(5, (3, T))
    answers[1, 150] = 60
    answers[1, -1] = 0

    found = find(days(answers, np.full((3, T), 8.0)))

    assert [(one.day, one.answers, one.many) for one in found.places[1].odd_days] == [
        (FIRST + timedelta(days=150), 60, True)
    ]


def test_a_place_before_its_first_answer_is_not_short_of_answers():
    answers = np.full((1, T), 30)
    answers[0, :100] = 0

    assert find(days(answers, np.full((1, T), 8.0))).places[0].odd_days == ()


def test_how_sure_is_said():
    assert [sureness(q) for q in (0.001, 0.03, 0.09)] == [
        Sureness.ALMOST_CERTAIN,
        Sureness.VERY_LIKELY,
        Sureness.LIKELY,
    ]
