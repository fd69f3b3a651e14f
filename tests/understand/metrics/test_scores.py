import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from cxstats.sums import count_cells
from heedful.understand.metrics.rules import ENOUGH_ANSWERS, MEAN, RECOMMEND
from heedful.understand.metrics.scores import (
    ItemSums,
    alone,
    pooled_scores,
    show_alone,
    show_together,
)
from heedful.understand.metrics.series import RatedItem, Series

ITEM = RatedItem("recommend", "Recommend", "outcome", 0, 10, "recommend", primary=True)
LAYOUT = Series((ITEM,)).layout
STARS = RatedItem("overall", "Overall", "outcome", 1, 5, "rating", primary=True)
# How often each answer is given: low, middle and high for the one, 1 to 5 for the other.
OFTEN = {
    RECOMMEND: (ITEM, np.array([0.2 / 7] * 7 + [0.15] * 2 + [0.25] * 2)),
    MEAN: (STARS, np.array([0.05, 0.07, 0.13, 0.3, 0.45])),
}


def sums_of(scores, groups, n_groups, weights=None):
    matrix = np.asarray(scores, dtype=np.int16)[:, None]
    plain = count_cells(matrix, groups, n_groups, LAYOUT)
    weighted = None if weights is None else count_cells(matrix, groups, n_groups, LAYOUT, weights)
    return ItemSums.of_cells(LAYOUT, 0, plain, weighted)


def answers(rng, centres, n):
    groups = np.repeat(np.arange(len(centres)), n)
    scores = np.clip(np.rint(np.array(centres)[groups] + rng.normal(0, 1.5, len(groups))), 0, 10)
    return scores.astype(np.int16), groups


def test_locations_are_pooled_as_a_mixed_model_pools_them():
    rng = np.random.default_rng(5)
    scores, groups = answers(rng, rng.normal(7, 1, 12), rng.integers(4, 60, 12))
    parent = np.zeros(12, dtype=np.intp)

    found = pooled_scores(sums_of(scores, groups, 12), item=ITEM, metric=MEAN, parent=parent)

    frame = pd.DataFrame({"y": scores.astype(float), "g": groups})
    model = smf.mixedlm("y ~ 1", frame, groups=frame.g).fit(reml=True)
    expected = [
        model.params["Intercept"] + effect.iloc[0] for effect in model.random_effects.values()
    ]
    assert found.value == pytest.approx(expected, abs=1e-4)
    assert found.answers.tolist() == np.bincount(groups).tolist()
    assert found.enough.tolist() == (np.bincount(groups) >= 10).tolist()


def test_a_location_without_answers_has_its_groups_value_and_is_not_enough():
    scores, groups = answers(np.random.default_rng(6), [5, 6, 9], [40, 40, 40])

    found = pooled_scores(
        sums_of(scores, groups, 4), item=ITEM, metric=RECOMMEND, parent=np.array([0, 0, 1, 1])
    )

    assert found.value[3] == found.group_value[3] == found.group_value[2]
    assert (found.answers[3], bool(found.enough[3])) == (0, False)
    assert np.isnan(found.apart_p[3])
    assert ((found.low >= -100) & (found.high <= 100)).all()


def test_only_a_real_movement_is_called_a_change():
    rng = np.random.default_rng(9)
    groups = np.repeat(np.arange(20), 80)
    before = np.clip(np.rint(rng.normal(7, 1.5, 1600)), 0, 10).astype(np.int16)
    after = np.clip(np.rint(rng.normal(7, 1.5, 1600) - 2 * (groups == 3)), 0, 10).astype(np.int16)
    one, two = sums_of(before, groups, 20), sums_of(after, groups, 20)
    pooled = pooled_scores(two, item=ITEM, metric=MEAN, parent=np.zeros(20, dtype=np.intp))

    shown = show_together(
        pooled, one.moments(MEAN, ITEM), two.moments(MEAN, ITEM), np.arange(20, dtype=np.intp)
    )

    assert np.flatnonzero(shown.is_change).tolist() == [3]
    assert np.flatnonzero(shown.standing).tolist() == [3]
    assert shown.standing[3] == -1
    assert shown.change.high[3] < 0


def share_of_pages_with_a_change(metric, before, after, pages=400, places=20):
    """Count pages on which nothing is true but at least one place is called changed."""
    item, often = OFTEN[metric]
    rng = np.random.default_rng(before)
    alarms = 0
    for _ in range(pages):
        one, two = (
            ItemSums(np.full(places, n), rng.multinomial(n, often, places)) for n in (before, after)
        )
        alarms += show_alone(two, one, item=item, metric=metric).is_change.any()
    return alarms / pages


