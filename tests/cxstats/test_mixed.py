"""The equations against the same likelihood from the dense covariance of all answers."""

import numpy as np
import pytest

from cxstats.mixed import equations, solve


def dense(y, factors, ratios):
    covariance = np.eye(y.size)
    for factor, ratio in zip(factors, ratios, strict=True):
        covariance += ratio * (factor[:, None] == factor)
    inverse = np.linalg.inv(covariance)
    ones = np.ones(y.size)
    weight = ones @ inverse @ ones
    mean = ones @ inverse @ y / weight
    misfit = (y - mean) @ inverse @ (y - mean)
    whole = np.linalg.slogdet(covariance)[1] + np.log(weight) + (y.size - 1) * np.log(misfit)
    effect = [ratios[-1] * (inverse @ (y - mean))[factors[-1] == i].sum() for i in range(5)]
    return whole, mean, misfit / (y.size - 1), effect


def survey(size, *, levels):
    rng = np.random.default_rng(size)
    places = rng.integers(0, 5, size)
    finest = rng.integers(0, levels, size)
    days = places * 100 + rng.integers(0, 60, size)
    factors = [np.unique(f, return_inverse=True)[1] for f in (finest, days, places)]
    return rng.integers(0, 11, size).astype(float), factors


@pytest.mark.parametrize("levels", [300, 700, 3000])
@pytest.mark.parametrize("ratios", [(0.3, 0.2, 0.1), (0.0, 1.5, 0.02), (4.0, 0.0, 0.5)])
def test_guests_who_roam_days_and_places_have_the_likelihood_of_all_answers(levels, ratios):
    """With 300 guests, all that is left is dense; with 3,000, most go in one round."""
    y, factors = survey(900, levels=levels)
    sizes = [int(factor.max()) + 1 for factor in factors]
    found = solve(equations(np.ones(y.size), y, y @ y, factors, sizes), np.array(ratios))

    whole, mean, residual, effect = dense(y, factors, ratios)
    assert found.deviance == pytest.approx(whole, abs=1e-7)
    assert [found.mean, found.residual] == pytest.approx([mean, residual], rel=1e-10)
    assert found.effect == pytest.approx(np.array(effect), abs=1e-10)


def test_a_factor_by_itself_is_left_for_the_end():
    y, (_, _, places) = survey(200, levels=100)
    found = solve(equations(np.ones(200), y, y @ y, [places], [5]), np.array([0.3]), errors=True)

    whole, mean, _, effect = dense(y, [places], [0.3])
    assert [found.deviance, found.mean] == pytest.approx([whole, mean])
    assert found.effect == pytest.approx(np.array(effect))
    n = np.bincount(places)
    assert found.variance == pytest.approx(found.residual * 0.3 / (1 + 0.3 * n))


def test_cells_of_many_different_numbers_say_what_their_rows_say():
    y, factors = survey(900, levels=3000)
    cells = np.unique(np.column_stack(factors), axis=0, return_inverse=True)[1]
    n, total = np.bincount(cells), np.bincount(cells, y)
    first = np.unique(cells, return_index=True)[1]
    sizes, ratios = [int(f.max()) + 1 for f in factors], np.array([0.3, 0.2, 0.1])

    short = equations(n.astype(float), total, y @ y, [f[first] for f in factors], sizes)
    long = equations(np.ones(y.size), y, y @ y, factors, sizes)
    assert solve(short, ratios).deviance == pytest.approx(solve(long, ratios).deviance)
