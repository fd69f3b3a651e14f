"""Drivers: is the first priority right, does pooling adapt, and is what is said of it true."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cxscore.chains import (
    CORRELATION,
    DRIVERS,
    LARGE,
    MODERATE,
    OWN,
    POOLED,
    SMALL,
    Chain,
    Floats,
    Indices,
    make_chain,
    other_rules,
)
from cxscore.line import Against, Bar, Judge, Line, Trial
from cxscore.setting import Setting
from cxscore.true_variances import told_variances
from cxstats.drivers import driver_study
from cxstats.priority import first_priorities
from cxstats.sums import cross_sums

AREA = "Drivers"
LOCATIONS = 200
WORDS = {SMALL: "small", MODERATE: "moderate", LARGE: "large"}
ANSWERS = (30, 50, 100, 300)
GRID = tuple((n, spread) for n in ANSWERS for spread in WORDS)
# Where a regression for each location finds more than one for all. Fixed beforehand: the better
# of two noisy figures of each seed would be better by chance alone.
OWN_IS_BETTER = {(100, LARGE), (300, MODERATE), (300, LARGE)}
# By how much the better of two simple rules may be ahead anywhere.
ALLOWED = 0.01


def _cell(n: int, spread: float) -> Line:
    return Line(
        name=f"driver-first-{n}-{WORDS[spread]}",
        area=AREA,
        asks=f"{n} answers, {WORDS[spread]} differences between locations: is the best driver"
        " named first?",
        per="share of locations, 12 drivers",
        bar=Bar(low=-ALLOWED, against=Against.USUAL_DIFFERENCE),
        usual=OWN if (n, spread) in OWN_IS_BETTER else POOLED,
        oracle="Heedful's rule, true effects given",
    )


CELLS = {cell: _cell(*cell) for cell in GRID}
AHEAD = Line(
    name="driver-correlation",
    area=AREA,
    asks="50 answers, moderate differences: how much more often is the best driver named first"
    " than by ranking correlations?",
    per="share of locations, 12 drivers",
    bar=Bar(low=0.15, against=Against.USUAL_DIFFERENCE),
    usual=CORRELATION,
    oracle="Heedful's rule, true variances given",
)
AVERAGE = Line(
    name="driver-average",
    area=AREA,
    asks="Is the best driver named first, over all sizes and differences?",
    per="share of locations, average of all cases",
    bar=Bar(low=0.0, against=Against.USUAL_DIFFERENCE),
    usual="The better of pooled effect and own regression, case by case",
)
REGRET = Line(
    name="driver-regret",
    area=AREA,
    asks="How much of the best possible gain is lost by what is named first?",
    per="share of the best gain, average of all cases",
    bar=Bar(high=1.0, against=Against.USUAL_RATIO),
    usual="The better of pooled effect and own regression, case by case",
    larger_is_better=False,
)
SURE = Line(
    name="driver-sure",
    area=AREA,
    asks="Heedful says how sure it is of a first step: how far is that from how often it is right?",
    per="difference in the share of locations, average over ten levels of sureness",
    bar=Bar(high=0.05),
    larger_is_better=False,
)


STABLE = Line(
    name="driver-stable",
    area=AREA,
    asks="Heedful says how likely a rating is among the first three of the whole chain: how far is"
    " that from how often it is?",
    per="difference in the share of ratings, average over five levels of sureness",
    bar=Bar(high=0.10),
    larger_is_better=False,
)
# A chain whose shares are known, and the few locations that are looked at: (locations, answers).
WHOLE, PART = 300, 40
FEW = 60
LEVELS, CHAINS = 5, 3


@dataclass(frozen=True, slots=True)
class _Tried:
    """One cell of the grid."""

    ours: float
    lost: float
    others: dict[str, float]
    others_lost: dict[str, float]
    told_effects: float
    said: Floats
    right: Floats


def try_once(setting: Setting) -> Iterator[Trial]:
    """Try every size and difference on a chain of its own."""
    rng = setting.rng("drivers")
    grid = ((50, MODERATE), (100, LARGE)) if setting.small else GRID
    chains = {cell: make_chain(rng, cell[0], spread=cell[1], locations=LOCATIONS) for cell in grid}
    tried = {cell: _try(chain) for cell, chain in chains.items()}
    for cell, one in tried.items():
        line = CELLS[cell]
        yield Trial(line.name, one.ours, one.others[line.usual], one.told_effects, weight=LOCATIONS)
        if cell == (50, MODERATE):
            oracle = chains[cell].found(told_variances(chains[cell]))
            yield Trial(AHEAD.name, one.ours, one.others[CORRELATION], oracle, weight=LOCATIONS)
    rivals = [(one, CELLS[cell].usual) for cell, one in tried.items()]
    weight = LOCATIONS * len(grid)
    yield Trial(
        AVERAGE.name,
        float(np.mean([one.ours for one, _ in rivals])),
        float(np.mean([one.others[rival] for one, rival in rivals])),
        weight=weight,
    )
    yield Trial(
        REGRET.name,
        float(np.mean([one.lost for one, _ in rivals])),
        float(np.mean([one.others_lost[rival] for one, rival in rivals])),
        weight=weight,
    )
    if not setting.small:  # Ten levels of few cases lie apart by chance alone.
        said = np.concatenate([one.said for one in tried.values()])
        right = np.concatenate([one.right for one in tried.values()])
        yield Trial(SURE.name, _apart(said, right, 10), weight=weight)
    yield _stable(rng)


def _try(chain: Chain) -> _Tried:
    cross = chain.sums()
    found = first_priorities(cross, DRIVERS, range(DRIVERS))
    # As `understand.drivers.rules.pick_priority` ranks.
    first: Indices = np.lexsort((-found.gain, -found.probability), axis=1)[:, 0]
    others = other_rules(cross)
    return _Tried(
        ours=chain.found(first),
        lost=chain.lost(first),
        others={name: chain.found(one) for name, one in others.items()},
        others_lost={name: chain.lost(one) for name, one in others.items()},
        told_effects=chain.found((chain.effects * found.gap).argmax(axis=1)),
        said=found.probability[np.arange(len(first)), first],
        right=(first == chain.gains.argmax(axis=1)).astype(np.float64),
    )


def _apart(said: Floats, right: Floats, levels: int) -> float:
    """Return how far sureness is from the truth, over equally many cases of each sureness."""
    order = np.argsort(said, kind="stable")
    parts = zip(*(np.array_split(one[order], levels) for one in (said, right)), strict=True)
    return float(np.mean([abs(a.mean() - b.mean()) for a, b in parts]))


def _stable(rng: np.random.Generator) -> Trial:
    """Study some locations of chains, all of whose locations tell the true order."""
    said, right = [], []
    for _ in range(CHAINS):
        chain = make_chain(rng, FEW, spread=MODERATE, locations=WHOLE)
        whole = driver_study(chain.sums(), DRIVERS, range(DRIVERS)).share.value
        part = chain.place < PART
        sums = cross_sums(chain.scores[part], chain.place[part], PART)
        said.append(driver_study(sums, DRIVERS, range(DRIVERS)).among_first)
        right.append(np.isin(np.arange(DRIVERS), np.argsort(-whole)[:3]).astype(np.float64))
    apart = _apart(np.concatenate(said), np.concatenate(right), LEVELS)
    return Trial(STABLE.name, apart, weight=DRIVERS * CHAINS)


JUDGE = Judge(lines=(AHEAD, AVERAGE, *CELLS.values(), REGRET, SURE, STABLE), try_once=try_once)
