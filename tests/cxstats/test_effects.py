import warnings

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import helmert
from statsmodels.regression.mixed_linear_model import MixedLMParams

from cxstats.effects import pooled_effects
from cxstats.sums import NOT_USED, WEIGHT_ONE, cross_sums


def ratings(seed, *, groups=60, rows=60, spread=0.2, missing=0.0):
    """Two decimals as whole numbers: effects are known, and rounding hardly matters."""
    rng = np.random.default_rng(seed)
    slopes = np.array([0.5, 0.3, 0.1]) + rng.normal(0, spread, (groups, 3))
    drivers = rng.normal(0, 0.6, (groups, rows, 1)) + rng.normal(0, 0.7, (groups, rows, 3))
    drivers += rng.normal(0, 0.3, (groups, 1, 3))
    outcome = (drivers * slopes[:, None]).sum(-1) + rng.normal(0, 0.6, (groups, rows))
    outcome += rng.normal(0, 0.5, (groups, 1))
    values = np.rint(100 * np.concatenate([drivers, outcome[..., None]], axis=2))
    values[..., :3][rng.random((groups, rows, 3)) < missing] = NOT_USED
    return values.astype(np.int16).reshape(-1, 4), np.repeat(np.arange(groups), rows), slopes


def fit(seed, *, alike=10.0, **how):
    scores, groups, slopes = ratings(seed, **how)
    cross = cross_sums(scores, groups, int(groups.max()) + 1)
    return pooled_effects(cross, 3, [0, 1, 2], alike=alike), slopes


def test_on_complete_data_it_equals_statsmodels_mixed_model_with_random_slopes():
    scores, groups, _ = ratings(1, groups=40, rows=25)

    mine = pooled_effects(cross_sums(scores, groups, 40), 3, [0, 1, 2], alike=0)

    # Contrasts take each location's own level out without losing anything else.
    rows = (helmert(25) @ (scores / 100).reshape(40, 25, 4)).reshape(-1, 4)
    model = sm.MixedLM(
        rows[:, 3], rows[:, :3], groups=np.repeat(np.arange(40), 24), exog_re=rows[:, :3]
    )
    diagonal = MixedLMParams.from_components(fe_params=np.ones(3), cov_re=np.eye(3))
    theirs = model.fit(free=diagonal, method="cg", disp=False)
    own = theirs.fe_params + np.array([theirs.random_effects[g] for g in range(40)])
    assert mine.mean == pytest.approx(theirs.fe_params, abs=1e-5)
    assert mine.spread**2 == pytest.approx(np.diag(theirs.cov_re), abs=1e-5)
    assert mine.effects == pytest.approx(own, abs=1e-4)
    assert mine.sigma2 / 1e4 == pytest.approx(theirs.scale, rel=1e-5)
    assert np.sqrt(np.diag(mine.mean_covariance)) == pytest.approx(theirs.bse_fe, rel=0.03)


def test_one_location_has_the_effects_of_least_squares():
    scores, groups, _ = ratings(2, groups=1, rows=200)

    mine = pooled_effects(cross_sums(scores, groups, 1), 3, [0, 1, 2])

    theirs = sm.OLS(scores[:, 3], sm.add_constant(scores[:, :3])).fit()
    assert mine.effects[0] == pytest.approx(theirs.params[1:])
    assert np.sqrt(np.diag(mine.covariance[0])) == pytest.approx(theirs.bse[1:], rel=0.02)
    assert mine.spread.tolist() == [0, 0, 0]


def test_locations_that_do_not_differ_are_pooled_completely():
    mine, _ = fit(3, spread=0.0, groups=300)

    assert mine.spread.max() < 0.03
    assert mine.effects == pytest.approx(np.tile(mine.mean, (300, 1)), abs=0.03)


def test_locations_that_differ_greatly_keep_their_own_effects():
    scores, groups, slopes = ratings(4, spread=3.0)

    mine = pooled_effects(cross_sums(scores, groups, 60), 3, [0, 1, 2])

    for group in (0, 30, 59):
        own = sm.OLS(scores[groups == group, 3], sm.add_constant(scores[groups == group, :3])).fit()
        assert mine.effects[group] == pytest.approx(own.params[1:], abs=0.02)
    assert mine.spread == pytest.approx(slopes.std(axis=0), rel=0.1)


