"""Which parts of the week are weak or strong, everywhere or at one location."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.estimate import Floats
from cxstats.later import special
from cxstats.week_cells import WeekCells
from cxstats.week_fit import UNSEEN, Habits, Seen, learn
from cxstats.week_judgement import judge

# Habits are learned from at most so many locations; more would only cost time.
LEARNED_FROM = 200
LEVEL_ROUNDS = 3
# What is shown must be more likely than not, however sure the rest is.
MOST_DOUBT = 0.5
# Of the intervals of what is shown, so many may miss the truth.
MISSED = 0.05


@dataclass(frozen=True, slots=True)
class TradingWeek:
    """Result of `trading_week`; (locations, cells) unless said otherwise, nan where unknown."""

    level: Floats  # (locations,) average of a location outside its weak and strong cells
    level_se: Floats  # (locations,)
    deviation: Floats  # of a cell from the level, pulled toward zero by how little is known
    low: Floats  # 95% interval of it, wider where it is shown, see `picked_z`
    high: Floats
    doubt: Floats  # probability that the deviation is zero or has the other sign
    shown: NDArray[np.bool_]  # may be called weak or strong
    shared: Floats  # (cells,) deviation that all locations have in common
    shared_low: Floats  # 95% interval of it, wider where the deviation may be called so
    shared_high: Floats
    shared_doubt: Floats  # (cells,) probability that there is none, or of the other sign


def trading_week(cells: WeekCells, *, rate: float = 0.10, fewest: int = 5) -> TradingWeek:
    """Find the parts of the week in which locations are worse or better than usual.

    Each cell's deviation from its location's own level is taken to be what all locations have
    in common in that part of the week, often nothing, plus what the location has of its own,
    mostly nothing. How often and how strongly either happens is learned from all locations.

    Parameters
    ----------
    cells : WeekCells
        From `week_cells`.
    rate : float
        Expected share of wrongly shown cells among all that are shown together.
    fewest : int
        A cell with fewer answers says nothing of its own; it may still be shown for what all
        locations have in common.

    Returns
    -------
    TradingWeek
        In the units of the answers. Cells without answers are never shown.

    Notes
    -----
    Deviations are zero with some probability, otherwise drawn from a mixture that leaves out the
    neighbourhood of zero, all fitted by empirical Bayes. Cells are shown in order of the
    probability that they are zero or of the other sign (Stephens 2017), as long as the average of
    that probability over all shown is within `rate` (Newton et al. 2004). How far the average of a
    location is pulled by cells that deviate unseen is fitted along with them, as the centre of
    the cells that do not deviate (Efron 2004). Intervals of shown cells allow for their having been
    picked (Benjamini & Yekutieli 2005); they may hold zero. Costs O(locations * cells); memory for
    100 locations at a time.

    References
    ----------
    Stephens, M. (2017). Biostatistics 18(2), 275-294.
    Newton, M. A. et al. (2004). Biostatistics 5(2), 155-176.
    Efron, B. (2004). Journal of the American Statistical Association 99, 96-104.
    Benjamini, Y. & Yekutieli, D. (2005). Journal of the American Statistical Association 100,
    71-81.

    Examples
    --------
    >>> from cxstats.week_cells import week_cells
    >>> n, place, part = np.full(400, 5), np.repeat(np.arange(10), 40), np.tile(np.arange(8), 50)
    >>> luck = np.random.default_rng(1).normal(0, 0.4, 400)
    >>> mean = np.where((place == 3) & (part == 7), 6, 8) + luck
    >>> where = {"location": place, "cell": part, "shape": (10, 8)}
    >>> week = trading_week(week_cells(n, n * mean, n * mean**2 + 4, **where))
    >>> np.argwhere(week.shown)
    array([[3, 7]])
    """
    scale = float(np.sqrt(cells.sigma2 + cells.shift_tau2))
    if not scale > 0:
        return _nothing(cells)
    mean = np.where(cells.n > 0, cells.mean, 0.0) / scale
    variance = np.where(cells.n > 0, cells.variance / scale**2, UNSEEN)
    quiet = cells.n < fewest
    habits = Habits.start()
    some = _some(len(mean))
    moved = np.zeros(mean.shape)
    for _ in range(LEVEL_ROUNDS):
        seen = Seen(*beside_level(mean, variance, moved), quiet)
        habits = learn(seen.of(some), habits)
        found = judge(seen, habits)
        moved = found.mean
    doubt = np.where(cells.n > 0, found.doubt, np.nan)
    common = least_doubted(found.shared_doubt, rate)
    shown = _shown(doubt, common, rate)
    level, level_variance = _level(mean, variance, found.mean)
    deviation = scale * np.where(cells.n > 0, found.mean, np.nan)
    half = scale * found.spread * picked_z(shown, cells.n > 0)
    shared_half = scale * found.shared_spread * picked_z(common, cells.n.max(axis=0) > 0)
    return TradingWeek(
        level=scale * level,
        level_se=scale * np.sqrt(level_variance),
        deviation=deviation,
        low=deviation - half,
        high=deviation + half,
        doubt=doubt,
        shown=shown,
        shared=scale * found.shared,
        shared_low=scale * found.shared - shared_half,
        shared_high=scale * found.shared + shared_half,
        shared_doubt=found.shared_doubt,
    )


def picked_z(picked: NDArray[np.bool_], among: NDArray[np.bool_]) -> Floats:
    """Half the width of a 95% interval in standard errors, wider for what was picked among many.

    With intervals of 1 - 0.05 R/m for the R picked among m, at most 5% of the picked are expected
    to be missed, however they were picked (Benjamini & Yekutieli 2005).

    >>> picked_z(np.array([True, False]), np.array([True, True])).round(2)
    array([2.24, 1.96])
    """
    share = picked.sum() / max(among.sum(), 1)
    level = np.where(picked, MISSED * share, MISSED)
    return np.asarray(special.ndtri(1 - level / 2))


def least_doubted(doubt: Floats, rate: float) -> NDArray[np.bool_]:
    """Pick the least doubted of all, as many as keep the average doubt of the picked in `rate`.

    >>> least_doubted(np.array([0.01, 0.3, 0.15, np.nan]), 0.10)
    array([ True, False,  True, False])
    """
    flat = np.sort(doubt[~np.isnan(doubt)])
    within = np.cumsum(flat) / np.arange(1, flat.size + 1) <= rate
    within &= flat <= MOST_DOUBT
    bound = flat[within][-1] if within.any() else -1.0
    return np.asarray(np.where(np.isnan(doubt), np.inf, doubt) <= bound)


def _shown(doubt: Floats, common: NDArray[np.bool_], rate: float) -> NDArray[np.bool_]:
    """Pick cells among those in which all locations deviate, and among the others.

    Apart, because hundreds of sure cells of a pattern that all share would leave room among the
    allowed errors for as many doubtful ones elsewhere.
    """
    common = np.broadcast_to(common, doubt.shape)
    everywhere = least_doubted(np.where(common, doubt, np.nan), rate)
    return everywhere | least_doubted(np.where(common, np.nan, doubt), rate)


def beside_level(mean: Floats, variance: Floats, moved: Floats) -> tuple[Floats, Floats]:
    """Each cell's distance from its location's level in the rest of the week, and its variance.

    `moved` is what is already known of the deviations, so that a weak evening does not make the
    rest of the week look strong.
    """
    weight = np.where(variance < UNSEEN, 1 / variance, 0.0)
    others = weight.sum(axis=1, keepdims=True) - weight
    pulled = (weight * (mean - moved)).sum(axis=1, keepdims=True) - weight * (mean - moved)
    known = (others > 1e-9) & (weight > 0)
    rest = np.divide(pulled, others, out=np.zeros(mean.shape), where=known)
    error = np.divide(1.0, others, out=np.zeros(mean.shape), where=known) + variance
    return np.where(known, mean - rest, 0.0), np.where(known, error, UNSEEN)


def _level(mean: Floats, variance: Floats, moved: Floats) -> tuple[Floats, Floats]:
    weight = np.where(variance < UNSEEN, 1 / variance, 0.0)
    total = weight.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (weight * (mean - moved)).sum(axis=1) / total, 1 / total


def _some(locations: int) -> NDArray[np.intp]:
    """Locations to learn from, spread evenly over all."""
    return np.unique(np.linspace(0, locations - 1, min(locations, LEARNED_FROM)).astype(np.intp))


def _nothing(cells: WeekCells) -> TradingWeek:
    """Answers that do not differ tell of no deviation."""
    shape = cells.n.shape
    unknown, parts = np.full(shape, np.nan), np.full(shape[1], np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        level = np.nansum(cells.mean * cells.n, axis=1) / cells.n.sum(axis=1)
    return TradingWeek(
        level=level,
        level_se=np.where(np.isnan(level), np.nan, 0.0),
        deviation=unknown,
        low=unknown,
        high=unknown,
        doubt=unknown,
        shown=np.zeros(shape, dtype=np.bool_),
        shared=parts,
        shared_low=parts,
        shared_high=parts,
        shared_doubt=parts,
    )
