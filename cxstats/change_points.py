"""When did the score of a place change for good, and when that of all places together?"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.discovery import benjamini_hochberg
from cxstats.estimate import Floats
from cxstats.later import stats
from cxstats.segments import Levels, critical_z
from cxstats.steady_days import SteadyDays, steady_days

Flags = NDArray[np.bool_]
# Answers that a level needs to be told from another.
FEWEST = 20
RATE = 0.10
# All places together are one test. Fewer places than this are not "all places".
EVERYWHERE_P = 0.01
FEWEST_PLACES = 5
# Standard errors beyond which a place pulls no harder at what all did.
HUBER = 1.0


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """One step from a level to another; days are places in the series."""

    day: int  # likeliest first day of the new level
    first: int  # interval of that day
    last: int
    size: float  # after minus before, in the score's units
    low: float  # interval of the size
    high: float
    p: float  # of this step, between the steps beside it
    n_before: float  # answers between the steps beside it
    n_after: float


@dataclass(frozen=True, slots=True)
class ChangePoints:
    """Result of `change_points`."""

    places: tuple[tuple[ChangePoint, ...], ...]  # (g,) what each place did beside all others
    groups: tuple[tuple[ChangePoint, ...], ...]  # (k,) what each group did beside all others
    everywhere: tuple[ChangePoint, ...]  # what all places did together
    p: Floats  # (g,) of "nothing changed here"; nan where too little is known
    q: Floats  # (g,) smallest false-discovery rate at which it may be called a change
    group_q: Floats  # (k,)
    day_variance: float  # variance of a day's level around the lasting one


def change_points(
    n: ArrayLike,
    total: ArrayLike,
    squares: ArrayLike,
    *,
    weekday: ArrayLike,
    groups: ArrayLike | None = None,
    rate: float = RATE,
    confidence: float = 0.95,
    fewest: float = FEWEST,
) -> ChangePoints:
    """Find the days on which scores stepped to another level that lasted.

    What all places did together is found first and taken out, so that a place is told only what
    is its own. The usual course of the week is taken out, too.

    Parameters
    ----------
    n, total, squares : array-like of shape (g, T)
        Number of answers, their sum and sum of squares of each place and day; days without
        answers have zeros. Weighted sums with effective numbers will do.
    weekday : array-like of shape (T,)
        0 to 6.
    groups : array-like of shape (k, g), bool, optional
        Which places belong to each group.
    rate : float
        Expected share of places called changed that did not change, over all g places shown
        together; the same for the k groups.
    confidence : float
        Of the intervals of day and size.
    fewest : float
        Answers that each level needs.

    Returns
    -------
    ChangePoints
        A place with too few answers has no change and p of nan.

    Raises
    ------
    ValueError
        Shapes do not match.

    Notes
    -----
    Weighted least squares with a variance for each place and day: that of the answers over their
    number, and that of days (`steady_days`). A place is tested by its largest standardised
    difference over all days (Miller and Siegmund), Benjamini-Hochberg chooses among places, and
    optimal partitioning with that test's critical value as penalty finds all steps of those
    chosen. Intervals of the day are the likeliest days whose probabilities add up to
    `confidence`, given that there is one step there. A step that was found by being large looks
    a little larger than it is. A slow drift is told as one or more steps. Costs
    O(g * T) for the test and O(T²) for each place that changed.

    References
    ----------
    Miller, R. & Siegmund, D. (1982). Biometrics 38, 1011-1016. Killick, R. et al. (2012). Journal
    of the American Statistical Association 107, 1590-1598. Huber, P. J. (1964).
    Annals of Mathematical Statistics 35, 73-101.

    Examples
    --------
    >>> n = np.full((1, 60), 5.0)
    >>> level = np.where(np.arange(60) < 30, 8.0, 6.0)[None] + np.tile([0.1, -0.1], 30)
    >>> found = change_points(n, n * level, n * (level**2 + 1), weekday=np.arange(60) % 7)
    >>> [(step.day, round(step.size, 1)) for step in found.places[0] + found.everywhere]
    [(30, -2.0)]
    """
    steady = steady_days(n, total, squares, weekday=weekday)
    g = len(steady.value)
    members = np.zeros((0, g), dtype=bool) if groups is None else np.asarray(groups, dtype=bool)
    if members.ndim != 2 or members.shape[1] != g:
        raise ValueError(f"groups of {members.shape} do not fit {g} places")
    rows = _levels(steady)
    together = _together(steady, rows, confidence, fewest) if g >= FEWEST_PLACES else ()
    own = steady.without(_course(together, steady.value.shape[1]))
    p, q, places = _among(_levels(own), rate, confidence, fewest)
    sums = [Levels.of(*own.pooled(one)) for one in members]
    _, group_q, found = _among(sums, rate, confidence, fewest)
    return ChangePoints(places, found, together, p, q, group_q, steady.day_variance)


def _together(
    steady: SteadyDays, rows: list[Levels], confidence: float, fewest: float
) -> tuple[ChangePoint, ...]:
    """Steps of the mean of all places, as far as most places take part in them."""
    levels = Levels.of(*steady.pooled(np.ones(len(rows), dtype=bool)))
    p, first, last = levels.test(0, len(levels.weight) - 1, fewest)
    if not p <= EVERYWHERE_P:
        return ()
    steps = _steps(levels, critical_z(EVERYWHERE_P, first, last) ** 2, confidence, fewest)
    bounds = [0, *(step.day for step in steps), len(levels.weight) - 1]
    z = float(stats.norm.ppf((1 + confidence) / 2))
    common = []
    for i, step in enumerate(steps):
        size, error = _shared_size(rows, bounds[i], step.day, bounds[i + 2])
        if 2 * stats.norm.sf(abs(size) / error) <= EVERYWHERE_P:
            half = z * error
            common.append(replace(step, size=size, low=size - half, high=size + half))
    return tuple(common)


def _shared_size(rows: list[Levels], start: int, day: int, end: int) -> tuple[float, float]:
    """What the bulk of places did at a day, and its standard error (Huber 1964).

    A tenth of the places that moved far must not pass for all of them.
    """
    found = []
    for row in rows:
        w1, w2 = row.weight[day] - row.weight[start], row.weight[end] - row.weight[day]
        if w1 > 0 and w2 > 0:
            s1, s2 = row.total[day] - row.total[start], row.total[end] - row.total[day]
            found.append((s2 / w2 - s1 / w1, w1 * w2 / (w1 + w2)))
    if not found:
        return 0.0, 1.0
    size, precision = np.array(found).T
    centre = float(np.median(size))
    for _ in range(30):
        distance = np.abs(size - centre) * np.sqrt(precision)
        weight = precision * np.minimum(1.0, HUBER / np.maximum(distance, 1e-12))
        centre = float((weight * size).sum() / weight.sum())
    return centre, float(1 / np.sqrt(weight.sum()))


def _levels(days: SteadyDays) -> list[Levels]:
    return [Levels.of(*row) for row in zip(days.value, days.weight, days.answers, strict=True)]


def _course(steps: tuple[ChangePoint, ...], days: int) -> Floats:
    """What all places gained or lost together up to each day."""
    course = np.zeros(days)
    for step in steps:
        course[step.day :] += step.size
    return course


def _among(
    rows: list[Levels], rate: float, confidence: float, fewest: float
) -> tuple[Floats, Floats, tuple[tuple[ChangePoint, ...], ...]]:
    """Choose among rows that are shown together, and find the steps of those chosen."""
    tested = np.array([row.test(0, len(row.weight) - 1, fewest) for row in rows]).reshape(-1, 3)
    chosen = benjamini_hochberg(tested[:, 0], rate)
    # The p value at which Benjamini-Hochberg stopped.
    strictest = max((tested[i, 0] for i in np.flatnonzero(chosen.rejected)), default=0.0)
    limit = max(strictest, 1e-12)
    found = tuple(
        _steps(row, critical_z(limit, first, last) ** 2, confidence, fewest) if picked else ()
        for row, picked, (_p, first, last) in zip(rows, chosen.rejected, tested, strict=True)
    )
    return tested[:, 0], chosen.q, found


def _steps(
    levels: Levels, penalty: float, confidence: float, fewest: float
) -> tuple[ChangePoint, ...]:
    # The test found one at least; rounding must not lose it.
    steps = levels.best_steps(penalty * (1 - 1e-9), fewest)
    bounds = [0, *steps, len(levels.weight) - 1]
    return tuple(
        _step(levels, bounds[i], bounds[i + 2], confidence, fewest) for i in range(len(steps))
    )


def _step(levels: Levels, start: int, end: int, confidence: float, fewest: float) -> ChangePoint:
    at, chance = levels.place(start, end, fewest)
    likeliest = int(at[chance.argmax()])
    order = np.argsort(-chance, kind="stable")
    inside = at[order[: int(np.searchsorted(np.cumsum(chance[order]), confidence)) + 1]]
    w1, w2 = levels.weight[at] - levels.weight[start], levels.weight[end] - levels.weight[at]
    s1, s2 = levels.total[at] - levels.total[start], levels.total[end] - levels.total[at]
    sizes, errors = s2 / w2 - s1 / w1, 1 / w1 + 1 / w2
    size = float((chance * sizes).sum())
    sd = float(np.sqrt((chance * (errors + (sizes - size) ** 2)).sum()))
    half = float(stats.norm.ppf((1 + confidence) / 2)) * sd
    return ChangePoint(
        day=likeliest,
        first=int(inside.min()),
        last=int(inside.max()),
        size=size,
        low=size - half,
        high=size + half,
        p=levels.test(start, end, fewest)[0],
        n_before=float(levels.answers[likeliest] - levels.answers[start]),
        n_after=float(levels.answers[end] - levels.answers[likeliest]),
    )
