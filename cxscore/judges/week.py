"""The trading week: are the parts of it that are shown real, and how many dips are found."""

from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from cxscore.line import Against, Bar, Judge, Line, Trial
from cxscore.setting import Setting
from cxscore.weeks import HEAT_MAP, RATE, busy, heat_map, make_week, oracle
from cxstats.trading_week import trading_week

AREA = "Trading week"
ORACLE = "Decides by true variances, true depth and true frequency of dips"
ANSWERS, DEPTHS = (100, 400, 1600), (0.2, 0.4, 0.6)
CASES = tuple(product((False, True), ANSWERS, DEPTHS))
# Cases of a seed's turn; all have been tried after six seeds, null cases after three.
CASES_A_SEED = 3
FALSE = Line(
    name="week-false",
    area=AREA,
    asks="Some parts of the week dip: how many of the cells that are shown do not?",
    per="share of shown cells, average of 18 cases",
    bar=Bar(high=RATE),
    usual=HEAT_MAP,
    oracle=ORACLE,
    larger_is_better=False,
)
NONE = Line(
    name="week-none",
    area=AREA,
    asks="No part of any week dips: how often is a cell shown all the same?",
    per="share of chains of 120 locations",
    bar=Bar(high=RATE),
    usual=HEAT_MAP,
    larger_is_better=False,
)


def _power(name: str, what: str) -> Line:
    return Line(
        name=f"week-found-{name}",
        area=AREA,
        asks=f"{what}: how many dips are found?",
        per="share of dips",
        bar=Bar(low=0.9, against=Against.ORACLE_RATIO),
        oracle=ORACLE,
    )


FOUND = {
    False: _power("own", "Each location dips elsewhere, over all nine cases"),
    True: _power("shared", "All locations dip in the same parts of the week, over all nine cases"),
}
SHARED_AT = {
    n: _power(f"shared-{n}", f"All locations dip alike, {n:,} answers each, over three depths")
    for n in ANSWERS
}
OWN_AT = {
    (n, depth): _power(
        f"own-{n}-{round(100 * depth)}",
        f"Each location dips elsewhere by {depth} standard deviations, {n:,} answers each",
    )
    for n, depth in ((400, 0.6), (1600, 0.4), (1600, 0.6))
}
# Not even the oracle finds these: a cell has a handful of answers, or the dip is within its error.
HOPELESS = Line(
    name="week-found-own-others",
    area=AREA,
    asks="Each location dips elsewhere, in the six cases too small to see: how many are found?",
    per="share of dips",
    bar=Bar(low=-0.02, against=Against.ORACLE_DIFFERENCE),
    oracle=ORACLE,
)


def try_once(setting: Setting) -> Iterator[Trial]:
    rng, share = setting.rng("week"), busy(setting.config)
    turn = 1 if setting.small else CASES_A_SEED
    for i in range(turn):
        case = CASES[(setting.seed + i * len(CASES) // CASES_A_SEED) % len(CASES)]
        yield from _case(rng, share, case)
    yield _null(rng, share, ANSWERS[setting.seed % len(ANSWERS)])


def _case(
    rng: np.random.Generator, share: NDArray[np.float64], case: tuple[bool, int, float]
) -> Iterator[Trial]:
    shared, answers, depth = case
    week = make_week(rng=rng, share=share, answers=answers, depth=depth, shared=shared)
    cells = week.cells()
    found = trading_week(cells)
    best, usual = oracle(cells, week, depth, shared=shared), heat_map(week)
    ours = found.shown & ((found.deviation < 0) | ~week.dips)
    wrong = [float((one & ~week.dips).sum() / max(one.sum(), 1)) for one in (ours, usual, best)]
    yield Trial(FALSE.name, *wrong)
    power = [float((one & week.dips).sum() / week.dips.sum()) for one in (ours, best)]
    lines = [FOUND[shared]]
    lines.append(SHARED_AT[answers] if shared else OWN_AT.get((answers, depth), HOPELESS))
    for line in lines:
        yield Trial(line.name, power[0], oracle=power[1])


def _null(rng: np.random.Generator, share: NDArray[np.float64], answers: int) -> Trial:
    week = make_week(rng=rng, share=share, answers=answers, depth=0.0, shared=False)
    shown = trading_week(week.cells()).shown
    return Trial(NONE.name, float(shown.any()), float(heat_map(week).any()))


JUDGE = Judge(
    lines=(FALSE, NONE, *FOUND.values(), *SHARED_AT.values(), *OWN_AT.values(), HOPELESS),
    try_once=try_once,
)
