"""Different customers by sketches: how far off, and do intervals hold what they promise?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from cxscore.line import Bar, Judge, Line, Trial
from cxscore.setting import Setting
from cxstats.distinct import REGISTERS, estimate_distinct, rank_counts, sketch_of

AREA = "Different customers"
SIZES = (30, 300, 3_000, 30_000, 300_000)
USUAL = "HyperLogLog as first published (Flajolet et al. 2007)"
ERROR = Line(
    name="distinct-error",
    area=AREA,
    asks="How far is “different customers, about” from the number of customers (typically)?",
    per="share of the number; 30 to 300,000 customers",
    bar=Bar(high=0.01),
    usual=USUAL,
    larger_is_better=False,
)
COVERAGE = Line(
    name="distinct-interval",
    area=AREA,
    asks="How often does the 95% interval of “different customers, about” hold the number?",
    per="share of numbers; 30 to 300,000 customers",
    bar=Bar(low=0.93),
    usual=f"{USUAL}, plus or minus 1.96 × 0.81%",
)
TIMES = 4


def try_once(setting: Setting) -> Iterator[Trial]:
    """Crowds of known size, put together from parts that overlap, as days and places do."""
    rng = setting.rng("distinct")
    sizes = np.repeat(SIZES, 1 if setting.small else TIMES)
    counts = rank_counts(np.stack([_crowd(n, rng) for n in sizes]))
    told, usual = estimate_distinct(counts), _first_published(counts)
    ours = np.abs(told.value - sizes) / sizes
    theirs = np.abs(usual - sizes) / sizes
    weight = len(sizes)
    typical, usually = (float(np.sqrt(np.mean(one**2))) for one in (ours, theirs))
    yield Trial(ERROR.name, typical, usually, weight=weight)
    held = (told.low <= sizes) & (sizes <= told.high)
    within = theirs <= 1.96 * 1.04 / REGISTERS**0.5
    yield Trial(COVERAGE.name, float(held.mean()), float(within.mean()), weight=weight)


def _crowd(n: int, rng: np.random.Generator) -> NDArray[np.int8]:
    hashes = rng.integers(-(1 << 63), (1 << 63) - 1, n)
    first, second = hashes[: 2 * n // 3], hashes[n // 3 :]
    return np.maximum(sketch_of(first), sketch_of(second))


def _first_published(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """The harmonic mean, with linear counting while registers are empty."""
    ranks = np.arange(counts.shape[1])
    alpha = 0.7213 / (1 + 1.079 / REGISTERS)
    raw = alpha * REGISTERS**2 / (counts * 2.0**-ranks).sum(axis=1)
    empty = counts[:, 0]
    linear = REGISTERS * np.log(REGISTERS / np.maximum(empty, 1))
    return np.where((raw <= 2.5 * REGISTERS) & (empty > 0), linear, raw)


JUDGE = Judge(lines=(ERROR, COVERAGE), try_once=try_once)
