"""Many comparisons shown together: which of them may be called real."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.estimate import Floats


@dataclass(frozen=True, slots=True)
class Discoveries:
    """Result of `benjamini_hochberg`; both arrays have the shape of the p values."""

    rejected: NDArray[np.bool_]  # True: may be called real
    q: Floats  # smallest false-discovery rate at which it may; nan where p is


def benjamini_hochberg(p: ArrayLike, rate: float = 0.10) -> Discoveries:
    """Pick from many p values so that no more than `rate` of the picked are false alarms.

    Parameters
    ----------
    p : array-like, any shape
        All p values that are shown together; nan (nothing to test) is never
        picked and does not count as a test.
    rate : float
        Expected share of false alarms among the picked.

    Returns
    -------
    Discoveries
        `rejected` and `q`, of the shape of `p`.

    Raises
    ------
    ValueError
        A p value is outside 0..1.

    References
    ----------
    Benjamini, Y. & Hochberg, Y. (1995). Journal of the Royal Statistical Society B
    57, 289-300.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.5, float("nan")]).rejected
    array([ True,  True, False, False])
    """
    values = np.asarray(p, dtype=np.float64)
    known = ~np.isnan(values)
    tested = values[known]
    if ((tested < 0) | (tested > 1)).any():
        raise ValueError("a p value is outside 0..1")
    order = np.argsort(tested)
    stepped = tested[order] * tested.size / np.arange(1, tested.size + 1)
    smallest = np.minimum.accumulate(stepped[::-1])[::-1]
    q = np.full(values.shape, np.nan)
    sorted_back = np.empty(tested.size)
    sorted_back[order] = np.minimum(smallest, 1)
    q[known] = sorted_back
    return Discoveries(rejected=np.where(known, q, np.inf) <= rate, q=q)
