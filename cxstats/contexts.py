"""How new the way is in which a series goes on, after what was seen before it."""

import itertools
from collections import defaultdict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.estimate import Floats

# Looked back at: the value before, two before, four and eight before.
LAGS = (1, 2, 4, 8)
# Two counts are the same symbol when they differ by less than about 2 ** (1 / STEPS).
STEPS = 2.0


def context_novelty(counts: ArrayLike) -> Floats:
    """Tell how new the present value is in its contexts, from 0 (as ever) to 1 (all is new).

    A context is any set of facts of the kind "two steps ago the level was high". New is a value
    that has not followed the known contexts before, and a context that nobody has seen.

    Parameters
    ----------
    counts : array-like of shape (n,)
        Values of 0 or more at even steps.

    Returns
    -------
    array of shape (n,)
        Half the share of known contexts in which the value is new, and half the share of
        contexts that are new. The first `LAGS[-1]` are 0.

    Raises
    ------
    ValueError
        The values are not one series, or one is negative or not finite.

    Notes
    -----
    Written anew after the idea of the contextual anomaly detector (CAD): facts, contexts as sets
    of facts, and the shares of active and of new contexts. It is a second opinion beside
    `bursts`: alone it finds less on brand mentions, and it has no rate of false alarms of its own
    (see `alarm_rate`). Costs O(n * 2**len(LAGS)) time and at most as much memory.

    References
    ----------
    Smirnov, M. (2016). Contextual Anomaly Detector, entry to the NAB competition of 2016.

    Examples
    --------
    >>> context_novelty([1, 9] * 20 + [9]).round(2)[-3:]
    array([0. , 0. , 0.5])
    """
    values = np.asarray(counts, dtype=np.float64)
    if values.ndim != 1 or not np.isfinite(values).all() or (values < 0).any():
        raise ValueError("want one series of finite values of 0 or more")
    symbols: NDArray[np.int64] = np.floor(np.log2(1 + values) * STEPS).astype(np.int64)
    picks = [
        pick for size in range(1, len(LAGS) + 1) for pick in itertools.combinations(LAGS, size)
    ]
    followed: dict[tuple[object, ...], set[int]] = defaultdict(set)
    novelty = np.zeros(len(values))
    for i in range(LAGS[-1], len(values)):
        now, known, as_before = int(symbols[i]), 0, 0
        for pick in picks:
            seen = followed[pick, *(int(symbols[i - lag]) for lag in pick)]
            known += bool(seen)
            as_before += now in seen
            seen.add(now)
        unknown = 1 - known / len(picks)
        novelty[i] = (unknown + (1 - as_before / known if known else 1)) / 2
    return novelty
