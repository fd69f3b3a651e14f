"""How often honest people give one answer throughout, given how the questions hang together."""

import numpy as np
from numpy.typing import NDArray

from cxstats.estimate import Floats
from cxstats.later import special, stats
from cxstats.patterns import answer_patterns
from cxstats.scores import NOT_ANSWERED

Scores = NDArray[np.int16]
NODES = 41
# Answers of an invented sample that is added to each question, so that nothing is impossible.
PSEUDO = 5.0
# A correlation of one would make every honest person answer straight.
LARGEST = 0.98


def chance_of_straight(scores: Scores, low: int, high: int) -> Floats:
    """Say how likely it was that an honest person gives one answer to all of these questions.

    Everybody has one mood, normal, that shows in all answers by their mean correlation; what is
    left is each question's own. The result is corrected by how often rows with exactly one
    different answer are met beside how often the same model expects them, so that a wrong shape
    of the model does not make honest people suspicious.

    Parameters
    ----------
    scores : array, shape (n, k)
        Questions with one scale, with the marks of `cxstats.sums`.
    low, high : int
        The scale.

    Returns
    -------
    array, shape (n,)
        For each row that is straight the chance of that; nan for other rows. Costs O(n k) and 41
        values of the mood for each straight row.

    Raises
    ------
    ValueError
        An answer is outside the scale.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> honest = rng.integers(1, 6, (500, 6)).astype(np.int16)
    >>> odd = np.vstack([honest, np.full((1, 6), 3, dtype=np.int16)])
    >>> bool(chance_of_straight(odd, 1, 5)[-1] < 0.001)
    True
    """
    given = scores > NOT_ANSWERED
    if given.any() and (scores[given].min() < low or scores[given].max() > high):
        raise ValueError(f"an answer is outside {low}..{high}")
    patterns = answer_patterns(scores)
    chance = np.full(len(scores), np.nan)
    if not patterns.straight.any():
        return chance
    values = np.arange(low, high + 1)
    mood, mass = np.polynomial.hermite_e.hermegauss(NODES)
    log_mass = np.log(mass / mass.sum())
    inside = _log_inside(scores, given, values, mood)
    for place, value in enumerate(values.tolist()):
        mine = np.flatnonzero(patterns.straight & (np.where(given, scores, low).max(1) == value))
        mine = mine[(np.where(given, scores, high)[mine] == value).all(axis=1)]
        each = given[mine].astype(np.float64) @ inside[:, place].T + log_mass
        chance[mine] = np.exp(each).sum(axis=1) * _fit(scores, given, value, inside[:, place], mass)
    bounded: Floats = np.minimum(chance, 1.0)
    return bounded


def _log_inside(
    scores: Scores, given: NDArray[np.bool_], values: NDArray[np.int64], mood: Floats
) -> Floats:
    """Log chance of each answer to each question at each mood, shape (mood, values, k)."""
    k = scores.shape[1]
    counts = np.stack([((scores == v) & given).sum(axis=0) for v in values], axis=1)
    share = (counts + PSEUDO / len(values)) / (counts.sum(axis=1, keepdims=True) + PSEUDO)
    cuts = stats.norm.ppf(np.clip(np.cumsum(share, axis=1), 0, 1))
    below = np.hstack([np.full((k, 1), -np.inf), cuts[:, :-1]])
    above = np.hstack([cuts[:, :-1], np.full((k, 1), np.inf)])
    r = _mean_correlation(scores, given)
    scale = np.sqrt(1 - r)
    shift = np.sqrt(r) * mood[:, None, None]
    upper, lower = (above.T[None] - shift) / scale, (below.T[None] - shift) / scale
    # The left tail is exact; on the right the mirror image is used.
    flip = lower > 0
    a, b = np.where(flip, -upper, lower), np.where(flip, -lower, upper)
    top, bottom = special.log_ndtr(b), special.log_ndtr(a)
    inside: Floats = top + np.log1p(-np.exp(np.minimum(bottom - top, -1e-12)))
    return inside


def _mean_correlation(scores: Scores, given: NDArray[np.bool_]) -> float:
    """Mean correlation of pairs of questions over those who answered all; 0.5 when unknown."""
    whole = scores[given.all(axis=1)].astype(np.float64)
    varied = whole[:, whole.std(axis=0) > 0] if len(whole) else whole
    if len(whole) < 30 or varied.shape[1] < 2:
        return 0.5
    matrix: Floats = np.atleast_2d(np.corrcoef(varied, rowvar=False))
    k = len(matrix)
    mean = (matrix.sum() - k) / (k * (k - 1))
    # Whole answers show less of a correlation than what is felt; five steps hide about a tenth.
    return float(np.clip(1.1 * mean, 0.05, LARGEST))


def _fit(
    scores: Scores, given: NDArray[np.bool_], value: int, inside: Floats, mass: Floats
) -> float:
    """How much more often rows with one different answer are met than the model expects."""
    whole = given.all(axis=1)
    k = scores.shape[1]
    met = float(((scores[whole] == value).sum(axis=1) == k - 1).sum())
    p = np.exp(inside)
    others = np.exp(inside.sum(axis=1, keepdims=True) - inside)
    one_off = (others * (1 - p)).sum(axis=1) @ (mass / mass.sum())
    expected = float(one_off * whole.sum())
    return (met + PSEUDO) / (expected + PSEUDO)
