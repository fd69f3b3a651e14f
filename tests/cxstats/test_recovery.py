"""Priorities of cases, against the published shares and sums made one by one."""

import math

import numpy as np
import pytest

from cxstats.recovery import (
    kept_range,
    recovery_priority,
    top_reasons,
    yearly_range,
    yearly_value,
)


def by_hand(value, severity, hours, reach, repeats, influence):
    """One case, without arrays, from the shares of TARP who bought again.

    Small loss: 46% when nothing was put right, 95% when it was quickly; large: 19% and 82%.
    """
    stays = 0.46 + (0.19 - 0.46) * severity
    stays_after = 0.95 + (0.82 - 0.95) * severity
    leaves = 1 - stays * 0.75**repeats
    won_back = (stays_after - stays) / (1 - stays)
    chance = won_back * 72 / (72 + hours) * [0.05, 0.6, 1.0][reach]
    return value * leaves * chance * (1 + influence / 9)


@pytest.mark.parametrize("seed", range(3))
def test_every_case_alone_gives_the_same(seed):
    rng = np.random.default_rng(seed)
    n = 40
    told = (
        rng.exponential(80, n),
        rng.random(n),
        rng.exponential(40, n),
        rng.integers(0, 3, n),
        rng.integers(0, 4, n),
        rng.random(n),
    )

    found = recovery_priority(*told)

    expected = [by_hand(*(column[i] for column in told)) for i in range(n)]
    np.testing.assert_allclose(found.priority, expected, rtol=1e-12)


def test_influence_is_never_more_than_a_tenth_of_a_priority():
    famous = recovery_priority([100], [0.5], [1], [2], [0], [1]).priority
    unknown = recovery_priority([100], [0.5], [1], [2], [0], [0]).priority

    assert float((famous - unknown)[0] / famous[0]) == pytest.approx(0.1)


def test_the_three_strongest_reasons_come_first():
    found = recovery_priority([600, 60, 60], [0.5, 1.0, 0.5], [0, 0, 144], [2, 0, 2], [0, 0, 3])

    assert [row[0] for row in top_reasons(found)] == ["value", "reach", "waiting"]
    assert top_reasons(found)[2][1] == "repeated"
    assert math.isclose(found.weight[0, 0], math.log(10))


def test_nothing_known_of_a_customer_is_a_usual_one():
    found = yearly_value([0, 0, 40], [0.0, 1e9, 2.0], usual_visits=5.0, worth=12.0)

    assert found.tolist() == pytest.approx([60, 0, 12 * (2.5 + 40) / 2.5], abs=1e-6)


def test_the_range_of_a_value_is_that_of_the_tables():
    """Twice the rate times a gamma variable is chi-square; 10 and 30 degrees, 2.5% and 97.5%."""
    low, high = yearly_range([0, 10], [0.0, 1.5], usual_visits=10.0, worth=1.0)

    assert low.tolist() == pytest.approx([3.247, 16.791 / 4], abs=1e-3)
    assert high.tolist() == pytest.approx([20.483, 46.979 / 4], abs=1e-3)


def test_what_is_kept_lies_within_its_range_whatever_is_true():
    rng = np.random.default_rng(5)
    facts = rng.exponential(40, 200), rng.integers(0, 3, 200), rng.integers(0, 9, 200)
    least, more = rng.exponential(60, 200), rng.exponential(60, 200)
    low, high = kept_range(least, least + more, *facts)

    for share in (0.0, 0.3, 1.0):
        for severity in (0.0, 0.5, 1.0):
            kept = recovery_priority(least + share * more, severity, *facts).priority
            assert ((low <= kept * (1 + 1e-12)) & (kept <= high * (1 + 1e-12))).all()


def test_empty_and_worthless_are_fine():
    assert recovery_priority([], [], [], [], []).priority.tolist() == []
    assert recovery_priority([0.0], [1.0], [0.0], [2], [0]).priority.tolist() == [0.0]


@pytest.mark.parametrize(
    "told",
    [
        ([-1], [0], [0], [2], [0]),
        ([1], [1.1], [0], [2], [0]),
        ([1], [0], [math.nan], [2], [0]),
        ([math.inf], [0], [0], [2], [0]),
        ([1], [0], [0], [3], [0]),
        ([1], [0], [0], [2], [-1]),
        ([1], [0], [0], [2], [0], [1.5]),
    ],
)
def test_what_cannot_be_is_refused(told):
    with pytest.raises(ValueError):
        recovery_priority(*told)


@pytest.mark.parametrize("believed", [0.0, -1.0, math.nan])
def test_a_prior_that_weighs_nothing_is_refused(believed):
    with pytest.raises(ValueError):
        yearly_value([1], [1], usual_visits=5, worth=12, believed_years=believed)


def test_a_usual_value_of_nothing_is_refused():
    with pytest.raises(ValueError):
        recovery_priority([1], [0], [0], [2], [0], usual_value=0)
