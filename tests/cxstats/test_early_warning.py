import numpy as np
import pytest

from cxstats.daily import daily
from cxstats.early_warning import early_warnings
from cxstats.markers import MOST_WEEKS, lead_over


def days(seed, *, places=60, length=730, per_day=2, fall=0.0, common=0.0):
    """Answers of each day; the first ten places fall on day 500."""
    rng = np.random.default_rng(seed)
    level = 4 + rng.normal(0, 0.3, (places, 1)) + rng.normal(0, common, length)
    level = level + np.zeros((places, length))
    level[:10, 500:] -= fall
    answers = level[..., None] + rng.normal(0, 1, (places, length, per_day))
    n = np.full((places, length), float(per_day))
    return n, answers.sum(axis=2), (answers**2).sum(axis=2)


def test_places_without_a_fall_are_warned_as_rarely_as_wanted():
    found = [early_warnings(*days(seed), wanted=0.5) for seed in range(4)]
    years = sum(one.known.sum() for one in found) / 365
    assert sum(one.begins.sum() for one in found) / years == pytest.approx(0.5, abs=0.1)


def test_a_fall_is_found_within_two_weeks_and_the_warning_ends_when_it_is_usual():
    found = early_warnings(*days(1, fall=1.0))
    assert found.on[:10, 514].mean() >= 0.8
    assert found.on[:10, 490].mean() <= 0.2
    assert found.on[:10, 729].mean() <= 0.3


def test_what_moves_everywhere_at_once_warns_nobody():
    n, total, squares = days(2)
    moved = 0.8 * (np.arange(n.shape[1]) >= 500)
    found = early_warnings(n, total - moved * n, squares - 2 * moved * total + moved**2 * n)
    assert found.on[:, 510:560].mean() < 0.1


def test_nothing_is_said_where_little_is_known():
    n, total, squares = days(3, length=200)
    n[0], total[0], squares[0] = 0, 0, 0
    found = early_warnings(n, total, squares)
    assert not found.known[0].any()
    assert not found.known[:, :36].any()
    assert found.known[1:, 40:].all()


@pytest.mark.parametrize("shape", [(0, 0), (3, 0), (0, 5), (3, 100)])
def test_no_answers_no_warning(shape):
    nothing = np.zeros(shape)
    found = early_warnings(nothing, nothing, nothing)
    assert (found.on.shape, found.on.any(), found.begins.any()) == (shape, False, False)


def test_answers_that_are_always_the_same_warn_nobody():
    n = np.full((4, 300), 3.0)
    found = early_warnings(n, 5 * n, 25 * n)
    assert not found.on.any()


def test_variances_are_found_again():
    rng = np.random.default_rng(4)
    level = rng.normal(4, 0.5, (400, 1)) + rng.normal(0, 0.3, (400, 100))
    answers = level[..., None] + rng.normal(0, 1, (400, 100, 3))
    seen = daily(np.full((400, 100), 3), answers.sum(axis=2), (answers**2).sum(axis=2))
    # Days of one location vary too, and are a part of what answers of it vary by.
    assert (seen.between, seen.variance) == pytest.approx((0.25, 1.09), rel=0.15)


def test_shapes_and_numbers_are_looked_at():
    with pytest.raises(ValueError, match="one shape"):
        daily(np.zeros((2, 3)), np.zeros((2, 2)), np.zeros((2, 3)))
    with pytest.raises(ValueError, match="negative"):
        daily(-np.ones((2, 3)), np.zeros((2, 3)), np.zeros((2, 3)))
    some = daily(*days(5, places=12, length=100))
    with pytest.raises(ValueError, match="same locations"):
        lead_over(some, daily(*days(5, places=13, length=100)))


def moods(seed, shift):
    """Weekly ups and downs of an item, and of an outcome that follows `shift` weeks later."""
    rng = np.random.default_rng(seed)
    mood = np.repeat(rng.normal(0, 0.5, (40, 60)), 7, axis=1)
    parts = []
    for level in (mood, np.roll(mood, 7 * shift, axis=1)):
        answers = level[..., None] + rng.normal(0, 1, (*mood.shape, 3))
        parts.append(daily(np.full(mood.shape, 3), answers.sum(2), (answers**2).sum(2)))
    return parts


@pytest.mark.parametrize("shift", [-3, -1, 0, 1, 3])
def test_who_moves_first_is_found(shift):
    found = lead_over(*moods(1, shift))
    assert int(found.by_week.argmax()) - MOST_WEEKS == shift
    assert (found.low > 0, found.high < 0) == (shift > 0, shift < 0)


def test_who_moves_together_is_called_ahead_or_behind_as_rarely_as_said():
    found = [lead_over(*moods(seed, 0)) for seed in range(150)]
    called = np.array([one.p <= 0.1 for one in found])
    assert called.mean() == pytest.approx(0.1, abs=0.06)
    beside_zero = [one.low > 0 or one.high < 0 for one in found]
    assert called.tolist() == beside_zero


def test_who_is_behind_is_as_sure_as_who_is_ahead():
    item, outcome = moods(1, 3)
    ahead, behind = lead_over(item, outcome), lead_over(outcome, item)
    assert (ahead.p, ahead.value) == pytest.approx((behind.p, -behind.value))


def test_few_places_short_time_or_no_spread_say_nothing():
    for shape in ((9, 100), (40, 60), (0, 0)):
        part = np.full(shape, 2.0)
        rng = np.random.default_rng(1)
        total = rng.normal(8, 1, shape)
        one = daily(part, total, total**2)
        assert (np.isnan(lead_over(one, one).value), lead_over(one, one).p) == (True, 1.0)
    same = daily(np.full((40, 100), 2.0), np.full((40, 100), 8.0), np.full((40, 100), 32.0))
    assert lead_over(same, same).p == 1.0
