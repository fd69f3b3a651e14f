import warnings

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxstats.drivers import LeftOut, Reason, driver_study
from cxstats.shares import Method
from cxstats.sums import NOT_ANSWERED, NOT_USED, WEIGHT_ONE, cross_sums

WEIGHTS = np.array([0.35, 0.25, 0.15, 0.1, 0.05, 0.0])


def ratings(rng, *, groups=30, rows=40, missing=0.0):
    """Ratings 1 to 5 near their ceiling; the last column is the outcome."""
    felt = 4 + rng.normal(0, 0.6, (groups, rows, 1)) + rng.normal(0, 0.66, (groups, rows, 6))
    felt += rng.normal(0, 0.25, (groups, 1, 6))
    outcome = 4 + (felt - 4) @ WEIGHTS + rng.normal(0, 0.55, (groups, rows))
    scores = np.clip(np.rint(np.concatenate([felt, outcome[..., None]], axis=2)), 1, 5)
    scores[..., :6][rng.random(felt.shape) < missing] = NOT_USED
    return scores.astype(np.int16).reshape(-1, 7), np.repeat(np.arange(groups), rows)


def study(scores, groups, drivers=range(6), **how):
    return driver_study(cross_sums(scores, groups, int(groups.max()) + 1), 6, drivers, **how)


def test_one_group_has_pingouins_shares():
    scores, groups = ratings(np.random.default_rng(1), groups=1, rows=300)

    mine = study(scores, groups)

    theirs = pingouin.linear_regression(scores[:, :6], scores[:, 6], relimp=True)
    expected = theirs["relimp"].to_numpy()[1:] / theirs["r2"].iloc[0]
    assert mine.share.value == pytest.approx(expected, abs=1e-8)
    assert mine.r_squared.value == pytest.approx(theirs["r2"].iloc[0], abs=1e-8)
    assert [mine.n, mine.method] == [300, Method.DOMINANCE]


def test_several_groups_have_the_shares_of_ratings_around_each_groups_mean():
    scores, groups = ratings(np.random.default_rng(2), groups=5)
    frame = pd.DataFrame(scores.astype(float))
    centred = frame - frame.groupby(groups).transform("mean")

    mine = study(scores, groups)

    theirs = pingouin.linear_regression(centred.iloc[:, :6], centred[6], relimp=True)
    parts = theirs["relimp"].to_numpy()[1:]
    assert mine.share.value * mine.r_squared.value == pytest.approx(parts, abs=1e-8)


@pytest.mark.parametrize(
    ("groups", "rows", "missing"), [(1, 500, 0.0), (7, 100, 0.4), (30, 40, 0.0), (40, 30, 0.4)]
)
def test_intervals_cover_what_they_say(groups, rows, missing):
    rng = np.random.default_rng(3)
    truth = study(*ratings(rng, groups=1000, rows=300))
    covered = []
    for _ in range(60):
        mine = study(*ratings(rng, groups=groups, rows=rows, missing=missing))
        both = [(mine.share, truth.share.value), (mine.r_squared, truth.r_squared.value)]
        covered.append(np.hstack([(e.low <= true) & (true <= e.high) for e, true in both]))

    assert 0.9 <= np.mean(covered) <= 0.99


def test_missing_by_design_leaves_the_shares_where_they_were():
    complete, groups = ratings(np.random.default_rng(4), groups=200, rows=100)
    holes = complete.copy()
    holes[:, :6][np.random.default_rng(5).random((len(holes), 6)) < 0.4] = NOT_USED

    mine, whole = study(holes, groups), study(complete, groups)

    assert mine.share.value == pytest.approx(whole.share.value, abs=0.02)
    assert mine.r_squared.value == pytest.approx(whole.r_squared.value, abs=0.02)
    assert mine.pairs[0, 1] == pytest.approx(0.36 * mine.n, rel=0.03)


def test_drivers_that_cannot_be_studied_are_left_out_with_the_reason():
    scores, groups = ratings(np.random.default_rng(6))
    scores[:, 1] = NOT_USED
    scores[29:, 2] = NOT_ANSWERED
    scores[:, 3] = 5

    mine = study(scores, groups)

    assert mine.drivers == (0, 4, 5)
    assert mine.left_out == (
        LeftOut(1, Reason.NEVER_ANSWERED),
        LeftOut(2, Reason.HARDLY_ANSWERED),
        LeftOut(3, Reason.CONSTANT),
    )
    assert mine.share.value.sum() == pytest.approx(1)
    assert mine.share.n.tolist() == [1200, 1200, 1200]


