"""Which unhappy customer should be called first?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.later import special

Floats = NDArray[np.float64]

# Shares who did not buy again, by how bad the problem was: its loss small or large, and whether
# nothing was put right, something was, or something was quickly (TARP 1979, updated 1986).
LEAVE = (0.54, 0.81)
LEAVE_AFTER_SLOW = (0.30, 0.46)
LEAVE_AFTER_QUICK = (0.05, 0.18)
# Assumed: "slow" there is three days here.
SLOW_HOURS = 72.0
# Assumed: what is left of the chance when a customer can only be written to, or not reached.
REACH = (0.05, 0.6, 1.0)
# Each complaint of the same customer before this one moves so much of what still holds them.
REPEATED = 0.25
# An influence of one is a tenth of the priority, and never more.
INFLUENCE = 1 / 9


@dataclass(frozen=True, slots=True)
class RecoveryPriority:
    """All arrays have one entry for each case."""

    priority: Floats  # money expected to be kept by acting now
    at_stake: Floats  # money expected to be lost by doing nothing
    chance: Floats  # 0 to 1: that acting now keeps somebody who would leave
    # Logarithms of each factor against a usual case, for saying why: shape (cases, 6) in the order
    # of FACTORS.
    weight: Floats


FACTORS = ("value", "severity", "waiting", "reach", "repeated", "influence")


def recovery_priority(  # noqa: PLR0917  # a column for each fact of a case
    yearly_value: ArrayLike,
    severity: ArrayLike,
    hours: ArrayLike,
    reach: ArrayLike,
    repeats: ArrayLike,
    influence: ArrayLike = 0.0,
    *,
    usual_value: float = 60.0,
) -> RecoveryPriority:
    """How much money acting on each case now is expected to keep.

    What is at stake is a year's value of the customer times the share who leave after a problem of
    this severity when nothing is put right. The chance is the share of those whom a quick
    answer keeps, falling as one over one plus the delay; it halves in three days. Both come from
    published shares; nothing here is tuned to a simulation.

    Parameters
    ----------
    yearly_value
        What the customer leaves in a year after costs, in money, at least 0.
    severity
        0 (a trifle) to 1 (the worst answer there is).
    hours
        Since the visit, at least 0.
    reach
        0 cannot be reached, 1 in writing only, 2 by telephone.
    repeats
        How often this customer complained before within a year.
    influence
        0 to 1; it adds at most a ninth, so it is never more than a tenth of the priority.
    usual_value
        A usual customer's yearly value, which reasons compare with.

    Raises
    ------
    ValueError
        When a value is negative, not finite, or a share is above 1.

    Notes
    -----
    Cost: O(cases). Shares: Technical Assistance Research Programs, "Consumer Complaint Handling in
    America" (1979, update 1986). Product of loss and chance: expected value of perfect
    action, as in cost-sensitive ranking (Elkan 2001).

    >>> found = recovery_priority([100.0, 100.0], [0.0, 1.0], [0.0, 72.0], [2, 2], [0, 0])
    >>> found.at_stake.round(1).tolist(), found.chance.round(3).tolist()
    ([54.0, 81.0], [0.907, 0.389])
    """
    value, bad, delay, times, fame = (
        np.atleast_1d(np.asarray(one, dtype=np.float64))
        for one in (yearly_value, severity, hours, repeats, influence)
    )
    can = np.atleast_1d(np.asarray(reach, dtype=np.intp))
    _check(value, bad, delay, times, fame)
    if not np.isfinite(usual_value) or usual_value <= 0:
        raise ValueError("usual_value is finite and more than 0")
    if ((can < 0) | (can >= len(REACH))).any():
        raise ValueError("reach is 0, 1 or 2")
    value, bad, delay, times, fame, can = np.broadcast_arrays(value, bad, delay, times, fame, can)
    once = _between(LEAVE, bad)
    leaves = 1 - (1 - once) * (1 - REPEATED) ** times
    quick = won_back(bad)
    waited = 1 / (1 + delay / SLOW_HOURS)
    reached = np.asarray(REACH)[can]
    louder = 1 + INFLUENCE * fame
    at_stake = value * leaves
    chance = quick * waited * reached
    usual_once = _between(LEAVE, np.array(0.5))
    usual_quick = won_back(0.5)
    weight = np.log(
        np.stack(
            [
                np.maximum(value, usual_value / 1000) / usual_value,
                once * quick / (usual_once * usual_quick),
                waited,
                reached,
                leaves / once,
                louder,
            ],
            axis=-1,
        )
    )
    return RecoveryPriority(at_stake * chance * louder, at_stake, chance, weight)


def won_back(severity: ArrayLike) -> Floats:
    """The share of those who would leave that a quick answer keeps, by the published shares.

    `severity` is 0 to 1, of any shape; so is the answer. Cost: O(cases). Source: TARP (1979, 1986).

    >>> won_back([0.0, 1.0]).round(3).tolist()
    [0.907, 0.778]
    """
    bad = np.asarray(severity, dtype=np.float64)
    once = _between(LEAVE, bad)
    return np.asarray((once - _between(LEAVE_AFTER_QUICK, bad)) / once)


def kept_range(  # noqa: PLR0917  # a column for each fact of a case
    least_value: ArrayLike,
    most_value: ArrayLike,
    hours: ArrayLike,
    reach: ArrayLike,
    repeats: ArrayLike,
    influence: ArrayLike = 0.0,
) -> tuple[Floats, Floats]:
    """Between which amounts the priority lies, for a value that is known to lie within a range.

    How bad a problem really was is not known either, so the range spans the published shares from
    a trifle to the worst. Units and errors are those of `recovery_priority`; cost: O(cases).

    >>> low, high = kept_range([100.0], [200.0], [0.0], [2], [0])
    >>> low.round(1).tolist(), high.round(1).tolist()
    ([49.0], [126.0])
    """
    ends = [
        recovery_priority(value, severity, hours, reach, repeats, influence).priority
        for value in (least_value, most_value)
        for severity in (0.0, 1.0)
    ]
    return np.min(ends, axis=0), np.max(ends, axis=0)


def yearly_value(
    visits: ArrayLike,
    years: ArrayLike,
    *,
    usual_visits: float,
    worth: float,
    believed_years: float = 0.5,
) -> Floats:
    """What a customer is worth in a year, drawn toward the usual one by how little is known.

    The expected number of visits a year under a gamma prior that weighs as much as
    `believed_years` of watching, times what one visit leaves.

    Raises ValueError on negative or infinite numbers. Cost: O(customers). Source: gamma-Poisson
    shrinkage, Robbins (1956).

    >>> yearly_value([0, 12], [0.0, 1.0], usual_visits=6.0, worth=10.0).tolist()
    [60.0, 100.0]
    """
    shape, rate = _visiting(visits, years, usual_visits, worth, believed_years)
    return np.asarray(worth * shape / rate)


def yearly_range(
    visits: ArrayLike,
    years: ArrayLike,
    *,
    usual_visits: float,
    worth: float,
    believed_years: float = 0.5,
    confidence: float = 0.95,
) -> tuple[Floats, Floats]:
    """Between which amounts the value of `yearly_value` lies, by the visits that were counted.

    Quantiles of the same gamma distribution; what one visit leaves is taken as known.

    Raises ValueError on negative or infinite numbers. Cost: O(customers). Source: as there.

    >>> low, high = yearly_range([0, 12], [0.0, 1.0], usual_visits=6.0, worth=10.0)
    >>> low.round(1).tolist(), high.round(1).tolist()
    ([12.4, 56.0], [144.5, 156.6])
    """
    shape, rate = _visiting(visits, years, usual_visits, worth, believed_years)
    low, high = (special.gammaincinv(shape, (1 + end * confidence) / 2) for end in (-1, 1))
    return np.asarray(worth * low / rate), np.asarray(worth * high / rate)


def _visiting(
    visits: ArrayLike, years: ArrayLike, usual: float, worth: float, believed_years: float
) -> tuple[Floats, Floats]:
    """Shape and rate of the gamma distribution of the visits a year."""
    seen, time = (np.atleast_1d(np.asarray(one, dtype=np.float64)) for one in (visits, years))
    settings = np.array([usual, worth, believed_years])
    if not all(np.isfinite(one).all() and (one >= 0).all() for one in (seen, time, settings)):
        raise ValueError("visits, years and worths are finite and at least 0")
    if believed_years == 0:
        raise ValueError("believed_years is more than 0")
    return np.asarray(usual * believed_years + seen), np.asarray(believed_years + time)


def top_reasons(found: RecoveryPriority, *, count: int = 3) -> list[list[str]]:
    """The factors that move each case most, up or down, the strongest first.

    Cost: O(cases). Returns names out of FACTORS, always `count` of them.
    """
    order = np.argsort(-np.abs(found.weight), axis=-1, kind="stable")[:, :count]
    return [[FACTORS[one] for one in row] for row in order.tolist()]


def _between(ends: tuple[float, float], share: Floats) -> Floats:
    return np.asarray(ends[0] + (ends[1] - ends[0]) * share)


def _check(value: Floats, bad: Floats, delay: Floats, times: Floats, fame: Floats) -> None:
    for one in (value, bad, delay, times, fame):
        if not np.isfinite(one).all() or (one < 0).any():
            raise ValueError("values, severities, hours and counts are finite and at least 0")
    if (bad > 1).any() or (fame > 1).any():
        raise ValueError("severity and influence are at most 1")
