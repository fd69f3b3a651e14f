"""How fast somebody answered beside what is usual for the same form, without being fooled."""

import numpy as np
from numpy.typing import NDArray

from cxstats.estimate import Floats

# Of normal data the median distance from the median is this much of the standard deviation.
NORMAL_MAD = 0.6744897501960817
FEWEST = 10


def pace(seconds: Floats, form: NDArray[np.int64]) -> Floats:
    """Say how much faster (below 0) or slower each answer was than usual for its form.

    The logarithm of the time on each page is set beside the median of the same page of the same
    form and measured in robust standard deviations; a person's pace is the median over pages. One
    who left a page open for an hour changes neither his own pace nor that of others.

    Parameters
    ----------
    seconds : array, shape (n, pages)
        Time on each page; nan, or not above 0, where it is not known.
    form : array, shape (n,)
        Which answers may be compared: a version of the form, with or without a comment.

    Returns
    -------
    array, shape (n,)
        Robust standard deviations; nan where nothing is known, or the form was answered by fewer
        than ten, or all took the same time. Costs O(n pages log n).

    Raises
    ------
    ValueError
        The shapes do not fit.

    References
    ----------
    Median and median absolute deviation: Rousseeuw, P. J. & Croux, C. (1993). Journal of the
    American Statistical Association 88, 1273-1283.

    Examples
    --------
    >>> seconds = np.array([[60.0], [55], [66], [58], [70], [52], [63], [61], [59], [64], [9]])
    >>> bool(pace(seconds, np.zeros(11, dtype=np.int64))[-1] < -5)
    True
    """
    if seconds.ndim != 2 or form.shape != seconds.shape[:1]:
        raise ValueError(f"want (n, pages) seconds and n forms, got {seconds.shape}, {form.shape}")
    known = np.isfinite(seconds) & (seconds > 0)
    log = np.log(np.where(known, seconds, 1.0))
    away = np.full(seconds.shape, np.nan)
    for one in np.unique(form):
        mine = np.flatnonzero(form == one)
        for page in range(seconds.shape[1]):
            rows = mine[known[mine, page]]
            if len(rows) < FEWEST:
                continue
            middle = np.median(log[rows, page])
            scale = np.median(np.abs(log[rows, page] - middle)) / NORMAL_MAD
            if scale > 0:
                away[rows, page] = (log[rows, page] - middle) / scale
    told = np.isfinite(away)
    some = told.any(axis=1)
    result = np.full(len(seconds), np.nan)
    result[some] = np.nanmedian(away[some], axis=1)
    return result