@pytest.mark.parametrize("spoil", ["outcome constant", "no rows", "no drivers"])
def test_nothing_to_study_gives_nan_and_no_warning(spoil):
    scores, groups = ratings(np.random.default_rng(7), groups=4)
    if spoil == "outcome constant":
        scores[:, 6] = 3
    if spoil == "no rows":
        scores[:] = NOT_ANSWERED
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mine = study(scores, groups, [] if spoil == "no drivers" else range(6))

    assert np.isnan(mine.r_squared.value)
    assert np.isnan(mine.share.value).all()


def test_two_drivers_never_asked_together_are_studied_all_the_same():
    scores, groups = ratings(np.random.default_rng(8))
    first = np.arange(len(scores)) % 2 == 0
    scores[first, 0], scores[~first, 1] = NOT_USED, NOT_USED

    mine = study(scores, groups)

    assert mine.pairs[0, 1] == 0
    assert np.isfinite(mine.share.low).all()
    assert mine.share.value[:2].sum() > 0.4


def test_sixteen_drivers_have_relative_weights():
    rng = np.random.default_rng(9)
    drivers = rng.integers(1, 6, (2000, 16))
    scores = np.column_stack([drivers, drivers[:, 0] + drivers[:, 1]]).astype(np.int16)

    mine = driver_study(cross_sums(scores, np.zeros(2000, dtype=int), 1), 16, range(16))

    assert mine.method is Method.RELATIVE
    assert mine.share.value[:2] == pytest.approx([0.5, 0.5], abs=0.03)


@pytest.mark.parametrize(("groups", "rows"), [(60, 60), (4, 150)])
def test_intervals_of_many_drivers_are_those_of_dominance_analyses(groups, rows, monkeypatch):
    """Thirteen drivers: replicates split by relative weights, against all of them exactly."""
    rng = np.random.default_rng(14)
    felt = 4 + rng.normal(0, 0.6, (groups * rows, 1)) + rng.normal(0, 0.7, (groups * rows, 13))
    outcome = 4 + (felt - 4) @ np.linspace(0.3, 0, 13) + rng.normal(0, 0.6, groups * rows)
    answers = np.clip(np.rint(np.column_stack([felt, outcome])), 1, 5).astype(np.int16)
    cross = cross_sums(answers, np.repeat(np.arange(groups), rows), groups)

    quick = driver_study(cross, 13, range(13))
    monkeypatch.setattr("cxstats.shares.MOST_DOMINANCE", 13)
    exact = driver_study(cross, 13, range(13))

    width = (exact.share.high - exact.share.low).mean()
    for end in ("low", "high"):
        apart = np.abs(getattr(quick.share, end) - getattr(exact.share, end))
        assert apart.mean() < 0.03 * width
        assert apart.max() < 0.1 * width
    assert quick.among_first == pytest.approx(exact.among_first, abs=0.03)
    assert quick.share.value.tolist() == exact.share.value.tolist()
    assert float(quick.r_squared.low) == pytest.approx(float(exact.r_squared.low))


def test_weights_bring_back_the_shares_of_those_who_were_asked_too_rarely():
    rng = np.random.default_rng(10)
    scores, groups = ratings(rng, groups=100, rows=200)
    kept = rng.random(len(scores)) < np.where(scores[:, 0] >= 4, 1.0, 0.25)
    weights = np.where(scores[:, 0] >= 4, WEIGHT_ONE, 4 * WEIGHT_ONE)

    heavy = cross_sums(scores[kept], groups[kept], 100, weights[kept])
    mine = study(scores[kept], groups[kept], weighted=heavy)

    whole, biased = study(scores, groups), study(scores[kept], groups[kept])
    assert mine.share.value == pytest.approx(whole.share.value, abs=0.02)
    assert abs(biased.share.value[0] - whole.share.value[0]) > 0.03
    assert mine.n < biased.n


def test_the_outcome_is_no_driver_of_itself():
    with pytest.raises(ValueError, match="no driver of itself"):
        study(*ratings(np.random.default_rng(11), groups=1), [0, 6])


@settings(max_examples=15)
@given(st.integers(0, 1000), st.permutations(range(6)))
def test_units_and_order_of_items_and_groups_do_not_matter(seed, order):
    scores, groups = ratings(np.random.default_rng(seed), groups=4, rows=30, missing=0.2)
    moved = np.where(scores == NOT_USED, NOT_USED, 10 - 3 * scores).astype(np.int16)

    base = study(scores, groups)
    mine = study(moved, 3 - groups, order)

    assert mine.share.value == pytest.approx(base.share.value[list(order)], abs=1e-9)
    assert mine.vif == pytest.approx(base.vif[list(order)])
    assert mine.r_squared.value == pytest.approx(base.r_squared.value)
