from dataclasses import replace

import numpy as np
import pytest
from scipy.signal import fftconvolve
from scipy.stats import norm

from cxstats.dips import SIGNS, SIZES
from cxstats.trading_week import beside_level, least_doubted, picked_z, trading_week
from cxstats.week_cells import week_cells
from cxstats.week_fit import RATES, Habits, Seen, learn, tried
from cxstats.week_judgement import judge

PLACES, PARTS, DAYS = 40, 10, 30


def week(rng, deviation, *, answers=4):
    """The week of 40 locations with answers each day in each of ten parts of the week."""
    place, part, _ = (one.ravel() for one in np.indices((PLACES, PARTS, DAYS)))
    n = np.full(place.size, float(answers))
    level = rng.normal(8, 0.4, PLACES)
    luck = rng.normal(0, 0.3, place.size)
    mean = level[place] + deviation[place, part] + luck + rng.normal(0, 1, place.size) / np.sqrt(n)
    squares = n * mean**2 + rng.chisquare(answers - 1, place.size)
    return week_cells(n, n * mean, squares, location=place, cell=part, shape=(PLACES, PARTS))


def test_a_dip_of_one_location_is_found_with_its_size():
    deviation = np.zeros((PLACES, PARTS))
    deviation[7, 3] = -0.8
    deviation[20, 9] = 0.9

    found = trading_week(week(np.random.default_rng(1), deviation))

    assert np.argwhere(found.shown).tolist() == [[7, 3], [20, 9]]
    assert found.low[7, 3] < -0.8 < found.high[7, 3] < 0
    assert 0 < found.low[20, 9] < 0.9 < found.high[20, 9]


def test_a_small_dip_that_all_share_is_found_though_no_location_could_find_it_alone():
    deviation = np.zeros((PLACES, PARTS))
    deviation[:, 4] = -0.25
    cells = week(np.random.default_rng(2), deviation)

    found = trading_week(cells)

    assert np.argwhere(found.shown.all(axis=0)).tolist() == [[4]]
    assert found.shown.sum() == PLACES
    assert found.shared_low[4] < -0.25 < found.shared_high[4] < 0
    assert found.level == pytest.approx(cells.mean.mean(axis=1), abs=0.05)


def test_nothing_is_shown_where_nothing_deviates():
    found = trading_week(week(np.random.default_rng(3), np.zeros((PLACES, PARTS))))

    assert found.shown.sum() == 0
    assert found.shared_doubt.min() > 0.5


def test_few_answers_tell_nothing_of_their_own():
    deviation = np.zeros((PLACES, PARTS))
    deviation[7, 3] = -0.8

    found = trading_week(week(np.random.default_rng(1), deviation), fewest=DAYS * 4 + 1)

    assert found.shown.sum() == 0


def unlike(mass, d, spread):
    """Let locations differ by `spread` beside their own clear deviations."""
    if spread < 1e-6:
        return mass
    blur = norm.pdf(d, 0, spread)
    return fftconvolve(mass, blur / blur.sum(), mode="same")


def test_the_judgement_equals_adding_up_all_possibilities_on_a_grid():
    """Two locations, one part of the week; deviations on a grid instead of formulas."""
    x, variance = np.array([[-0.5], [0.1]]), np.array([[0.04], [0.09]])
    seen = Seen(x, variance, np.zeros((2, 1), dtype=bool))
    habits = replace(Habits.start(), none=0.6)

    mine = judge(seen, habits)

    d = np.linspace(-4, 4, 16001)
    slab = np.zeros(d.size)
    for sign, size, share in zip(SIGNS, SIZES, habits.size, strict=True):
        slab += share * (sign * d > 0) * 2 * d**4 / (3 * size**4) * norm.pdf(d, 0, size)
    slab *= d[1] - d[0]
    shared = tried(seen)
    total, below, mean = 0.0, np.zeros(2), np.zeros(2)
    for h, value in enumerate(shared.value):
        prior = 0.6 if h == 0 else 0.4 * shared.prior[h]
        for rate, probability in zip(RATES, habits.rate, strict=True):
            mass = rate * slab
            mass[d.size // 2] += 1 - rate
            mass = unlike(mass, d, shared.spread[h])
            each = [mass * norm.pdf(x[i, 0], value + d, np.sqrt(variance[i, 0])) for i in range(2)]
            both = prior * probability * each[0].sum() * each[1].sum()
            total += both
            for i in range(2):
                posterior = each[i] / each[i].sum()
                below[i] += both * posterior[value + d < -1e-12].sum()
                mean[i] += both * (posterior * (value + d)).sum()
    assert mine.mean[:, 0] == pytest.approx(mean / total, rel=1e-4)
    assert 1 - mine.doubt[0, 0] == pytest.approx(below[0] / total, rel=1e-3)


def test_odd_input_gives_a_plain_result():
    same = week_cells([5, 5], [40, 40], [320, 320], location=[0, 0], cell=[0, 1], shape=(1, 2))
    single = week_cells([5.0], [40], [330], location=[0], cell=[0], shape=(1, 1))
    nothing = week_cells([], [], [], location=[], cell=[], shape=(2, 3))

    assert trading_week(same).shown.tolist() == [[False, False]]
    assert trading_week(same).level.tolist() == [8]
    assert trading_week(single).shown.tolist() == [[False]]
    assert np.isnan(trading_week(nothing).level).all()


def test_what_dips_lift_elsewhere_is_found_and_not_taken_for_rises():
    """One of ten parts dips by 0.8 at each location, which lifts the other nine by 0.8 / 9."""
    rng = np.random.default_rng(4)
    dips = rng.permuted(np.tile(np.arange(PARTS) == 0, (200, 1)), axis=1)
    mean = rng.normal(-0.8 * dips, 0.2)
    seen = Seen(*beside_level(mean, np.full(mean.shape, 0.04), 0 * mean), mean > np.inf)

    habits = learn(seen, Habits.start())

    assert habits.lift == pytest.approx(0.8 / 9, abs=0.01)
    assert habits.size[SIGNS > 0].sum() < 0.02
    assert habits.rate @ RATES == pytest.approx(0.1, abs=0.03)


def test_intervals_of_what_was_picked_hold_as_often_as_is_said():
    """A plain interval of the largest of many misses most; the wider one at most one in twenty."""
    rng = np.random.default_rng(5)
    true = rng.normal(0, 0.5, 100_000)
    seen = true + rng.normal(0, 1, true.size)
    picked = seen > 3

    missed = np.abs(seen - true) > picked_z(picked, np.ones(true.size, dtype=bool))

    assert (np.abs(seen - true) > 1.96)[picked].mean() > 0.9
    assert missed[picked].mean() <= 0.05 * (1 + 3 / np.sqrt(0.05 * picked.sum()))
    assert missed[~picked].mean() < 0.05
    share = picked.mean()
    assert picked_z(picked, picked | True)[picked][0] == pytest.approx(norm.isf(0.025 * share))


def test_the_least_doubted_keep_the_average_doubt_and_are_more_likely_than_not():
    doubt = np.array([[0.0] * 20, [0.6] * 20])

    assert least_doubted(doubt, 0.10).sum() == 20
    assert least_doubted(np.array([]), 0.10).sum() == 0
