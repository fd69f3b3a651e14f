import warnings

import numpy as np
import pytest
import statsmodels.api as sm

from cxstats.poststratify import poststratified


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def sums(at, column, answer, shape):
    code = at * shape[1] + column
    return [
        np.bincount(code, values, shape[0] * shape[1]).reshape(shape)
        for values in (np.ones(len(at)), answer, answer**2)
    ]


def chain(*, groups=60, visits=400, seed=1, known=1.0):
    """Two kinds of guests: regulars are happier and answer four times as readily."""
    rng = np.random.default_rng(seed)
    at = np.repeat(np.arange(groups), visits)
    share = rng.beta(6, 6, groups)
    kind = (rng.random(len(at)) < share[at]).astype(int)
    level = rng.normal(7, 0.4, groups)
    answer = level[at] + np.where(kind == 1, 1.0, -0.5) + rng.normal(0, 2, len(at))
    came = rng.random(len(at)) < np.where(kind == 1, 0.6, 0.15)
    column = np.where(rng.random(len(at)) < known, kind, 2)
    true = np.bincount(at, answer) / visits
    counted = sums(at[came], column[came], answer[came], (groups, 3 if known < 1 else 2))
    all_visits = sums(at, kind, answer, (groups, 2))[0]
    return true, counted, all_visits


def rmse(found, true):
    return float(np.sqrt(np.mean((found - true) ** 2)))


def test_differences_between_kinds_are_the_regression_of_statsmodels():
    _, (n, total, squares), came = chain(groups=8)
    rows = np.argwhere(n >= 0)
    X = np.column_stack([rows[:, 0][:, None] == np.arange(8), rows[:, 1] == 1]).astype(float)
    wls = sm.WLS((total / n).ravel(), X, weights=n.ravel()).fit()

    found = poststratified(n, total, squares, came)

    # One answer's worth of steadying in thousands.
    assert found.difference[1] - found.difference[0] == pytest.approx(wls.params[-1], rel=0.005)


@pytest.mark.parametrize("known", [1.0, 0.5])
def test_the_error_against_all_visits_falls(known):
    true, (n, total, squares), came = chain(known=known)
    kinds = None if known == 1 else [[1, 0], [0, 1], [1, 1]]

    found = poststratified(n, total, squares, came, kinds=kinds)

    raw = total.sum(axis=1) / n.sum(axis=1)
    assert rmse(found.value, true) < 0.5 * rmse(raw, true)
    assert found.shift.mean() == pytest.approx((raw - true).mean(), abs=0.05)


@pytest.mark.parametrize("known", [1.0, 0.5])
def test_intervals_hold_what_they_promise(known):
    kinds = None if known == 1 else [[1, 0], [0, 1], [1, 1]]
    held = []
    for seed in range(20):
        true, (n, total, squares), came = chain(visits=3000, seed=seed, known=known)
        # A tenth of the answers, so that `true` is that of a large population beside them.
        thin = poststratified(n / 10, total / 10, squares / 10, came, kinds=kinds)
        held.append(np.abs(thin.value - true) <= 1.96 * thin.se)

    assert np.mean(held) > 0.93


def test_equal_response_changes_nothing_but_pooling():
    n = np.array([[50.0, 50.0], [50.0, 50.0]])
    total, squares = n * [[4, 3], [3, 2]], n * [[17, 10], [10, 5]]

    found = poststratified(n, total, squares, 3 * n)

    assert found.shift == pytest.approx([0, 0])
    assert found.value == pytest.approx(found.pooled.value)


def test_a_group_without_answers_has_what_its_visits_say():
    n = np.array([[50.0, 50.0], [50.0, 50.0], [0.0, 0.0]])
    total, squares = n * [[4, 2], [4, 2], [0, 0]], n * [[17, 5], [17, 5], [0, 0]]

    found = poststratified(n, total, squares, [[100, 100], [100, 100], [100, 0]])

    assert found.value == pytest.approx([3, 3, 4], abs=0.03)


def test_one_group_with_one_answer():
    found = poststratified([[1, 0]], [[4, 0]], [[16, 0]], [[3, 3]])

    assert found.value.tolist() == [4.0]


def test_no_answers_at_all_are_nan():
    nothing = np.zeros((2, 2))

    assert np.isnan(poststratified(nothing, nothing, nothing, [[1, 1], [1, 1]]).value).all()


@pytest.mark.parametrize(
    ("n", "visits", "kinds"),
    [
        ([[1.0]], [[0.0]], None),
        ([[-1.0]], [[2.0]], None),
        ([[1.0]], [[2.0, 2.0]], None),
        ([[1.0]], [[2.0, 2.0]], [[0, 0]]),
        ([1.0], [[2.0]], None),
    ],
)
def test_impossible_input_is_refused(n, visits, kinds):
    with pytest.raises(ValueError):
        poststratified(n, n, n, visits, kinds=kinds)
