"""Trading weeks with planted dips, an oracle that knows all about them, and the usual heat map."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from cxsim import Config
from cxsim.hours import WEEKDAYS, parse_hours
from cxstats.dips import normal
from cxstats.trading_week import beside_level, least_doubted
from cxstats.week_cells import WeekCells, week_cells
from cxstats.week_fit import UNSEEN

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
LOCATIONS, WEEKS = 120, 52
# Cells of each location's week that dip.
DIPS = 2
# Part of the answers' variance that the guests of one shift share.
SHARED_LUCK = 0.05
RATE, TESTED_AT = 0.10, 0.05
HEAT_MAP = "Heat map, each cell tested at 5%"


@dataclass(frozen=True, slots=True)
class Week:
    """Answers of a year by shift, in standard deviations, and which cells truly dip."""

    n: Floats
    mean: Floats
    squares: Floats
    location: NDArray[np.intp]
    cell: NDArray[np.intp]
    dips: Flags  # (locations, cells)

    def cells(self) -> WeekCells:
        return week_cells(
            self.n,
            self.n * self.mean,
            self.squares,
            location=self.location,
            cell=self.cell,
            shape=self.dips.shape,
        )


def busy(config: Config) -> Floats:
    """Share of the visits in each weekday and daypart, from Monday on."""
    parts = config.week.dayparts
    hours = np.array([np.ptp(parse_hours(part.hours)) * part.weight for part in parts])
    days = np.array([config.week.weekdays[name] for name in WEEKDAYS])
    share = np.outer(days, hours).ravel()
    return np.asarray(share / share.sum())


def make_week(
    *, rng: np.random.Generator, share: Floats, answers: int, depth: float, shared: bool
) -> Week:
    """A year of a chain, `answers` a location, two cells of each week `depth` below the rest."""
    cells = share.size
    which = [rng.choice(cells, DIPS, replace=False) for _ in range(1 if shared else LOCATIONS)]
    dips = np.zeros((LOCATIONS, cells), dtype=np.bool_)
    np.put_along_axis(dips, np.broadcast_to(which, (LOCATIONS, DIPS)), depth > 0, axis=1)
    count = rng.poisson(answers * share / WEEKS, (WEEKS, LOCATIONS, cells))
    _, location, cell = np.nonzero(count)
    n = count[count > 0].astype(np.float64)
    own = 1 - SHARED_LUCK
    mean = -depth * dips[location, cell] + rng.normal(0, np.sqrt(SHARED_LUCK), n.size)
    mean = mean + rng.normal(0, 1, n.size) * np.sqrt(own / n)
    inside = np.where(n > 1, rng.chisquare(np.maximum(n - 1, 1)), 0.0) * own
    return Week(n, mean, inside + n * mean**2, location, cell, dips)


def oracle(cells: WeekCells, week: Week, depth: float, *, shared: bool) -> Flags:
    """Show cells by their true probability, with depth, frequency and kind of the dips known."""
    variance = np.where(cells.n > 0, cells.variance, UNSEEN)
    mean = np.where(cells.n > 0, cells.mean, 0.0)
    odds = np.log(DIPS / (week.dips.shape[1] - DIPS))
    moved = np.zeros(mean.shape)
    for _ in range(3):
        x, error = beside_level(mean, variance, moved)
        ratio = np.log(normal(x + depth, error)) - np.log(normal(x, error))
        if shared:
            ratio = np.broadcast_to(ratio.sum(axis=0), ratio.shape)
        chance = 1 / (1 + np.exp(-np.clip(ratio + odds, -500, 500)))
        moved = -depth * chance
    if shared:
        return least_doubted(1 - chance[0], RATE) & (cells.n > 0)
    return least_doubted(np.where(cells.n > 0, 1 - chance, np.nan), RATE)


def heat_map(week: Week) -> Flags:
    """What a heat map shows, see `tested`."""
    key = week.location * week.dips.shape[1] + week.cell
    return tested(week.n, week.n * week.mean, week.squares, key, week.dips.shape)


def tested(
    n: Floats, total: Floats, squares: Floats, key: NDArray[np.intp], shape: tuple[int, ...]
) -> Flags:
    """Each cell against its location's average by a t test at 5%, as is usual."""

    def summed(values: Floats) -> Floats:
        found = np.bincount(key, values, int(np.prod(shape)))
        return np.asarray(found, dtype=np.float64).reshape(shape)

    n, total, squares = summed(n), summed(total), summed(squares)
    level = total.sum(axis=1, keepdims=True) / n.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / n
        error = np.sqrt((squares - total * mean) / (n - 1) / n)
        p = 2 * stats.t.sf(np.abs(mean - level) / error, n - 1)
    return np.asarray(np.nan_to_num(p, nan=1.0) < TESTED_AT)
