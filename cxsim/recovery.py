"""Unhappy customers who wait to be called, with known truth, and a few people who call them.

Everything that is expected to be kept is computed, not drawn: the only chance is in who complains
when, and how long each call takes. Truth and what a system would see are two records.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.randomness import stream

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
HOURS_A_DAY = 24.0


@dataclass(frozen=True, slots=True)
class RecoveryConfig:
    """What makes up a queue of complaints. Times are hours, money is of one currency."""

    weeks: int = 6
    agents: int = 2
    opens: float = 11.0
    closes: float = 23.0
    # Cases that come in for each one that the staff can answer.
    load: float = 1.25
    answer_hours: float = 0.5
    answer_spread: float = 0.5  # standard deviation of its logarithm
    # Nobody calls after so long.
    given_up_after: float = 7 * HOURS_A_DAY
    value_median: float = 40.0
    value_spread: float = 0.9
    worth: float = 12.0  # of one visit
    unknown_share: float = 0.35  # of customers about whom no visit is known
    by_phone: float = 0.5
    writing_works: float = 0.65  # as well as a call
    half_kept_median: float = 36.0  # scale of how a chance falls
    half_kept_spread: float = 0.7
    shape: float = 0.7  # of that fall: a Weibull one, fast at first


@dataclass(frozen=True, slots=True)
class SeenCases:
    """What a system sees of each case; n entries each."""

    at: Floats  # hours since Monday midnight
    score: Integers  # 0 to 6 of 10
    visits: Integers
    years: Floats  # in which visits were counted; 0 where nothing is known
    by_phone: NDArray[np.bool_]
    repeats: Integers


@dataclass(frozen=True, slots=True)
class RecoveryTruth:
    """What nobody sees."""

    value: Floats  # of the coming year
    leaves: Floats  # probability to stay away when nothing is done
    kept: Floats  # probability to keep, at once, somebody who would leave
    scale: Floats  # hours of the Weibull fall
    shape: float

    def saved(self, chosen: Integers, delay: Floats) -> Floats:
        """Money expected to be kept by answering these cases after so many hours."""
        falls = np.exp(-((delay / self.scale[chosen]) ** self.shape))
        return self.value[chosen] * self.leaves[chosen] * self.kept[chosen] * falls


@dataclass(frozen=True, slots=True)
class Recovery:
    config: RecoveryConfig
    seen: SeenCases
    truth: RecoveryTruth
    answer_hours: Floats  # how long each takes, whoever answers it


# Given cases and a moment, the larger the number the sooner a case is answered.
Order = Callable[[Integers, float], Floats]


def recovery_queue(config: RecoveryConfig, seed: int) -> Recovery:
    """Invent complaints of some weeks."""
    rng = stream(seed, "recovery")
    open_hours = (config.closes - config.opens) * 7 * config.weeks
    capacity = config.agents * open_hours / config.answer_hours
    n = int(rng.poisson(config.load * capacity))
    value = config.value_median * np.exp(config.value_spread * rng.standard_normal(n))
    bad = rng.standard_normal(n)
    repeats = rng.poisson(0.15, n)
    years = np.where(rng.random(n) < config.unknown_share, 0.0, rng.uniform(0.1, 2.0, n))
    by_phone = rng.random(n) < config.by_phone
    leaves = _logistic(
        -0.1 + 0.9 * bad + 0.5 * repeats - 0.25 * np.log(value / config.value_median)
    )
    kept = _logistic(1.0 - 0.5 * bad) * np.where(by_phone, 1.0, config.writing_works)
    seen = SeenCases(
        at=np.sort(_arrivals(config, n, rng)),
        score=np.clip(np.rint(3.5 - 1.3 * bad + rng.normal(0, 1.2, n)), 0, 6).astype(np.int64),
        visits=rng.poisson(value / config.worth * years),
        years=years,
        by_phone=by_phone,
        repeats=repeats,
    )
    scale = config.half_kept_median * np.exp(config.half_kept_spread * rng.standard_normal(n))
    mean = np.log(config.answer_hours) - config.answer_spread**2 / 2
    takes = np.exp(mean + config.answer_spread * rng.standard_normal(n))
    return Recovery(config, seen, RecoveryTruth(value, leaves, kept, scale, config.shape), takes)


def money_kept(recovery: Recovery, order: Order) -> float:
    """Let the staff answer in this order and return what is expected to be kept in all."""
    config, at = recovery.config, recovery.seen.at
    free = [config.opens] * config.agents
    waiting: list[int] = []
    come, total = 0, 0.0
    while True:
        agent = int(np.argmin(free))
        now = _at_work(config, free[agent])
        while come < len(at) and at[come] <= now:
            waiting.append(come)
            come += 1
        waiting = [one for one in waiting if now - at[one] <= config.given_up_after]
        if not waiting:
            if come == len(at):
                return total
            free[agent] = max(now, float(at[come]))
            continue
        cases = np.array(waiting)
        chosen = cases[[int(np.argmax(order(cases, now)))]]
        waiting.remove(int(chosen[0]))
        total += float(recovery.truth.saved(chosen, now - at[chosen])[0])
        free[agent] = now + float(recovery.answer_hours[chosen[0]])


def _at_work(config: RecoveryConfig, moment: float) -> float:
    """The moment itself, or when the next working day begins."""
    day, hour = divmod(moment, HOURS_A_DAY)
    if hour < config.opens:
        return day * HOURS_A_DAY + config.opens
    return moment if hour < config.closes else (day + 1) * HOURS_A_DAY + config.opens


def _arrivals(config: RecoveryConfig, n: int, rng: np.random.Generator) -> Floats:
    """Complaints come after visits: most in the evening and at the weekend."""
    days = config.weeks * 7
    busy = np.tile([0.8, 0.8, 0.9, 1.0, 1.3, 1.4, 0.8], config.weeks)
    day = rng.choice(days, size=n, p=busy / busy.sum())
    hour = np.where(rng.random(n) < 0.35, rng.normal(13.5, 1.2, n), rng.normal(20.5, 1.8, n))
    return np.asarray(day * HOURS_A_DAY + np.clip(hour, 0.0, HOURS_A_DAY - 0.01))


def _logistic(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-x)), dtype=np.float64)
