import numpy as np
import pytest
import statsmodels.api as sm

from cxstats.asymmetry import asymmetric_effects


def survey(seed=1, rows=1500, places=25, below=(2.0, 0.5), above=(0.0, 0.5)):
    rng = np.random.default_rng(seed)
    place = rng.integers(0, places, rows)
    drivers = rng.integers(1, 6, (rows, 2)).astype(float)
    away = drivers - 3
    outcome = np.minimum(away, 0) @ below + np.maximum(away, 0) @ above
    outcome += rng.normal(0, 1, places)[place] + rng.normal(0, 1, rows)
    return outcome, drivers, place


def test_slopes_and_errors_are_those_of_statsmodels():
    outcome, drivers, place = survey()
    mean = np.bincount(place, outcome) / np.bincount(place)
    columns = np.column_stack([np.minimum(drivers - 3, 0), np.maximum(drivers - 3, 0)])
    around = [np.bincount(place, one) / np.bincount(place) for one in columns.T]
    centred = columns - np.column_stack(around)[place]

    mine = asymmetric_effects(outcome, drivers, place, [3, 3])

    theirs = sm.OLS(outcome - mean[place], centred).fit(
        cov_type="cluster", cov_kwds={"groups": place, "df_correction": True}, use_t=True
    )
    low, high = theirs.conf_int(0.1).T
    for ours, part in ((mine.below, slice(0, 2)), (mine.above, slice(2, 4))):
        assert ours.value == pytest.approx(theirs.params[part], abs=1e-9)
        assert ours.low == pytest.approx(low[part], abs=1e-9)
        assert ours.high == pytest.approx(high[part], abs=1e-9)
    test = theirs.t_test(np.array([[1, 0, -1, 0], [0, 1, 0, -1]]))
    assert mine.contrast.value == pytest.approx(test.effect, abs=1e-9)
    assert mine.p == pytest.approx(test.pvalue, abs=1e-9)


def test_weights_count_like_repeated_rows_in_the_slopes():
    outcome, drivers, place = survey(rows=400)
    twice = np.arange(400) % 3 == 0
    weighted = asymmetric_effects(outcome, drivers, place, [3, 3], weight=1.0 + twice)
    rows = np.concatenate([np.arange(400), np.flatnonzero(twice)])

    repeated = asymmetric_effects(outcome[rows], drivers[rows], place[rows], [3, 3])

    assert weighted.below.value == pytest.approx(repeated.below.value)


def test_an_item_that_many_did_not_use_loses_no_row_and_stays_unbiased():
    outcome, drivers, place = survey(rows=20_000)
    unused = np.random.default_rng(2).random(20_000) < 0.5
    drivers[unused, 1] = np.nan

    found = asymmetric_effects(outcome, drivers, place, [3, 3])

    assert found.below.value == pytest.approx([2.0, 0.5], abs=0.1)
    assert found.above.value == pytest.approx([0.0, 0.5], abs=0.1)
    assert found.below.n[1] == (drivers[~unused, 1] < 3).sum()


def test_what_counts_alike_on_both_sides_is_called_different_as_rarely_as_said():
    p = [
        asymmetric_effects(*survey(seed, 600, 20, (0.5, 0.5), (0.5, 0.5)), [3, 3]).p
        for seed in range(200)
    ]
    assert np.mean(np.array(p) < 0.1) == pytest.approx(0.1, abs=0.035)


@pytest.mark.parametrize(
    ("rows", "places"), [(0, 1), (1, 1), (500, 9), (14, 15)], ids=["none", "one", "few", "thin"]
)
def test_too_little_says_nothing(rows, places):
    outcome, drivers, place = survey(rows=rows, places=places)
    found = asymmetric_effects(outcome, drivers, place, [3, 3])
    assert np.isnan([found.below.value, found.contrast.low, found.p]).all()


def test_a_side_without_answers_and_answers_that_never_differ_say_nothing():
    outcome, drivers, place = survey()
    drivers[:, 0] = np.minimum(drivers[:, 0], 3)
    found = asymmetric_effects(outcome, drivers, place, [3, 3])
    assert np.isnan([found.above.value[0], found.contrast.value[0], found.p[0]]).all()
    assert np.isfinite([found.below.value[0], found.contrast.value[1]]).all()


def test_shapes_must_match():
    outcome, drivers, place = survey(rows=50)
    with pytest.raises(ValueError, match="pivot"):
        asymmetric_effects(outcome, drivers, place, [3])
    with pytest.raises(ValueError, match="each row"):
        asymmetric_effects(outcome[1:], drivers, place, [3, 3])
