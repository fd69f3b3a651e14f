"""Several reasons to doubt an answer as one probability, and what it should count then."""

import numpy as np

from cxstats.estimate import Floats

# Below this an answer is more likely honest than not, and counts in full.
DOUBT = 0.5
# Even an answer that is all but proven to be forged is weighed, not dropped.
LEAST = 0.05


def suspicion(reasons: Floats) -> Floats:
    """Say how likely it is that at least one of several independent reasons is true.

    Parameters
    ----------
    reasons : array, shape (n, r)
        Probability of each reason; nan counts as none.

    Returns
    -------
    array, shape (n,)
        Costs O(n r).

    Raises
    ------
    ValueError
        A probability is outside 0..1.

    Examples
    --------
    >>> suspicion(np.array([[0.5, 0.5], [0.0, np.nan]]))
    array([0.75, 0.  ])
    """
    p = np.nan_to_num(reasons, nan=0.0)
    if ((p < 0) | (p > 1)).any():
        raise ValueError("a probability is outside 0..1")
    both: Floats = 1 - np.prod(1 - p, axis=1)
    return both


def weight_of(probability: Floats) -> Floats:
    """Say what a doubted answer should count: the probability that it is honest, never nothing.

    Parameters
    ----------
    probability : array
        From `suspicion`.

    Returns
    -------
    array
        1 below a probability of one half, else what is left to honesty, 0.05 at least.

    Examples
    --------
    >>> weight_of(np.array([0.2, 0.7, 1.0])).round(2)
    array([1.  , 0.3 , 0.05])
    """
    weight: Floats = np.where(probability < DOUBT, 1.0, np.maximum(1 - probability, LEAST))
    return weight
