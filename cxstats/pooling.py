"""Partial pooling: small groups are pulled toward their kind by how little is known of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cxstats.estimate import Floats
from cxstats.intervals import squared_spread
from cxstats.parents import pool_parents, pull_toward
from cxstats.within import fit_within


@dataclass(frozen=True, slots=True)
class RandomIntercepts:
    """Result of `random_intercepts`."""

    mu: float  # mean of the groups' means
    tau2: float  # variance of true means between groups
    sigma2: float  # variance of answers within a group
    value: Floats  # (g,) pooled mean of each group
    se: Floats  # (g,) standard error of `value`, that of mu and tau2 included
    shrinkage: Floats  # (g,) 0: own answers only, 1: the mean of all only


@dataclass(frozen=True, slots=True)
class NestedIntercepts:
    """Result of `nested_intercepts`."""

    mu: float  # mean of the parents' means
    tau2: float  # variance of true means between groups of one parent
    parent_tau2: float  # variance of true means between parents
    sigma2: float  # variance of answers within a group
    value: Floats  # (g,) pooled mean of each group
    se: Floats  # (g,)
    shrinkage: Floats  # (g,) 0: own answers only, 1: the parent's mean only
    parent_value: Floats  # (P,) pooled mean of each parent
    parent_se: Floats  # (P,)


def random_intercepts(n: ArrayLike, total: ArrayLike, squares: ArrayLike) -> RandomIntercepts:
    """Estimate the mean of each group, pulled toward the mean of all groups.

    The model: answer = mu + group + rest. Its variances are those of restricted
    maximum likelihood, found exactly from the sums.

    Parameters
    ----------
    n, total, squares : array-like of shape (g,)
        Number, sum and sum of squares of each group's values; groups without
        answers have zeros. Weighted: effective n, and sums scaled to it.

    Returns
    -------
    RandomIntercepts
        In the units of the values. A group with n = 0 has the mean of all and
        the full spread of groups as its error. Everything is nan when there is
        no answer at all.

    Notes
    -----
    Costs O(g). `value` takes the variances as found; `se` also counts how unsure
    they are, by integrating over their ratio, so that a few groups that look
    alike are not called alike for certain.

    References
    ----------
    Laird, N. M. & Ware, J. H. (1982). Biometrics 38, 963-974.
    Morris, C. N. (1983). Journal of the American Statistical Association 78, 47-55.

    Examples
    --------
    >>> pooled = random_intercepts([50, 50, 2], [200, 150, 2], [850, 500, 2])
    >>> pooled.value.round(2), pooled.shrinkage.round(2)
    (array([3.99, 3.  , 1.38]), array([0.01, 0.01, 0.21]))
    """
    one_parent = np.zeros(np.shape(n), dtype=np.intp)
    nested = nested_intercepts(n, total, squares, one_parent)
    return RandomIntercepts(
        mu=nested.mu,
        tau2=nested.tau2,
        sigma2=nested.sigma2,
        value=nested.value,
        se=nested.se,
        shrinkage=nested.shrinkage,
    )


def nested_intercepts(
    n: ArrayLike, total: ArrayLike, squares: ArrayLike, parent: ArrayLike
) -> NestedIntercepts:
    """Estimate the mean of each group, pulled toward its parent, parents toward the whole.

    The model: answer = mu + parent + group + rest. The variances within parents
    are those of restricted maximum likelihood with parents as fixed effects; the
    variance of parents then follows from their means and the errors of these.

    Parameters
    ----------
    n, total, squares : array-like of shape (g,)
        As for `random_intercepts`.
    parent : integer array-like of shape (g,)
        Parent of each group, 0..P-1. With one parent the result is that of
        `random_intercepts`.

    Returns
    -------
    NestedIntercepts
        A group with n = 0 has its parent's value; a parent without answers has
        that of the whole; each with the full spread as its error.

    Raises
    ------
    ValueError
        Shapes do not match, a number is negative, or a parent is negative.

    Notes
    -----
    Costs O(g + P). See `random_intercepts` for what `se` counts.

    References
    ----------
    Searle, S. R., Casella, G. & McCulloch, C. E. (1992). Variance Components. Wiley.

    Examples
    --------
    >>> pooled = nested_intercepts([9, 9, 0], [36, 18, 0], [153, 45, 0], [0, 1, 1])
    >>> pooled.value.round(2)
    array([3.94, 2.06, 2.06])
    """
    counts, sums = np.asarray(n, dtype=np.float64), np.asarray(total, dtype=np.float64)
    parents = np.asarray(parent, dtype=np.intp)
    if not counts.shape == sums.shape == np.shape(squares) == parents.shape or counts.ndim != 1:
        raise ValueError("want n, total, squares and parent of one shape (g,)")
    if counts.size and (counts.min() < 0 or parents.min() < 0):
        raise ValueError("a number of answers or a parent is negative")
    n_parents = int(parents.max(initial=-1)) + 1
    known = counts > 0
    if not known.any():
        return _nothing(counts.size, n_parents)
    mean = np.divide(sums, counts, out=np.zeros(counts.shape), where=known)
    inner = float(squared_spread(counts, sums, squares).sum())
    within = fit_within(counts[known], mean[known], parents[known], n_parents, inner)
    above = pool_parents(within.parent_mean, within.parent_error, float(within.sigma2[0]))
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.where(known, within.sigma2[:, None] / counts, np.inf)
    centre, centre_error = above.value[:, parents], above.squared[:, parents]
    value, squared, pull = pull_toward(mean, error, centre, centre_error, within.tau2[:, None])
    se2 = within.probability @ (squared + (value - value[0]) ** 2)
    se2 += pull[0] ** 2 * above.unsure[parents]
    return NestedIntercepts(
        mu=above.mu,
        tau2=float(within.tau2[0]),
        parent_tau2=above.tau2,
        sigma2=float(within.sigma2[0]),
        value=value[0],
        se=np.sqrt(se2),
        shrinkage=pull[0],
        parent_value=above.value[0],
        parent_se=np.sqrt(within.probability @ above.squared + above.unsure),
    )


def _nothing(n_groups: int, n_parents: int) -> NestedIntercepts:
    """Return the result of no answers at all."""
    empty, nan = np.full(n_groups, np.nan), float("nan")
    parents = np.full(n_parents, np.nan)
    return NestedIntercepts(nan, nan, nan, nan, empty, empty, empty, parents, parents)
