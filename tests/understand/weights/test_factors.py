"""Factors by location and kind of visit: margins, limits, chances, and what cannot be weighted."""

import numpy as np
import pytest

from heedful.understand.weights.factors import Cells, by_chance, raked
from heedful.understand.weights.ways import LEAST, MOST, Doubt, Effect, Way


def cells(answers, visits, weight=None, daypart=None):
    answers, visits = np.array(answers, float), np.array(visits, float)
    c = visits.shape[1]
    return Cells(
        answers=answers,
        weight=answers if weight is None else np.array(weight, float),
        visits=visits,
        weekday=np.arange(c),
        daypart=np.zeros(c, dtype=np.intp) if daypart is None else np.array(daypart),
    )


def test_raked_answers_have_the_shares_of_visits_by_location_and_weekday():
    given = cells([[60, 20], [20, 20]], [[100, 150], [50, 100]])
    found = raked(given)
    counted = given.answers * found.factor
    assert counted.sum(axis=1) / counted.sum() == pytest.approx([250 / 400, 150 / 400])
    assert counted.sum(axis=0) / counted.sum() == pytest.approx([150 / 400, 250 / 400])
    assert counted.sum() == pytest.approx(120)
    # Factors of locations and weekdays only, so the odds of the table stay.
    odds = found.factor[0, 0] * found.factor[1, 1] / (found.factor[0, 1] * found.factor[1, 0])
    assert odds == pytest.approx(1)
    assert (found.unmet, found.at_limit.any()) == (pytest.approx(0, abs=1e-8), False)


def test_weights_that_came_with_answers_take_part():
    light = cells([[50, 50]], [[100, 100]], weight=[[25, 50]])
    assert raked(light).factor == pytest.approx(np.array([[1.5, 0.75]]))


def test_factors_have_limits_and_what_they_cannot_meet_is_told():
    found = raked(cells([[990, 10]], [[100, 900]]))
    assert found.factor[0, 1] / found.factor[0, 0] == pytest.approx(MOST / LEAST)
    assert found.at_limit.all()
    total = np.array([990, 10]) * found.factor[0]
    assert found.unmet == pytest.approx(0.9 - total[1] / total.sum())


def test_places_where_nobody_answered_are_left_out_and_told():
    given = cells([[10, 10], [0, 0]], [[100, 100], [50, 50]])
    for weigh in (raked, by_chance):
        found = weigh(given)
        assert found.factor[0] == pytest.approx([1, 1])
        assert found.unmet == pytest.approx(1 / 3)
    assert given.few() == 1
    assert raked(given).factor[1].tolist() == [1, 1]


def test_the_chance_of_answering_turns_over():
    found = by_chance(cells([[50_000, 10_000]], [[100_000, 100_000]]))
    assert found.factor[0, 1] / found.factor[0, 0] == pytest.approx(5, rel=0.01)
    assert (np.array([50_000, 10_000]) @ found.factor[0]) / 60_000 == pytest.approx(1, rel=1e-6)


def test_a_location_of_few_visits_has_nearly_the_chance_of_all():
    many = [[200, 200]] * 10
    visits = [[1000, 1000]] * 10
    found = by_chance(cells([*many, [3, 3]], [*visits, [6, 6]]))
    assert found.factor[-1] == pytest.approx([1, 1], rel=0.2)
    assert found.factor[0] == pytest.approx([1, 1], rel=0.05)


@pytest.mark.parametrize("weigh", [raked, by_chance])
def test_nothing_to_weigh(weigh):
    assert weigh(cells([[0, 0]], [[5, 5]])) is None
    assert weigh(cells([[5, 5]], [[0, 0]])) is None
    assert weigh(cells(np.zeros((0, 2)), np.zeros((0, 2)))) is None
    assert weigh(cells([[1]], [[1]])).factor.tolist() == [[1]]


def test_more_answers_than_visits_are_no_error():
    assert np.isfinite(by_chance(cells([[9, 5]], [[4, 20]])).factor).all()


@pytest.mark.parametrize(
    ("costs", "doubts"),
    [
        ({}, ()),
        ({"few": 1}, (Doubt.FEW,)),
        ({"effective": 49.0}, (Doubt.COSTLY,)),
        ({"unmet": 0.03}, (Doubt.UNMET,)),
    ],
)
def test_when_weighting_makes_it_worse(costs, doubts):
    values = {"way": Way.RAKED, "value": 1.0, "low": 0.0, "high": 2.0, "answers": 100}
    assert Effect(**values | {"effective": 60.0} | costs).doubts == doubts
    assert Effect(**values | {"way": Way.NONE, "effective": 10.0}).doubts == ()
