"""What the next count will be, and how far it may be from that, by what was counted before."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.estimate import Floats

# Days after which a count weighs half as much. Short series in days need more of them.
LEVEL_DAYS, LEVEL_POINTS = 7.0, 30.0
SPREAD_DAYS, SPREAD_POINTS = 14.0, 60.0
HOUR_DAYS = 14.0
WEEK_DAYS = 84.0
# A season is pulled toward "no season" by as many visits of its hour, and an hour of the week
# toward the hour of the day.
HOUR_VISITS, WEEK_VISITS = 1.7, 2.0
# What a burst teaches is cut off at so many standard deviations above what was expected.
CUT_AT = 8.0
FIRST_SPREAD, LEAST_SPREAD = 0.5, 0.01
LEAST_LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Forecasts:
    """Result of `count_forecasts`; arrays of shape (n,) or (g, n)."""

    mean: Floats
    spread: Floats  # negative-binomial: variance = mean + spread * mean²


def count_forecasts(
    counts: ArrayLike, *, per_day: int, first_slot: int = 0, first_weekday: int = 0
) -> Forecasts:
    """Forecast each count one step ahead, from nothing but those before it.

    A level that follows slowly, times the usual course of the day and the week. Bursts of the
    past teach little, so that the next one is not taken for usual.

    Parameters
    ----------
    counts : array-like of shape (n,) or (g, n)
        Counts at even steps, whole days without gaps in between; nan where nothing was counted.
    per_day : int
        Steps a day: 1, 24, 288 …
    first_slot, first_weekday : int
        Step of the day, from 0, and day of the week, from 0, of the first count.

    Returns
    -------
    Forecasts
        The first of a series is its own count (nothing is known before it).

    Raises
    ------
    ValueError
        A count is negative or infinite, or `per_day` is not positive.

    Notes
    -----
    Exponential smoothing with a multiplicative season in 24 hours (all the steps where there are
    fewer) and 7 x 24 hours of the week, and a negative-binomial spread by its moments. Costs
    O(g * n); n steps of Python, about 40 microseconds each.

    References
    ----------
    Farrington, C. P. et al. (1996). Journal of the Royal Statistical Society A 159, 547-563
    (counts above what a season lets expect). Holt, C. C. (1957), reprinted in International
    Journal of Forecasting 20 (2004), 5-10.

    Examples
    --------
    >>> count_forecasts([4.0] * 60, per_day=1).mean[-2:].round(3)
    array([4., 4.])
    """
    given = np.asarray(counts, dtype=np.float64)
    if per_day < 1:
        raise ValueError("there must be at least one step a day")
    if (given < 0).any() or np.isinf(given).any():
        raise ValueError("a count is negative or infinite")
    rows = np.atleast_2d(given)
    season = _Season(len(rows), per_day, first_slot, first_weekday)
    mean, spread = np.zeros_like(rows), np.full_like(rows, FIRST_SPREAD)
    level_rate = 1 - 0.5 ** (1 / max(LEVEL_DAYS * per_day, LEVEL_POINTS))
    spread_rate = 1 - 0.5 ** (1 / max(SPREAD_DAYS * per_day, SPREAD_POINTS))
    total, weight = np.zeros(len(rows)), np.zeros(len(rows))
    now, seen = np.full(len(rows), FIRST_SPREAD), np.zeros(len(rows))
    for i in range(rows.shape[1]):
        x = rows[:, i]
        there = ~np.isnan(x)
        season_now = season.at(i)
        first = np.where(there, np.nan_to_num(x), 0.0)
        level = np.maximum(
            np.where(weight > 0, total / np.maximum(weight, 1e-300), first), LEAST_LEVEL
        )
        m = level * season_now
        mean[:, i], spread[:, i] = m, now
        learnt = np.where(there, np.minimum(x, m + CUT_AT * np.sqrt(m + now * m * m)), 0.0)
        total = np.where(there, (1 - level_rate) * total + level_rate * learnt / season_now, total)
        weight = np.where(there, (1 - level_rate) * weight + level_rate, weight)
        season.learn(i, np.where(there, learnt / level, 0.0), there)
        seen += there
        rate = np.maximum(spread_rate, 1 / (seen + 1))
        moment = ((learnt - m) ** 2 - m) / m**2
        now = np.where(there, np.maximum((1 - rate) * now + rate * moment, LEAST_SPREAD), now)
    return Forecasts(mean.reshape(given.shape), spread.reshape(given.shape))


class _Season:
    """How much of the level an hour of the day and of the week usually has, for g series."""

    def __init__(self, g: int, per_day: int, first_slot: int, first_weekday: int) -> None:
        self.hours = min(per_day, 24)
        self.per_day, self.first = per_day, first_weekday * per_day + first_slot
        self.per_visit = per_day / self.hours
        self.start = per_day  # The first day is needed to know the level.
        self.day = np.full((2, g, self.hours), HOUR_VISITS * self.per_visit)
        self.week = np.zeros((2, g, 7, self.hours))
        self.day_keeps = 0.5 ** (1 / (HOUR_DAYS * self.per_visit))
        self.week_keeps = 0.5 ** (1 / (WEEK_DAYS / 7 * self.per_visit))

    def _slots(self, i: int) -> tuple[int, int]:
        step = self.first + i
        return (step // self.per_day) % 7, (step % self.per_day) * self.hours // self.per_day

    def at(self, i: int) -> Floats:
        weekday, hour = self._slots(i)
        by_day = self.day[0, :, hour] / self.day[1, :, hour]
        lent = WEEK_VISITS * self.per_visit
        seen, times = self.week[:, :, weekday, hour]
        share: Floats = (seen + lent * by_day) / (times + lent)
        return np.maximum(share, 1e-3)

    def learn(self, i: int, ratio: Floats, there: NDArray[np.bool_]) -> None:
        if i < self.start:
            return
        weekday, hour = self._slots(i)
        for kept, at, keeps in (
            (self.day, (slice(None), slice(None), hour), self.day_keeps),
            (self.week, (slice(None), slice(None), weekday, hour), self.week_keeps),
        ):
            new = keeps * kept[at] + np.stack([ratio, np.ones_like(ratio)])
            kept[at] = np.where(there, new, kept[at])
