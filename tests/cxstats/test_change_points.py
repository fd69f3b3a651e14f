import warnings

import numpy as np
import pytest

from cxstats.change_points import change_points
from cxstats.steady_days import steady_days

DAYS = 300
WEEKDAY = np.arange(DAYS) % 7


def answers(rng, *, places, per_day=4.0, steps=(), shared=(), day_sd=0.0, sd=1.0, sunday=0.0):
    """Sums of each place and day; `steps` are (place, day, size)."""
    level = 8 + rng.normal(0, 0.5, (places, 1)) + rng.normal(0, day_sd, (places, DAYS))
    level = level + np.where(WEEKDAY == 6, sunday, 0.0)
    for place, day, size in steps:
        level[place, day:] += size
    for day, size in shared:
        level[:, day:] += size
    n = rng.poisson(per_day, level.shape)
    each = np.repeat(level.ravel(), n.ravel()) + rng.normal(0, sd, n.sum())
    at = np.repeat(np.arange(level.size), n.ravel())
    total = np.bincount(at, each, level.size).reshape(level.shape)
    squares = np.bincount(at, each**2, level.size).reshape(level.shape)
    return n, total, squares


def test_places_that_did_not_change_are_rarely_called_changed():
    """None of 60 places changed: with 10% there is at most one alarm in ten such pages."""
    alarms = [
        any(
            change_points(
                *answers(np.random.default_rng(seed), places=60, day_sd=0.3, sunday=-0.8),
                weekday=WEEKDAY,
            ).places
        )
        for seed in range(30)
    ]
    assert sum(alarms) <= 5


def test_false_alarms_among_the_called_stay_at_a_tenth():
    called = false = found = 0
    for seed in range(8):
        steps = [(place, 100 + 5 * place, 0.6) for place in range(15)]
        sums = answers(np.random.default_rng(seed), places=60, steps=steps, day_sd=0.2)
        places = change_points(*sums, weekday=WEEKDAY).places
        hit = np.array([bool(one) for one in places])
        called, false, found = (
            called + int(hit.sum()),
            false + int(hit[15:].sum()),
            found + int(hit[:15].sum()),
        )
    assert false / called < 0.10
    assert found / (8 * 15) > 0.9


def test_day_and_size_lie_in_their_intervals_as_often_as_said():
    days, sizes, seen = 0, 0, 0
    for seed in range(6):
        steps = [(place, 60 + 9 * place, (-1) ** place * 0.8) for place in range(20)]
        sums = answers(np.random.default_rng(100 + seed), places=40, steps=steps)
        places = change_points(*sums, weekday=WEEKDAY).places
        for place, day, size in steps:
            for one in places[place]:
                seen += 1
                days += one.first <= day <= one.last
                sizes += one.low <= size <= one.high
    assert seen >= 110
    assert days / seen > 0.9
    assert sizes / seen > 0.9


def test_what_all_places_did_is_told_once_and_not_of_each():
    sums = answers(np.random.default_rng(1), places=40, shared=[(150, -0.5)])

    found = change_points(*sums, weekday=WEEKDAY)

    [together] = found.everywhere
    assert together.first <= 150 <= together.last
    assert together.low < -0.5 < together.high
    assert not any(found.places)


def test_a_group_that_changed_is_told_of():
    steps = [(place, 120, 0.4) for place in range(10)]
    sums = answers(np.random.default_rng(2), places=60, steps=steps, per_day=1.0)
    groups = np.zeros((6, 60), dtype=bool)
    for k in range(6):
        groups[k, 10 * k : 10 * k + 10] = True

    found = change_points(*sums, weekday=WEEKDAY, groups=groups)

    assert [len(one) for one in found.groups] == [1, 0, 0, 0, 0, 0]
    assert found.groups[0][0].first <= 120 <= found.groups[0][0].last


def test_a_place_with_more_answers_on_some_days_does_not_move_its_group():
    """A strong and a weak place: their mix changes, neither does."""
    rng = np.random.default_rng(3)
    n, total, squares = answers(rng, places=2, per_day=20)
    thin = np.arange(DAYS) >= 150
    for sums in (n, total, squares):
        sums[0, thin] = sums[0, thin] * 0

    found = change_points(n, total, squares, weekday=WEEKDAY, groups=[[True, True]])

    assert found.groups == ((),)


def test_the_course_of_the_week_is_no_change():
    n, total, squares = answers(np.random.default_rng(4), places=20, sunday=-2.0)

    steady = steady_days(n, total, squares, weekday=WEEKDAY)

    by_weekday = [steady.value[:, d == WEEKDAY].mean() for d in range(7)]
    assert np.abs(by_weekday).max() < 0.05
    assert steady.day_variance < 0.02


def test_days_that_differ_by_themselves_are_known_to_do_so():
    sums = answers(np.random.default_rng(5), places=60, day_sd=0.5, per_day=6)

    assert steady_days(*sums, weekday=WEEKDAY).day_variance == pytest.approx(0.25, abs=0.03)


def test_two_steps_of_one_place_are_both_found():
    steps = [(0, 100, 1.0), (0, 200, -1.0)]
    sums = answers(np.random.default_rng(6), places=10, steps=steps)

    found = change_points(*sums, weekday=WEEKDAY).places[0]

    assert [step.first <= day <= step.last for step, day in zip(found, (100, 200), strict=True)]
    assert [round(step.size) for step in found] == [1, -1]


def test_one_answer_a_day_is_enough_to_see_a_large_change():
    rng = np.random.default_rng(7)
    level = 8 + rng.normal(0, 1, (8, DAYS))
    level[0, 180:] -= 2

    found = change_points(np.ones((8, DAYS)), level, level**2, weekday=WEEKDAY)

    assert [len(one) for one in found.places] == [1, 0, 0, 0, 0, 0, 0, 0]
    assert found.day_variance == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize(
    "sums",
    [
        np.zeros((3, 0, DAYS)),  # no place
        np.zeros((3, 2, DAYS)),  # no answer
        np.stack([np.ones((1, DAYS)), 5 * np.ones((1, DAYS)), 25 * np.ones((1, DAYS))]),
        np.stack([np.eye(1, DAYS), 5 * np.eye(1, DAYS), 25 * np.eye(1, DAYS)]),  # one answer
    ],
)
def test_places_of_which_too_little_is_known_have_no_change(sums):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = change_points(*sums, weekday=WEEKDAY)

    assert not any(found.places)
    assert found.everywhere == ()
    assert np.isnan(found.p).all()


def test_shapes_must_match():
    ones = np.ones((2, DAYS))
    with pytest.raises(ValueError, match="places, days"):
        change_points(ones, ones, ones[:1], weekday=WEEKDAY)
    with pytest.raises(ValueError, match="weekday for each"):
        change_points(ones, ones, ones, weekday=WEEKDAY[:3])
    with pytest.raises(ValueError, match="do not fit"):
        change_points(ones, ones, ones, weekday=WEEKDAY, groups=[[True]])
