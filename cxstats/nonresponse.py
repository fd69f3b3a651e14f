"""What those who did not answer might have said: how far a mean could be off for it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cxstats.estimate import Floats


@dataclass(frozen=True, slots=True)
class NonresponseBand:
    """Result of `nonresponse_band`; arrays of shape (g,), nan where nobody answered."""

    value: Floats  # mean of the answers
    low: Floats  # mean of all if unhappy customers answer less readily, by `odds`
    high: Floats  # mean of all if happy customers answer less readily, by `odds`
    worst_low: Floats  # mean of all if everybody silent would give the worst answer
    worst_high: Floats  # the same for the best answer
    odds: float


def nonresponse_band(
    histogram: ArrayLike, values: ArrayLike, visits: ArrayLike, *, odds: float = 1.5
) -> NonresponseBand:
    """Tell between which values the mean of ALL customers lies, silent ones too.

    Nothing in the answers tells how those who are silent would have answered. The
    band supposes that one standard deviation more of satisfaction multiplies the
    odds of answering by anything between 1 / `odds` and `odds`, and by the same at
    every score. The worst-case ends suppose nothing.

    Parameters
    ----------
    histogram : array-like of shape (g, bins)
        Answers (or their weights) of each group at each value.
    values : array-like of shape (bins,)
        What each answer counts for, such as 0 to 10.
    visits : array-like of shape (g,)
        All who came, answered or not; fewer than answers are taken as all answered.
    odds : float
        At least 1; 1 says that answering has nothing to do with the answer.

    Returns
    -------
    NonresponseBand

    Raises
    ------
    ValueError
        Shapes that do not match, negative counts, or odds below 1.

    Notes
    -----
    If the log-odds of answering are a + c y, the silent ones' distribution is that
    of the answers times exp(-c y), whatever a is; c = log(odds) / sd, with the
    standard deviation of the group's answers. The band holds what is not known
    of the silent; that answers are few comes on top. Costs O(g * bins).

    References
    ----------
    Rotnitzky, A., Robins, J. M. & Scharfstein, D. O. (1998). JASA 93(444), 1321-1339.
    Cochran, W. G., Mosteller, F. & Tukey, J. W. (1954). JASA 49(265), 13-35.
    Manski, C. F. (1989). The Journal of Human Resources 24(3), 343-360.

    Examples
    --------
    >>> band = nonresponse_band([[10, 20, 10]], [1, 2, 3], [80])
    >>> band.value, band.low.round(2), band.high.round(2), band.worst_low
    (array([2.]), array([1.86]), array([2.14]), array([1.5]))
    """
    counts, worth = np.asarray(histogram, dtype=np.float64), np.asarray(values, dtype=np.float64)
    came = np.asarray(visits, dtype=np.float64)
    if counts.ndim != 2 or worth.shape != counts.shape[1:] or came.shape != counts.shape[:1]:
        raise ValueError(f"want (g, bins), (bins,), (g,): {counts.shape}, {worth.shape}")
    if not (counts >= 0).all() or not (came >= 0).all():
        raise ValueError("counts lie at 0 or above")
    if not odds >= 1:
        raise ValueError("odds are at least 1")
    n = counts.sum(axis=1)
    some = n > 0
    share = np.divide(n, came, out=np.ones(len(n)), where=came > n)
    mean = np.divide(counts @ worth, n, out=np.full(len(n), np.nan), where=some)
    spread = counts @ worth**2 / np.where(some, n, 1.0) - np.nan_to_num(mean) ** 2
    spread = np.sqrt(np.maximum(spread, 0.0))
    tilt = np.divide(np.log(odds), spread, out=np.zeros(len(n)), where=spread > 1e-9)

    def of_all(silent: Floats) -> Floats:
        whole: Floats = np.where(some, share * mean + (1 - share) * silent, np.nan)
        return whole

    ends = [_tilted(counts, worth, mean, sign * tilt) for sign in (-1.0, 1.0)]
    return NonresponseBand(
        value=mean,
        low=of_all(ends[0]),
        high=of_all(ends[1]),
        worst_low=of_all(np.full(len(n), worth.min())),
        worst_high=of_all(np.full(len(n), worth.max())),
        odds=odds,
    )


def _tilted(counts: Floats, worth: Floats, mean: Floats, tilt: Floats) -> Floats:
    """Return the mean when answers count by exp(tilt * value)."""
    away = worth - np.nan_to_num(mean)[:, None]
    power = tilt[:, None] * away
    weight = counts * np.exp(power - power.max(axis=1, keepdims=True))
    total = weight.sum(axis=1)
    ends: Floats = np.divide(weight @ worth, total, out=np.full(len(mean), np.nan), where=total > 0)
    return ends
