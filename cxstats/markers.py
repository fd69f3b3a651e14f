"""Markers: does an item move before the outcome does, over all locations together?"""

from dataclasses import dataclass

import numpy as np

from cxstats.daily import Daily
from cxstats.estimate import Floats

WEEK = 7
# Weeks that an item may be ahead or behind.
MOST_WEEKS = 5
REPLICATES = 400
FEWEST_LOCATIONS, FEWEST_WEEKS = 10, 10
SEED = 20_261_125
TAIL = 0.05


@dataclass(frozen=True, slots=True)
class Lead:
    """Result of `lead_over`; correlations of weekly movements at one location, -1..1."""

    value: float  # with the outcome 1 to 5 weeks later, less that with 1 to 5 weeks before
    low: float  # 90% interval
    high: float
    p: float  # two-sided: how easily chance alone puts an item so far ahead, or behind
    by_week: Floats  # (11,) correlation with the outcome -5..5 weeks later
    locations: int


def lead_over(item: Daily, outcome: Daily) -> Lead:
    """Say whether an item moves before the outcome does, at the same locations.

    Weeks in which a location is lower in the item than it usually is are set beside
    the weeks after and the weeks before in the outcome. An item that is ahead goes
    more with the weeks after. It says what comes first, not what makes what.

    Parameters
    ----------
    item, outcome : Daily
        Of the same g locations and d days, see `daily`.

    Returns
    -------
    Lead
        All nan, with p = 1, for fewer than 10 locations with answers to both, fewer
        than 10 weeks, or answers without spread.

    Raises
    ------
    ValueError
        The shapes differ.

    Notes
    -----
    Interval and p come from 400 seeded replicates in which locations are weighted
    anew (the Bayesian bootstrap). An item may be ahead or behind, so p counts both
    sides and is at most 0.1 just where the interval leaves out 0: one that holds 0
    never stands beside the word "before". Movements last for weeks, so the lags after
    a short lead tell of it too; five weeks find more than four. Guests of different
    weeks are different people, so the mood of a guest does not join the two. Costs
    O(g * d).

    References
    ----------
    Rubin, D. B. (1981). The Annals of Statistics 9(1), 130-134.

    Examples
    --------
    >>> from cxstats.daily import daily
    >>> rng = np.random.default_rng(7)
    >>> mood = np.repeat(rng.normal(0, 1, (30, 30)), 7, axis=1)
    >>> n = np.full((30, 210), 4.0)
    >>> ahead = daily(n, 4 * mood, 4 * mood**2 + 1)
    >>> later = np.roll(mood, 14, axis=1)
    >>> found = lead_over(ahead, daily(n, 4 * later, 4 * later**2 + 1))
    >>> int(found.by_week.argmax()) - 5, found.low > 0
    (2, True)
    """
    if item.n.shape != outcome.n.shape:
        raise ValueError("want the same locations and days for both")
    used = (item.n.sum(axis=1) > 0) & (outcome.n.sum(axis=1) > 0)
    places = int(used.sum())
    first, second = _weeks(item)[used], _weeks(outcome)[used]
    if places < FEWEST_LOCATIONS or first.shape[1] < FEWEST_WEEKS:
        return _nothing(places)
    if item.variance <= 0 or outcome.variance <= 0:
        return _nothing(places)
    shifts = range(-MOST_WEEKS, MOST_WEEKS + 1)
    products = np.stack([_together(first, second, shift) for shift in shifts])
    squares = np.stack([(part**2).mean(axis=1) for part in (first, second)])
    weights = np.random.default_rng(SEED).standard_exponential((REPLICATES, places))
    by_week = _correlations(np.ones((1, places)), products, squares)
    value = float(_ahead(by_week)[0])
    drawn = _ahead(_correlations(weights, products, squares))
    low, high = np.quantile(drawn, [TAIL, 1 - TAIL])
    return Lead(
        value=value,
        low=float(low),
        high=float(high),
        p=_two_sided(drawn),
        by_week=by_week[0],
        locations=places,
    )


def _weeks(seen: Daily) -> Floats:
    """Each week's distance from the location's mean, times the root of its answers (g, weeks).

    Weeks end on the last day; so weighted, weeks of many answers count for more.
    """
    weeks = seen.n.shape[1] // WEEK
    start = seen.n.shape[1] - weeks * WEEK
    n, sums = (
        part[:, start:].reshape(len(seen.n), weeks, WEEK).sum(axis=2)
        for part in (seen.n, seen.sums)
    )
    whole, total = n.sum(axis=1, keepdims=True), sums.sum(axis=1, keepdims=True)
    own = np.divide(total, whole, out=np.zeros(whole.shape), where=whole > 0)
    away = np.divide(sums - n * own, np.sqrt(n), out=np.zeros(n.shape), where=n > 0)
    return np.asarray(away, dtype=np.float64)


def _together(first: Floats, second: Floats, shift: int) -> Floats:
    """The mean over weeks (g,) of the first times the second `shift` weeks later."""
    end = first.shape[1]
    early = first[:, max(-shift, 0) : end - max(shift, 0)]
    late = second[:, max(shift, 0) : end - max(-shift, 0)]
    return np.asarray((early * late).mean(axis=1), dtype=np.float64)


def _correlations(weights: Floats, products: Floats, squares: Floats) -> Floats:
    """Correlations (r, 11) of all locations together, under r sets of weights."""
    first, second = weights @ squares[0], weights @ squares[1]
    return np.asarray((weights @ products.T) / np.sqrt(first * second)[:, None], dtype=np.float64)


def _ahead(by_week: Floats) -> Floats:
    after, before = by_week[:, MOST_WEEKS + 1 :], by_week[:, :MOST_WEEKS]
    return np.asarray(after.mean(axis=1) - before.mean(axis=1), dtype=np.float64)


def _two_sided(drawn: Floats) -> float:
    rarer = min(int((drawn <= 0).sum()), int((drawn >= 0).sum()))
    return min(2 * (1 + rarer) / (1 + len(drawn)), 1.0)


def _nothing(places: int) -> Lead:
    nan = float("nan")
    return Lead(nan, nan, nan, 1.0, np.full(2 * MOST_WEEKS + 1, nan), places)
