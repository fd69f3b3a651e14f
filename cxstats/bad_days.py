"""Good locations have bad days: on which days, and on how many, the true average was low."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.estimate import Floats
from cxstats.later import special

# Share of the usual variance that an answer has at least, however near its day is to an end.
LEAST_ROOM = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class BadDays:
    """Result of `bad_days`."""

    probability: Floats  # (d,) that the day's true average was below the level
    value: Floats  # (d,) the day's true average as far as it is known
    sure: NDArray[np.bool_]  # (d,) named as bad, see `rate`
    share: Floats  # (g,) of the location's days; nan without days
    share_low: Floats  # (g,) 90% interval
    share_high: Floats


def usual_low(mean: float, between: float, day: float, *, share: float = 0.10) -> float:
    """Return the average that `share` of all days of all locations are truly below.

    `between` and `day` are the variances of locations and of a location's days.

    Examples
    --------
    >>> round(usual_low(8.0, 0.3, 0.2), 3)
    7.094
    """
    return mean + float(special.ndtri(share)) * float(np.sqrt(between + day))


def bad_days(
    n: ArrayLike,
    mean: ArrayLike,
    location: ArrayLike,
    places: ArrayLike,
    *,
    day: ArrayLike,
    within: float,
    level: ArrayLike,
    rng: np.random.Generator,
    scale: tuple[float, float] | None = None,
    rate: float = 0.10,
) -> BadDays:
    """Tell on which days a location's true average was below a level.

    The model: answer = location + day + rest. A day with few answers is pulled toward its
    location by how little is known of it.

    Parameters
    ----------
    n, mean, location : array-like of shape (d,)
        Answers, their average and the location (0..g-1) of each day that has answers.
    places : array-like of shape (draws, g)
        What the true means of locations could be, see `pooled_draws`.
    day : array-like of shape (draws,)
        Draws of the variance of days within a location.
    within : float
        Variance of an answer around its day's true average, over all days.
    level : float or array-like of shape (draws, g)
        A true average below it makes a bad day: one level for all, or one for each location
        and draw, such as what is low for the location itself.
    scale : (low, high), optional
        Ends of the answers' scale, which leave more room for differences the further from them a
        day is; without them the variance of an answer is the same on good and bad days.
    rate : float
        Of the days named in `sure`, the share that may be expected to be wrong.

    Returns
    -------
    BadDays
        In the units of the answers.

    Raises
    ------
    ValueError
        Shapes do not match, or the scale has no length.

    Notes
    -----
    With a scale, the variance of an answer on a day with average m is in proportion to
    (m - low) * (high - m), as it is of shares and of scores that lie between two ends. Lecturers
    of InstEval differ so: of all powers of that product the power 0.9 fits the variances of half
    of their ratings best, m from the other half.
    Days are named from the surest on, as long as their probabilities of being wrong average
    `rate` at most (Müller et al. 2004). Costs O(draws * d).

    References
    ----------
    Müller, P. et al. (2004). Journal of the American Statistical Association 99, 990-1001.

    Examples
    --------
    >>> found = bad_days([40, 40], [5.0, 8.0], [0, 0], np.full((200, 1), 7.5),
    ...     day=np.full(200, 1.0), within=4.0, level=6.0, rng=np.random.default_rng(1))
    >>> found.sure, found.share.round(1)
    (array([ True, False]), array([0.5]))
    """
    answers, seen = np.asarray(n, dtype=np.float64), np.asarray(mean, dtype=np.float64)
    at = np.asarray(location, dtype=np.intp)
    drawn, spread = np.asarray(places, dtype=np.float64), np.asarray(day, dtype=np.float64)
    if not answers.shape == seen.shape == at.shape or spread.shape != drawn.shape[:1]:
        raise ValueError("want n, mean and location of one shape, and a day's variance a draw")
    if scale is not None and not scale[0] < scale[1]:
        raise ValueError("the scale must end above its start")
    count, g = drawn.shape
    levels = np.broadcast_to(np.asarray(level, dtype=np.float64), drawn.shape)
    days = np.bincount(at, minlength=g)
    probability, value = np.zeros(answers.size), np.zeros(answers.size)
    shares = np.full((count, g), np.nan)
    own = np.full(answers.size, within)
    if scale is not None and answers.size:
        pull = _pull(answers, float(spread.mean()), own)
        own = _at_level(answers, seen + pull * (drawn.mean(axis=0)[at] - seen), within, scale)
    for draw in range(count):
        pull = _pull(answers, spread[draw], own)
        centre = seen + pull * (drawn[draw, at] - seen)
        below = _below(levels[draw, at] - centre, np.sqrt(spread[draw] * pull))
        probability += below / count
        value += centre / count
        bad = np.bincount(at, rng.random(at.size) < below, minlength=g)
        np.divide(bad, days, out=shares[draw], where=days > 0)
    there = days > 0
    share, low, high = (np.full(g, np.nan) for _ in range(3))
    share[there] = (np.bincount(at, probability, minlength=g)[there]) / days[there]
    low[there], high[there] = np.quantile(shares[:, there], (0.05, 0.95), axis=0)
    return BadDays(probability, value, _named(probability, rate), share, low, high)


def _at_level(n: Floats, value: Floats, within: float, scale: tuple[float, float]) -> Floats:
    """Return the variance of an answer on each day by its level; `within` on average."""
    room = (value - scale[0]) * (scale[1] - value)
    usual = float(np.average(room, weights=n))
    if usual <= 0:
        return np.full(n.shape, within)
    # Next to an end the law would make a day of few answers known for sure.
    own: Floats = within * np.maximum(room / usual, LEAST_ROOM)
    return own


def _pull(n: Floats, spread: float, within: Floats) -> Floats:
    """Return how far a day's average is pulled toward its location, 0 to 1."""
    noise = within / n
    whole = noise + spread
    pull: Floats = np.divide(noise, whole, out=np.ones(n.shape), where=whole > 0)
    return pull


def _below(gap: Floats, error: Floats) -> Floats:
    """Return the probability of being below, for a level `gap` above what is expected."""
    surely = np.where(gap > 0, 1.0, 0.0)
    scaled = np.divide(gap, error, out=np.zeros(gap.shape), where=error > 0)
    found: Floats = np.where(error > 0, special.ndtr(scaled), surely)
    return found


def _named(probability: Floats, rate: float) -> NDArray[np.bool_]:
    """Name the surest, as long as the expected share of mistakes stays within `rate`."""
    order = np.argsort(-probability, kind="stable")
    wrong = np.cumsum(1 - probability[order]) / np.arange(1, order.size + 1)
    named = np.zeros(order.size, dtype=np.bool_)
    named[order[: int(np.count_nonzero(wrong <= rate))]] = True
    return named
