"""Counts that are unusually many or few for their time of day and week."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.alarm_rate import alarm_rate, told_once
from cxstats.estimate import Floats
from cxstats.forecasts import Forecasts, count_forecasts
from cxstats.later import stats

# False alarms a week that are put up with: about one in ten weeks.
FALSE_ALARMS = 0.1


class Side(StrEnum):
    MANY = "many"
    FEW = "few"


@dataclass(frozen=True, slots=True)
class Bursts:
    """Result of `bursts`; arrays of the shape of the counts."""

    expected: Floats
    rate: Floats  # how many a week chance alone makes as unusual as this; nan without a count
    fresh: NDArray[np.bool_]  # more unusual than anything of the day before
    alarm: NDArray[np.bool_]  # fresh, and rarer than the rate of false alarms that is put up with


def bursts(
    counts: ArrayLike,
    *,
    per_day: int,
    first_slot: int = 0,
    first_weekday: int = 0,
    side: Side = Side.MANY,
    false_alarms: float = FALSE_ALARMS,
) -> Bursts:
    """Find counts that are unusual beside what level, hour and weekday let expect.

    Works as the counts come in: nothing later is looked at. Use it for one series or for many
    alike at once, each judged by itself.

    Parameters
    ----------
    counts, per_day, first_slot, first_weekday
        As in `forecasts.count_forecasts`.
    side : Side
        Unusually many, or unusually few.
    false_alarms : float
        Expected number of false alarms a week in each series, above 0.

    Returns
    -------
    Bursts
        One alarm when a burst begins, and another only when it grows.

    Raises
    ------
    ValueError
        A count is negative or infinite, or `false_alarms` is not positive.

    Notes
    -----
    Negative-binomial tail probabilities one step ahead, whose logarithms are measured against
    their own past peaks (`alarm_rate`). On simulated counts with season a stated rate of 0.25
    a week gave 0.2 by the hour and 0.05 to 0.1 by the day. Costs O(g * n).

    References
    ----------
    Noufaily, A. et al. (2013). Statistics in Medicine 32, 1206-1222 (negative-binomial
    surveillance of counts). Lavin, A. & Ahmad, S. (2015). ICMLA 2015, 38-44 (scores of the past
    as the measure of a score).

    Examples
    --------
    >>> counts = np.tile([3, 5, 4, 4, 6, 9, 8], 20)
    >>> counts[100] = 60
    >>> np.flatnonzero(bursts(counts, per_day=1).alarm)
    array([100])
    """
    if not false_alarms > 0:
        raise ValueError("some false alarms must be put up with")
    given = np.asarray(counts, dtype=np.float64)
    forecasts = count_forecasts(
        given, per_day=per_day, first_slot=first_slot, first_weekday=first_weekday
    )
    rate = alarm_rate(surprise(given, forecasts, side), per_day=per_day)
    rate = np.where(np.isnan(given), np.inf, rate)
    fresh = told_once(rate, steps=max(per_day, 3))
    return Bursts(
        expected=forecasts.mean,
        rate=np.where(np.isnan(given), np.nan, rate),
        fresh=fresh,
        alarm=fresh & (rate <= false_alarms),
    )


def surprise(counts: Floats, forecasts: Forecasts, side: Side = Side.MANY) -> Floats:
    """Minus the logarithm of the probability of a count as unusual as this, by the forecast.

    Examples
    --------
    >>> surprise(np.array([0.0, 5.0]), Forecasts(np.full(2, 5.0), np.full(2, 1.0))).round(2)
    array([-0.  ,  0.91])
    """
    size = 1 / forecasts.spread
    chance = size / (size + forecasts.mean)
    there = np.round(np.nan_to_num(counts))
    if side is Side.FEW:
        below: Floats = -np.asarray(stats.nbinom.logcdf(there, size, chance))
        return np.where(np.isnan(counts), 0.0, below)
    with np.errstate(divide="ignore"):
        above: Floats = -np.asarray(stats.nbinom.logsf(there - 1, size, chance))
    # Far out the tail is too small for a float; it is then the first term of a geometric series.
    ratio = np.minimum((there + size) / (there + 1) * (1 - chance), 1 - 1e-9)
    far = np.log1p(-ratio) - stats.nbinom.logpmf(there, size, chance)
    above = np.where(np.isfinite(above), above, far)
    return np.where(np.isnan(counts), 0.0, above)
