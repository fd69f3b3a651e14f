"""Recovery cases: how much more is kept when the same people call in another order."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cxscore.line import Against, Bar, Judge, Line, Trial
from cxscore.setting import Setting
from cxsim.recovery import Order, Recovery, RecoveryConfig, money_kept, recovery_queue
from cxstats.recovery import recovery_priority, yearly_value

AREA = "Recovery cases"
USUAL = "The better of first come, first served and lowest score first"
ORACLE = "Knows each customer's value, and how likely each stays"
BUSY = Line(
    name="case-order",
    area=AREA,
    asks=(
        "How much of what could be kept is kept in the order of priority, when more customers"
        " complain than the staff can answer?"
    ),
    per="share of what answering everybody at once would keep",
    bar=Bar(low=1.15, against=Against.USUAL_RATIO),
    usual=USUAL,
    oracle=ORACLE,
)
CALM = Line(
    name="case-order-calm",
    area=AREA,
    asks="The same, when the staff can answer a little more than come in?",
    per="share of what answering everybody at once would keep",
    bar=Bar(low=1.0, against=Against.USUAL_RATIO),
    usual=USUAL,
    oracle=ORACLE,
)
LOADS = {BUSY.name: 1.25, CALM.name: 0.9}
# What the product assumes where nothing was set; the simulator's own median visit differs.
USUAL_VISITS, WORTH = 5.0, 12.0


def try_once(setting: Setting) -> Iterator[Trial]:
    """Answer the same complaints in four orders."""
    weeks = 2 if setting.small else 6
    for line, load in LOADS.items():
        config = replace(RecoveryConfig(), load=load, weeks=weeks)
        recovery = recovery_queue(config, setting.seed)
        everything = np.arange(len(recovery.seen.at))
        most = recovery.truth.saved(everything, np.zeros(len(everything))).sum()
        ours, first, lowest, oracle = (
            money_kept(recovery, order) / most
            for order in (by_priority(recovery), first_come, by_score(recovery), by_truth(recovery))
        )
        yield Trial(line, ours, max(first, lowest), oracle, weight=len(everything))


def by_priority(recovery: Recovery) -> Order:
    """What the product sees and does."""
    seen = recovery.seen
    value = yearly_value(seen.visits, seen.years, usual_visits=USUAL_VISITS, worth=WORTH)
    severity, reach = (10 - seen.score) / 10, np.where(seen.by_phone, 2, 1)

    def order(cases: NDArray[np.int64], now: float) -> NDArray[np.float64]:
        return recovery_priority(
            value[cases], severity[cases], now - seen.at[cases], reach[cases], seen.repeats[cases]
        ).priority

    return order


def first_come(cases: NDArray[np.int64], now: float) -> NDArray[np.float64]:
    """Cases are numbered as they come."""
    del now
    return -cases.astype(np.float64)


def by_score(recovery: Recovery) -> Order:
    """The lowest score first; among equals the one that came first."""

    def order(cases: NDArray[np.int64], now: float) -> NDArray[np.float64]:
        del now
        return -recovery.seen.score[cases] - cases / (2 * len(recovery.seen.at))

    return order


def by_truth(recovery: Recovery) -> Order:
    """What acting on each is truly worth at this moment."""

    def order(cases: NDArray[np.int64], now: float) -> NDArray[np.float64]:
        return recovery.truth.saved(cases, now - recovery.seen.at[cases])

    return order


JUDGE = Judge(lines=(BUSY, CALM), try_once=try_once)
