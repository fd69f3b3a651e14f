from dataclasses import replace

import numpy as np
import pytest

from heedful.understand.consistency.finding import Answers, Asked, find, split_answers
from heedful.understand.consistency.rules import EVEN, PARTS, TYPICAL, UNEVEN

ASKED = Asked("recommend", "Recommend", 0, 10)
NOON, NIGHT = 12 * 60, 20 * 60


def a_year(rng, *, places=6, days=120, a_day=6, noise=1.0) -> Answers:
    """Places of which the first is worse; every tenth day is bad at all of them."""
    place = np.repeat(np.arange(places), days * a_day)
    day = 739_000 + np.tile(np.repeat(np.arange(days), a_day), places)
    score = 8 - 1.0 * (place == 0) - 3.0 * (day % 10 == 0) + rng.normal(0, noise, place.size)
    minute = np.where(rng.random(place.size) < 0.5, NOON, NIGHT)
    return Answers(place, day, minute, np.full(place.size, -1), score, places)


def test_bad_days_are_found_and_told_with_their_evidence():
    found = find(a_year(np.random.default_rng(1)), ASKED)

    worst = found.places[3].worst_days
    sure = [day for place in found.places.values() for day in place.worst_days if day.sure]
    assert np.mean([day.day.toordinal() % 10 == 0 for day in sure]) >= 0.9
    assert [day.sure for day in worst] == sorted((day.sure for day in worst), reverse=True)
    assert sum(day.sure for day in worst) >= 8
    assert found.whole.worst_days == len(sure)
    assert found.places[3].bad_share == pytest.approx(0.1, abs=0.04)
    assert found.places[0].bad_share > 0.1


def test_shares_of_parts_add_up_and_guests_without_names_are_unknown():
    found = find(a_year(np.random.default_rng(2)), ASKED)

    assert [part.name for part in found.whole.parts] == list(PARTS)
    assert found.whole.part("customer").share is None
    told = [part.share for part in found.whole.parts if part.share is not None]
    assert sum(told) == pytest.approx(1)
    assert found.whole.part("day").low > 0.2


def test_guests_who_come_back_are_told_apart():
    rng = np.random.default_rng(3)
    answers = a_year(rng, a_day=4)
    guest = rng.integers(0, 60, answers.place.size)
    mood = rng.normal(0, 1.5, (6, 60))
    known = replace(answers, customer=guest, score=answers.score + mood[answers.place, guest])
    split = split_answers(known)

    assert split.told[PARTS.index("customer")]
    assert split.value[PARTS.index("customer")] == pytest.approx(2.25, rel=0.3)


def test_the_worst_place_has_the_last_ranks():
    found = find(a_year(np.random.default_rng(4)), ASKED)

    assert (found.places[0].rank_low, found.places[0].rank_high) == (6, 6)
    assert found.places[0].bottom == pytest.approx(1, abs=0.01)


def test_a_place_that_is_less_even_is_called_so():
    answers = a_year(np.random.default_rng(5))
    louder = np.where(answers.place == 2, 2.0, 1.0)
    score = 8 + (answers.score - 8) * louder
    evenness = {
        i: one.evenness for i, one in find(replace(answers, score=score), ASKED).places.items()
    }

    assert evenness[2] == UNEVEN
    assert set(evenness.values()) <= {UNEVEN, EVEN, TYPICAL}


def test_places_with_few_answers_are_not_shown():
    answers = a_year(np.random.default_rng(6))
    keep = (answers.place > 0) | (np.arange(answers.place.size) < 4)
    few = Answers(
        answers.place[keep], answers.day[keep], answers.minute[keep], answers.customer[keep],
        answers.score[keep], answers.places,
    )  # fmt: skip

    assert sorted(find(few, ASKED).places) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("change", ["none", "few", "alike", "two places"])
def test_nothing_to_study_is_nothing(change):
    answers = a_year(np.random.default_rng(7))
    keep = {
        "none": np.zeros(answers.place.size, dtype=bool),
        "few": np.arange(answers.place.size) < 40,
        "alike": np.ones(answers.place.size, dtype=bool),
        "two places": answers.place < 2,
    }[change]
    score = np.full(keep.sum(), 9.0) if change == "alike" else answers.score[keep]
    part = Answers(
        answers.place[keep], answers.day[keep], answers.minute[keep], answers.customer[keep],
        score, answers.places,
    )  # fmt: skip

    assert find(part, ASKED) is None


def test_days_with_one_answer_each_are_told_as_unknown():
    answers = a_year(np.random.default_rng(8), a_day=1)
    found = find(answers, ASKED)

    assert found.whole.bad_level is None
    assert found.places[0].bad_share is None
    assert found.places[0].worst_days == ()
