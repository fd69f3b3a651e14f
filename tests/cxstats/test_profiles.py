import numpy as np
import pytest

from cxsim import generate, load_preset
from cxstats.profiles import repeated_profiles, straight_lines

GIVEN = [71, 80, 65, 90, 55, 77, 60, 82]


def answers(rng, n, k=8, low=0, high=100):
    return rng.integers(low, high + 1, (n, k)).astype(np.int16)


def test_a_row_that_was_filled_in_is_found_with_its_places():
    scores = answers(np.random.default_rng(1), 500)
    scores[100:160] = GIVEN
    (found,) = repeated_profiles(scores, np.arange(500) // 2)
    assert (found.answers, found.rows, found.groups, found.expected) == (tuple(GIVEN), 60, 30, 0.0)


def test_frequent_rows_of_honest_people_are_none():
    made = generate(load_preset("restaurant-120"), 3).observable.feedback
    scores = made.ratings.astype(np.int16)
    assert repeated_profiles(scores, np.zeros(len(scores), np.int64)) == ()


def test_one_answer_to_everything_is_no_profile_but_a_straight_line():
    scores = np.full((200, 6), 4, dtype=np.int16)
    assert repeated_profiles(scores, np.arange(200)) == ()
    assert straight_lines(scores).rows == 200


def test_rows_with_few_answers_tell_nothing():
    scores = np.full((200, 6), -1, dtype=np.int16)
    scores[:, :4] = [1, 5, 2, 4]
    assert repeated_profiles(scores, np.arange(200)) == ()
    assert straight_lines(scores).of == 0


@pytest.mark.parametrize("shape", [(0, 6), (1, 6), (5, 1)])
def test_hardly_any_answers(shape):
    scores = np.ones(shape, dtype=np.int16)
    assert repeated_profiles(scores, np.zeros(shape[0], np.int64)) == ()