@pytest.mark.parametrize("metric", [RECOMMEND, MEAN], ids=lambda metric: metric.name)
@pytest.mark.parametrize("before", [2, 5, 10, 30])
def test_a_page_where_nothing_changed_seldom_says_that_something_did(metric, before):
    share = share_of_pages_with_a_change(metric, before, 60)

    # The rate of false discoveries is 10%: what chance adds to 400 pages stays below 13%.
    assert share <= (0.13 if before >= ENOUGH_ANSWERS else 0)


def test_a_fall_of_thirty_points_is_found_on_the_page_of_its_place():
    item, _ = OFTEN[RECOMMEND]
    steady, fallen = np.zeros((2, 11), dtype=np.int64)
    steady[[5, 7, 10]], fallen[[5, 7, 10]] = (12, 18, 30), (21, 18, 21)
    before, after = np.tile(steady, (20, 1)), np.tile(steady, (20, 1))
    after[7] = fallen
    one, two = (ItemSums(np.full(20, 60), counts) for counts in (before, after))
    pooled = pooled_scores(two, item=item, metric=RECOMMEND, parent=np.zeros(20, dtype=np.intp))

    shown = show_together(
        pooled, one.moments(RECOMMEND, item), two.moments(RECOMMEND, item), np.array([7])
    )

    assert shown.change.difference.tolist() == [-30]
    assert shown.is_change.tolist() == [True]


@pytest.mark.parametrize("few", ["before", "now"])
def test_nothing_is_compared_with_fewer_than_enough_answers(few):
    scores, groups = answers(np.random.default_rng(2), [5, 9], [9, 40])
    less, more = (
        sums_of(scores, groups, 2),
        sums_of(*answers(np.random.default_rng(3), [9, 9], 40), 2),
    )
    now, before = (more, less) if few == "before" else (less, more)

    alone_shown = show_alone(now, before, item=ITEM, metric=MEAN)
    pooled = pooled_scores(now, item=ITEM, metric=MEAN, parent=np.zeros(2, dtype=np.intp))
    together = show_together(
        pooled, before.moments(MEAN, ITEM), now.moments(MEAN, ITEM), np.arange(2, dtype=np.intp)
    )

    for shown in (alone_shown, together):
        for part in (shown.change.p, shown.change.low, shown.change.high):
            assert np.isnan(part).tolist() == [True, False]
        assert shown.is_change.tolist() == [False, False]


def test_what_is_shown_is_picked_in_the_order_asked_for():
    scores, groups = answers(np.random.default_rng(8), [5, 7, 9], [30, 40, 50])
    sums = sums_of(scores, groups, 3)
    moments = sums.moments(MEAN, ITEM)
    pooled = pooled_scores(sums, item=ITEM, metric=MEAN, parent=np.zeros(3, dtype=np.intp))

    shown = show_together(pooled, moments, moments, np.array([2, 0]))

    assert shown.answers.tolist() == [50, 30]
    assert shown.value.tolist() == pooled.value[[2, 0]].tolist()
    assert shown.is_change.tolist() == [False, False]


def test_weights_move_the_estimate_and_lower_the_effective_n():
    scores, groups = np.array([10, 10, 0], dtype=np.int16), np.zeros(3, dtype=np.intp)
    weights = np.array([1_000_000, 1_000_000, 2_000_000])

    plain = alone(sums_of(scores, groups, 1), item=ITEM, metric=RECOMMEND)
    weighted = alone(sums_of(scores, groups, 1, weights), item=ITEM, metric=RECOMMEND)

    assert (plain.value[0], plain.n[0]) == pytest.approx((100 / 3, 3))
    assert (weighted.value[0], weighted.n[0]) == pytest.approx((0, 16 / 6))


def test_no_answers_give_nan_and_no_warning():
    empty = sums_of(np.array([], dtype=np.int16), np.array([], dtype=np.intp), 2)

    shown = show_alone(empty, empty, item=ITEM, metric=RECOMMEND)

    assert np.isnan(shown.value).all()
    assert shown.enough.tolist() == [False, False]
    pooled = pooled_scores(empty, item=ITEM, metric=RECOMMEND, parent=np.zeros(2, dtype=np.intp))
    assert np.isnan(pooled.value).all()
