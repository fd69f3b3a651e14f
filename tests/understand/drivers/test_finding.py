import json

import numpy as np
import pingouin
import pytest

from cxstats.sums import NOT_USED, count_cells, cross_sums
from heedful.understand.drivers.finding import find
from heedful.understand.drivers.rules import Reason
from heedful.understand.drivers.studying import Evidence, points_per_point, study_only
from heedful.understand.metrics.rules import MEAN, RECOMMEND, TOP_BOX
from heedful.understand.metrics.series import RatedItem, Series

RATE = RatedItem("recommend", "Recommend", "outcome", 0, 10, "recommend", primary=True)
SERIES = Series(
    (
        RATE,
        RatedItem("waiting", "Waiting", "driver", 1, 5),
        RatedItem("food", "Food", "driver", 1, 5),
        RatedItem("mood", "Mood of the staff", "marker", 1, 5),
    )
)


def made(n_places=30, n=120, seed=3, weights=None, metric=RECOMMEND):
    """Places of which the first half waits too long and the other half eats badly."""
    rng = np.random.default_rng(seed)
    place = np.repeat(np.arange(n_places), n)
    slow = place < n_places // 2
    common = rng.normal(0, 0.5, len(place))

    def rate(centre):
        return np.clip(np.rint(centre + common + rng.normal(0, 0.7, len(place))), 1, 5)

    waiting, food = rate(np.where(slow, 3, 4.2)), rate(np.where(slow, 4.2, 3))
    outcome = np.clip(np.rint(waiting + food + rng.normal(0, 1, len(place))), 0, 10)
    scores = np.stack([outcome, waiting, food, rate(4)], axis=1).astype(np.int16)
    scores[rng.random(len(place)) < 0.2, 2] = NOT_USED
    given = None if weights is None else np.full(len(place), weights, dtype=np.int64)
    weighted = (None, None)
    if given is not None:
        weighted = (
            count_cells(scores, place, n_places, SERIES.layout, given),
            cross_sums(scores, place, n_places, given),
        )
    evidence = Evidence(
        series=SERIES,
        metric=metric,
        cells=count_cells(scores, place, n_places, SERIES.layout),
        weighted_cells=weighted[0],
        cross=cross_sums(scores, place, n_places),
        weighted_cross=weighted[1],
        parent=np.zeros(n_places, dtype=np.intp),
    )
    return evidence, scores, place


def test_each_place_is_told_what_holds_it_back():
    found = find(made()[0])

    firsts = [one.first and one.first.item for one in found.priorities]
    assert firsts == ["waiting"] * 15 + ["food"] * 15
    assert {one.n for one in found.priorities} == {120}
    gains = [one.first.gain for one in found.priorities]
    # 1.2 points of the driver are about as many of the outcome, and these several points each.
    assert 10 < np.mean(gains) < 60


def test_shares_are_those_of_pingouin_on_the_same_rows():
    evidence, scores, place = made()
    rows = (scores[:, 2] != NOT_USED) & np.ones(len(scores), dtype=bool)
    complete = scores[rows].astype(float)
    inside = Evidence(
        SERIES,
        RECOMMEND,
        count_cells(scores[rows], place[rows], 30, SERIES.layout),
        None,
        cross_sums(scores[rows], place[rows], 30),
        None,
        evidence.parent,
    )
    for one in range(30):
        chosen = place[rows] == one
        complete[chosen] -= complete[chosen].mean(axis=0)

    study = study_only(inside)

    told = pingouin.linear_regression(complete[:, [1, 2]], complete[:, 0], relimp=True)
    expected = dict(zip(["waiting", "food"], told["relimp_perc"].iloc[1:] / 100, strict=True))
    assert {one.item: one.share for one in study.drivers} == pytest.approx(expected, rel=1e-9)
    assert study.r_squared == pytest.approx(told["r2"].iloc[0], rel=1e-9)


