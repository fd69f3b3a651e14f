import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given
from hypothesis import strategies as st

from cxstats.pooling import nested_intercepts, random_intercepts


def answers(rng, *, n_groups=30, n_parents=1, most=40):
    sizes = rng.integers(2, most, n_groups)
    parent = np.arange(n_groups) % n_parents
    centre = 4 + rng.normal(0, 0.5, n_parents)[parent] + rng.normal(0, 0.4, n_groups)
    group = np.repeat(np.arange(n_groups), sizes)
    return pd.DataFrame(
        {"y": rng.normal(centre[group], 1), "group": group, "parent": parent[group]}
    )


def sums(frame, n_groups):
    group, y = frame.group.to_numpy(), frame.y.to_numpy()
    return [np.bincount(group, w, minlength=n_groups) for w in (np.ones(len(y)), y, y * y)]


def test_it_equals_statsmodels_mixed_model():
    frame = answers(np.random.default_rng(1))

    mine = random_intercepts(*sums(frame, 30))

    theirs = smf.mixedlm("y ~ 1", frame, groups=frame.group).fit(method="powell")
    effects = theirs.params["Intercept"] + np.array(
        [float(theirs.random_effects[g].iloc[0]) for g in range(30)]
    )
    assert mine.mu == pytest.approx(theirs.params["Intercept"], abs=1e-5)
    assert mine.tau2 == pytest.approx(float(theirs.cov_re.iloc[0, 0]), abs=1e-5)
    assert mine.sigma2 == pytest.approx(theirs.scale, abs=1e-5)
    assert mine.value == pytest.approx(effects, abs=1e-5)


def test_nested_values_equal_statsmodels_mixed_model():
    frame = answers(np.random.default_rng(2), n_groups=80, n_parents=16)

    mine = nested_intercepts(*sums(frame, 80), np.arange(80) % 16)

    theirs = smf.mixedlm(
        "y ~ 1",
        frame,
        groups="parent",
        re_formula="1",
        vc_formula={"group": "0 + C(group)"},
    ).fit(method="powell")
    parents = np.array([theirs.random_effects[p].iloc[0] for p in range(16)])
    assert mine.tau2 == pytest.approx(theirs.vcomp[0], rel=1e-3)
    assert mine.sigma2 == pytest.approx(theirs.scale, rel=1e-4)
    assert mine.parent_tau2 == pytest.approx(float(theirs.cov_re.iloc[0, 0]), rel=1e-3)
    assert mine.parent_value == pytest.approx(parents + theirs.params["Intercept"], abs=1e-4)


def test_one_parent_is_no_parent():
    n, total, squares = sums(answers(np.random.default_rng(3)), 30)

    nested = nested_intercepts(n, total, squares, np.zeros(30, dtype=int))
    plain = random_intercepts(n, total, squares)

    assert nested.value.tolist() == plain.value.tolist()
    assert nested.parent_value == pytest.approx([plain.mu])
    assert nested.parent_tau2 == 0


@pytest.mark.parametrize(
    ("tau", "groups", "parents"), [(0.3, 7, 1), (0.1, 7, 1), (1.0, 7, 1), (0.3, 40, 4)]
)
def test_intervals_of_few_groups_cover_what_they_say(tau, groups, parents):
    """With the variance taken as known these covered .60 to .92 where they say .95."""
    rng = np.random.default_rng(4)
    parent = np.arange(groups) % parents
    covered = []
    for _ in range(250):
        truth = rng.normal(0, tau, groups) + rng.normal(0, 0.2, parents)[parent] * (parents > 1)
        y = truth[:, None] + rng.normal(size=(groups, 50))
        found = nested_intercepts(np.full(groups, 50), y.sum(1), (y**2).sum(1), parent)
        covered.append(np.abs(found.value - truth) < 1.96 * found.se)

    assert 0.92 <= np.mean(covered) <= 0.99


def test_a_group_without_answers_has_its_parents_value_and_the_full_spread():
    frame = answers(np.random.default_rng(5), n_groups=60, n_parents=3, most=400)
    n, total, squares = (np.r_[s, 0, 0] for s in sums(frame, 60))
    parent = np.r_[np.arange(60) % 3, 1, 3]

    mine = nested_intercepts(n, total, squares, parent)

    assert mine.value[60:].tolist() == [mine.parent_value[1], mine.parent_value[3]]
    assert mine.parent_value[3] == pytest.approx(mine.mu)
    assert mine.shrinkage[60:].tolist() == [1, 1]
    assert mine.tau2 < mine.se[60] ** 2 < 2 * mine.tau2
    assert mine.se[61] ** 2 > mine.tau2 + mine.parent_tau2


DEGENERATE = {
    "one location": ([20], [80], [340]),
    "one answer": ([1], [4], [16]),
    "one answer each": ([1, 1, 1], [4, 5, 3], [16, 25, 9]),
    "all equal": ([5, 7], [20, 28], [80, 112]),
    "equal within": ([5, 7, 0], [20, 35, 0], [80, 175, 0]),
    "no differences": ([4, 4], [12, 12], [44, 44]),
}


@pytest.mark.parametrize("name", DEGENERATE)
@pytest.mark.parametrize("split", [False, True])
def test_degenerate_data_give_numbers_and_no_warning(name, split):
    n, total, squares = DEGENERATE[name]
    parent = np.arange(len(n)) if split else np.zeros(len(n), dtype=int)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mine = nested_intercepts(n, total, squares, parent)

    assert np.isfinite(mine.value).all()
    assert np.isfinite(mine.se).all()
    assert ((mine.shrinkage >= 0) & (mine.shrinkage <= 1)).all()


def test_one_location_stands_on_its_own_answers():
    mine = random_intercepts([20], [80], [340])

    assert mine.value.tolist() == [4]
    assert mine.se == pytest.approx([np.sqrt(20 / 19 / 20)], rel=1e-3)


def test_no_answers_at_all_give_nan():
    mine = random_intercepts([0, 0], [0, 0], [0, 0])

    assert np.isnan(mine.value).tolist() == [True, True]


def test_input_that_cannot_be_is_refused():
    for wrong in (([1], [1, 2], [1], [0]), ([-1], [1], [1], [0]), ([1], [1], [1], [-1])):
        with pytest.raises(ValueError):
            nested_intercepts(*wrong)


@given(
    st.integers(0, 2**32 - 1), st.floats(0.01, 100), st.floats(-50, 50), st.permutations(range(8))
)
def test_units_and_order_of_groups_do_not_matter(seed, scale, shift, order):
    frame = answers(np.random.default_rng(seed), n_groups=8, n_parents=2, most=15)
    n, total, squares = sums(frame, 8)
    parent = np.arange(8) % 2
    moved = scale**2 * squares + 2 * scale * shift * total + n * shift**2
    base = nested_intercepts(n, total, squares, parent)

    mine = nested_intercepts(
        *(s[list(order)] for s in (n, scale * total + n * shift, moved)), parent[list(order)]
    )

    expected = scale * base.value[list(order)] + shift
    assert mine.value == pytest.approx(expected, abs=1e-4 * scale, rel=1e-6)
    assert mine.se == pytest.approx(scale * base.se[list(order)], rel=1e-3)