@pytest.mark.parametrize("missing", [0.0, 0.4])
@pytest.mark.parametrize("rows", [40, 150])
def test_errors_are_as_large_as_they_say_with_answers_missing_by_design(rows, missing):
    errors = []
    for seed in (5, 6, 7):
        mine, slopes = fit(seed, groups=150, rows=rows, missing=missing)
        said = np.sqrt(np.einsum("gii->gi", mine.covariance))
        errors.append((mine.effects - slopes) / said)
        assert mine.mean == pytest.approx([0.5, 0.3, 0.1], abs=0.07)
        assert mine.spread == pytest.approx([0.2, 0.2, 0.2], abs=0.05)

    assert np.std(errors) == pytest.approx(1, abs=0.1)
    assert np.mean(np.abs(errors) < 1.645) == pytest.approx(0.9, abs=0.04)


def test_pairs_use_answers_that_complete_rows_would_throw_away():
    scores, groups, slopes = ratings(8, groups=100, rows=80, missing=0.4)
    whole = (scores != NOT_USED).all(axis=1)

    pairs = pooled_effects(cross_sums(scores, groups, 100), 3, [0, 1, 2])
    rows = pooled_effects(cross_sums(scores[whole], groups[whole], 100), 3, [0, 1, 2])

    assert np.std(pairs.effects - slopes) < np.std(rows.effects - slopes)


def test_weights_that_undo_a_bias_of_sampling_undo_it():
    """Half the customers have no link between driver and outcome and are asked ten times as often.

    Weights of a tenth bring them back to their share.
    """
    rng = np.random.default_rng(9)
    often = rng.random(40_000) < 10 / 11
    driver = rng.normal(0, 100, 40_000)
    outcome = np.where(often, 0, driver) + rng.normal(0, 100, 40_000)
    scores = np.clip(np.rint(np.stack([driver, outcome], axis=1)), -999, 999).astype(np.int16)
    groups = rng.integers(0, 20, 40_000)
    weights = np.where(often, WEIGHT_ONE // 10, WEIGHT_ONE)

    mine = pooled_effects(
        cross_sums(scores, groups, 20), 1, [0], weighted=cross_sums(scores, groups, 20, weights)
    )

    assert mine.mean == pytest.approx([0.5], abs=0.03)


@settings(max_examples=15)
@given(st.integers(0, 1000), st.permutations(range(3)), st.integers(2, 7), st.integers(-50, 50))
def test_units_and_order_of_items_and_groups_do_not_matter(seed, order, factor, shift):
    scores, groups, _ = ratings(seed, groups=6, rows=20, missing=0.2)
    moved = scores[:, [*order, 3]].copy()
    used = moved[:, 0] != NOT_USED
    moved[used, 0] = moved[used, 0] * factor + shift

    base = pooled_effects(cross_sums(scores, groups, 6), 3, [0, 1, 2])
    mine = pooled_effects(cross_sums(moved, 5 - groups, 6), 3, [0, 1, 2])

    scale = np.array([factor, 1, 1])
    expected = base.effects[::-1][:, list(order)]
    assert mine.effects * scale == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("seed", [10, 11])
def test_drivers_without_answers_or_spread_and_empty_locations_give_numbers(seed):
    scores, groups, _ = ratings(seed, groups=8, rows=12)
    scores[groups == 0] = NOT_USED
    scores[groups == 1, 0] = 100
    scores[groups == 2, 1] = NOT_USED
    scores[groups == 3][1:] = NOT_USED
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mine = pooled_effects(cross_sums(scores, groups, 8), 3, [0, 1, 2])
        nothing = pooled_effects(cross_sums(scores[:0], groups[:0], 2), 3, [0, 1, 2])

    assert np.isfinite(mine.effects).all()
    assert (np.linalg.eigvalsh(mine.covariance) > -1e-9).all()
    assert mine.effects[0] == pytest.approx(mine.mean)
    assert nothing.effects.tolist() == [[0, 0, 0], [0, 0, 0]]


def test_the_outcome_is_no_driver_of_itself():
    cross = cross_sums(*ratings(1)[:2], 60)
    for drivers in ([], [0, 3]):
        with pytest.raises(ValueError, match="driver"):
            pooled_effects(cross, 3, drivers)