def test_the_study_tells_where_drivers_stand():
    evidence, scores, _ = made()

    study = find(evidence).study

    food = next(one for one in study.drivers if one.item == "food")
    rated = scores[scores[:, 2] != NOT_USED, 2]
    assert (food.n, food.score) == (len(rated), pytest.approx(rated.mean()))
    assert food.score_low < food.score < food.score_high
    assert food.room > 0.5
    assert (study.n, study.locations, study.outcome) == (3600, 30, "recommend")
    assert sum(one.share for one in study.drivers) == pytest.approx(1)


def test_equal_weights_change_no_finding():
    plain, weighted = find(made()[0]), find(made(weights=2_000_000)[0])

    assert weighted.study.weighted
    for one, other in zip(plain.study.drivers, weighted.study.drivers, strict=True):
        assert other.share == pytest.approx(one.share)
        assert other.score == pytest.approx(one.score)
    assert [one.first.item for one in plain.priorities] == [
        one.first.item for one in weighted.priorities
    ]


def test_a_single_place_has_a_study_and_no_comparison():
    found = find(made(n_places=1, n=400)[0])

    assert [one.reason for one in found.priorities] == [Reason.NO_COMPARISON]
    assert len(found.study.drivers) == 2
    assert {one.room for one in found.study.drivers} == {None}


def test_without_answers_to_drivers_nothing_is_named():
    evidence, scores, place = made()
    scores[:, 1:3] = NOT_USED
    bare = Evidence(
        SERIES,
        RECOMMEND,
        count_cells(scores, place, 30, SERIES.layout),
        None,
        cross_sums(scores, place, 30),
        None,
        evidence.parent,
    )

    found = find(bare)

    assert {one.reason for one in found.priorities} == {Reason.NO_DRIVERS}
    assert found.study.left_out == (("waiting", "never answered"), ("food", "never answered"))
    assert found.study.to_json()["r_squared"] is None


def test_an_outcome_that_is_always_the_same_is_not_studied():
    evidence, scores, place = made()
    scores[:, 0] = 8
    same = Evidence(
        SERIES,
        RECOMMEND,
        count_cells(scores, place, 30, SERIES.layout),
        None,
        cross_sums(scores, place, 30),
        None,
        evidence.parent,
    )

    found = find(same)

    assert {one.reason for one in found.priorities} == {Reason.NO_DRIVERS}
    assert json.loads(json.dumps(found.study.to_json(), allow_nan=False))["drivers"] == []


def test_gains_follow_the_metric():
    points, mean = find(made()[0]), find(made(metric=MEAN)[0])

    factor = points.study.factor
    for one, other in zip(points.priorities, mean.priorities, strict=True):
        assert one.first.gain == pytest.approx(other.first.gain * factor)
    assert mean.study.factor == 1


def test_points_per_point_is_the_slope_within_places():
    evidence, scores, place = made()
    sums = evidence.item_sums(0)
    answers = scores[:, 0].astype(float)
    promoters = np.where(answers >= 9, 100.0, np.where(answers >= 7, 0.0, -100.0))
    x, y = answers.copy(), promoters.copy()
    for one in range(30):
        x[place == one] -= x[place == one].mean()
        y[place == one] -= y[place == one].mean()

    assert points_per_point(sums, metric=RECOMMEND, item=RATE) == pytest.approx((x @ y) / (x @ x))
    assert points_per_point(sums, metric=MEAN, item=RATE) == 1
    assert points_per_point(sums, metric=TOP_BOX, item=RATE) >= 0


def test_what_was_named_before_is_given_on():
    evidence = made(n=35)[0]
    fresh = find(evidence)
    before = [one.choices[1].item for one in fresh.priorities]

    again = find(evidence, before=before)

    for one, other in zip(fresh.priorities, again.priorities, strict=True):
        ratio = one.choices[0].probability / sum(c.probability for c in one.choices[:2])
        stays = one.choices[1].probability >= 0.3 and ratio < 0.75
        assert other.kept == stays
