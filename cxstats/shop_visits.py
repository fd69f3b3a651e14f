"""What a visit or two can tell of a location: mystery shoppers, and how reliable a score is."""

import numpy as np
from numpy.typing import ArrayLike

from cxstats.estimate import Floats
from cxstats.later import special


def reliability(between: ArrayLike, within: ArrayLike, n: ArrayLike) -> Floats:
    """Tell how much of the differences between locations' averages of n visits is real.

    Read 0.7 as: of the differences between such averages, 70% are differences between locations
    and 30% are luck. Two such averages of the same locations correlate by as much.

    Parameters
    ----------
    between, within : array-like, broadcast together with `n`
        Variance between true means of locations; variance of one visit within a location.
    n : array-like
        Visits a location, each on a day and with a customer of its own.

    Returns
    -------
    Floats
        0 to 1; nan where neither variance is positive.

    Notes
    -----
    Spearman's and Brown's formula on the intraclass correlation.

    References
    ----------
    Spearman, C. (1910). British Journal of Psychology 3, 271-295.

    Examples
    --------
    >>> reliability(0.25, 4.0, [1, 16]).round(3)
    array([0.059, 0.5  ])
    """
    real, noise = np.asarray(between, dtype=np.float64), np.asarray(within) / np.asarray(n)
    whole = real + noise
    found: Floats = np.divide(real, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return found


def typical_reorder(between: ArrayLike, within: ArrayLike, visits: ArrayLike) -> Floats:
    """Tell how often some visits to each of two locations put them in the wrong order.

    The two are any two of the organisation, drawn by chance.

    Parameters
    ----------
    between, within : array-like, broadcast together with `visits`
        Variance between true means of locations; variance of one visit within a location.
    visits : array-like
        Visits to each of the two.

    Returns
    -------
    Floats
        0 to 0.5; nan where neither variance is positive.

    Notes
    -----
    With reliability r of the averages, the true and the seen difference are normal and correlate
    by sqrt(r); their signs differ with probability arccos(sqrt(r)) / pi (Sheppard 1899).

    References
    ----------
    Sheppard, W. F. (1899). Philosophical Transactions A 192, 101-167.

    Examples
    --------
    >>> typical_reorder(0.25, 4.0, [1, 16]).round(3)
    array([0.422, 0.25 ])
    """
    found: Floats = np.arccos(np.sqrt(reliability(between, within, visits))) / np.pi
    return found


def reorder(difference: ArrayLike, within: ArrayLike, visits: ArrayLike) -> Floats:
    """Tell how often some visits to each of two locations put them in the wrong order.

    Parameters
    ----------
    difference : array-like, broadcast together with the others
        Between the true means of the two.
    within : array-like
        Variance of one visit to the one plus that of one visit to the other.
    visits : array-like
        Visits to each.

    Returns
    -------
    Floats
        0 to 0.5: one half where the two are truly alike.

    Notes
    -----
    The average of the visits is taken to be normal; visits that tie count half.

    Examples
    --------
    >>> reorder([0.5, 0.0], 8.0, 1).round(3)
    array([0.43, 0.5 ])
    """
    noise = np.sqrt(np.asarray(within, dtype=np.float64) / np.asarray(visits))
    gap = np.abs(np.asarray(difference, dtype=np.float64))
    scaled = np.divide(
        gap, noise, out=np.full(np.broadcast(gap, noise).shape, np.inf), where=noise > 0
    )
    found: Floats = special.ndtr(-np.where(gap == 0, 0.0, scaled))
    return found


def visits_needed(difference: ArrayLike, within: ArrayLike, *, sure: float = 0.9) -> Floats:
    """Tell how many visits to each of two locations order them rightly with probability `sure`.

    Parameters
    ----------
    difference, within : array-like
        As for `reorder`.
    sure : float
        Between one half and 1.

    Returns
    -------
    Floats
        Whole numbers from 1; infinite where the two are alike.

    Raises
    ------
    ValueError
        `sure` is not between one half and 1.

    Examples
    --------
    >>> visits_needed([0.5, 0.0], 8.0)
    array([53., inf])
    """
    _check(sure)
    gap = np.asarray(difference, dtype=np.float64)
    with np.errstate(divide="ignore"):
        found = np.ceil(np.asarray(within) * (special.ndtri(sure) / gap) ** 2)
    needed: Floats = np.maximum(found, 1.0)
    return needed


def typical_visits_needed(between: ArrayLike, within: ArrayLike, *, sure: float = 0.9) -> Floats:
    """Tell the same of any two locations of the organisation, drawn by chance.

    Parameters and errors are those of `visits_needed` and `typical_reorder`.

    Examples
    --------
    >>> typical_visits_needed(0.25, 4.0)
    np.float64(152.0)
    """
    _check(sure)
    with np.errstate(divide="ignore"):
        ratio = np.asarray(within, dtype=np.float64) / np.asarray(between, dtype=np.float64)
    needed: Floats = np.maximum(np.ceil(ratio / np.tan(np.pi * (1 - sure)) ** 2), 1.0)
    return needed


def _check(sure: float) -> None:
    if not 0.5 < sure < 1:
        raise ValueError("how sure one wants to be lies between one half and 1")
