"""Complaints that wait for a call, against sums made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from cxsim.recovery import (
    Recovery,
    RecoveryConfig,
    RecoveryTruth,
    SeenCases,
    money_kept,
    recovery_queue,
)


def queue(at, value, takes, **changes) -> Recovery:
    """Everybody would leave and is kept by half after a scale of ten hours."""
    n = len(at)
    config = replace(RecoveryConfig(agents=1, opens=9.0, closes=17.0), **changes)
    ones = np.ones(n)
    seen = SeenCases(
        np.array(at), np.zeros(n, int), np.zeros(n, int), np.zeros(n), ones > 0, np.zeros(n, int)
    )
    truth = RecoveryTruth(np.array(value), ones, ones, 10 * ones, shape=1.0)
    return Recovery(config, seen, truth, np.array(takes))


def test_one_after_the_other_and_not_at_night():
    # The first at nine, the second when the first is done, the third on the next morning.
    recovery = queue([8.0, 9.0, 18.0], [10.0, 20.0, 40.0], [2.0, 1.0, 1.0])

    kept = money_kept(recovery, lambda cases, _now: -cases.astype(float))

    by_hand = 10 * np.exp(-0.1) + 20 * np.exp(-0.2) + 40 * np.exp(-1.5)
    assert kept == pytest.approx(by_hand)


def test_the_order_decides_who_waits():
    recovery = queue([8.0, 8.0], [10.0, 20.0], [1.0, 1.0])

    kept = money_kept(recovery, lambda cases, _now: cases.astype(float))

    assert kept == pytest.approx(20 * np.exp(-0.1) + 10 * np.exp(-0.2))


def test_nobody_calls_after_too_long():
    recovery = queue([8.0, 8.0], [10.0, 20.0], [4.0, 1.0], given_up_after=2.0)

    kept = money_kept(recovery, lambda cases, _now: -cases.astype(float))

    assert kept == pytest.approx(10 * np.exp(-0.1))


def test_a_seed_gives_the_same_complaints_and_the_load_their_number():
    config = RecoveryConfig(weeks=2)
    one, again = recovery_queue(config, 3), recovery_queue(config, 3)
    more = recovery_queue(replace(config, load=2.5), 3)

    assert one.seen.at.tolist() == again.seen.at.tolist()
    assert len(more.seen.at) / len(one.seen.at) == pytest.approx(2, rel=0.1)
    assert ((one.truth.leaves > 0) & (one.truth.leaves < 1)).all()
    # The lowest scores belong to those who truly would leave.
    assert np.corrcoef(one.seen.score, one.truth.leaves)[0, 1] < -0.4
