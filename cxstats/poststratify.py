"""Means over all who came, from those who answered: kinds of customers put in their true shares."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cxstats.estimate import Floats
from cxstats.intervals import squared_spread
from cxstats.pooling import NestedIntercepts, nested_intercepts


@dataclass(frozen=True, slots=True)
class Poststratified:
    """Result of `poststratified`."""

    value: Floats  # (g,) mean over all visits of each group, partially pooled
    se: Floats  # (g,)
    shift: Floats  # (g,) how much the mix of those who answered had moved the mean
    difference: Floats  # (c,) of each kind of visit from the mean of all kinds, group by group
    rate: Floats  # (c,) answers a visit of each kind whose kind is known; nan without visits
    pooled: NestedIntercepts  # of the answers freed of their mix


def poststratified(
    n: ArrayLike,
    total: ArrayLike,
    squares: ArrayLike,
    visits: ArrayLike,
    *,
    parent: ArrayLike | None = None,
    kinds: ArrayLike | None = None,
) -> Poststratified:
    """Estimate each group's mean over ALL its visits when kinds of visits answer unequally.

    How kinds differ in their answers is learnt from all groups together (which is
    sure), how a group differs from others from its own answers, pulled toward its
    parent (which is not); then kinds are put together in the shares in which they
    came. This is the idea of multilevel regression and post-stratification. Right
    when, among visits of one kind, answering has nothing to do with the answer.

    Parameters
    ----------
    n, total, squares : array-like of shape (g, k)
        Number, sum and sum of squares of answers of each group in each of k columns.
    visits : array-like of shape (g, c)
        Visits of each kind, answered or not.
    parent : integer array-like of shape (g,), optional
        As for `nested_intercepts`; one parent of all by default.
    kinds : array-like of shape (k, c), optional
        Which kinds the answers of a column may belong to, 0 or 1: one kind where
        it is known, several where it is not (a guest without a number). Those
        whose kind is not known are taken to answer as those whose kind is.
        By default column j is kind j.

    Returns
    -------
    Poststratified
        A group without answers has what its parent and its own mix of visits say;
        a group without visits counts by the mix of all. nan without any answer.

    Raises
    ------
    ValueError
        Shapes that do not match, negative numbers, a column of no kind, or no visits.

    Notes
    -----
    Differences between kinds are least squares within groups, steadied by one
    answer's worth for each kind, so that a kind of a single answer says little.
    Where kinds are not known, each counts in the share that visits of the group
    and response rates of the kinds imply. Costs O(g * k * c + c**3).

    References
    ----------
    Gelman, A. & Little, T. C. (1997). Survey Methodology 23(2), 127-135.
    Särndal, C.-E. & Lundström, S. (2005). Estimation in Surveys with Nonresponse. Wiley.

    Examples
    --------
    >>> n, total = np.array([[80, 20], [80, 20]]), np.array([[720, 100], [640, 80]])
    >>> squares = np.array([[6560, 560], [5200, 380]])
    >>> found = poststratified(n, total, squares, [[100, 100], [100, 100]])
    >>> found.value.round(2), found.shift.round(2)
    (array([7.  , 6.03]), array([1.18, 1.18]))
    """
    count, sums, square, came, member = _checked(n, total, squares, visits, kinds)
    g = len(count)
    rate = _rates(count, came, member)
    mix = _mix(came, member, rate)  # (g, k, c): of whom the answers of a column are
    difference, error = _differences(count, sums, square, mix)
    difference = difference - _shares(came.sum(axis=0)) @ difference
    expected = mix @ difference
    freed_total = (sums - count * expected).sum(axis=1)
    freed_squares = (square - 2 * expected * sums + count * expected**2).sum(axis=1)
    answers = count.sum(axis=1)
    pooled = nested_intercepts(
        answers,
        freed_total,
        np.maximum(freed_squares, 0.0),
        np.zeros(g, dtype=np.intp) if parent is None else parent,
    )
    own = came.sum(axis=1, keepdims=True)
    wanted = np.where(own > 0, came / np.where(own > 0, own, 1.0), _shares(came.sum(axis=0)))
    answered = np.einsum("gk,gkc->gc", count, mix)
    answered_share = np.where(
        answers[:, None] > 0, answered / np.maximum(answers, 1e-300)[:, None], wanted
    )
    # How strongly each kind's difference bears on the result: what a group borrows has a mix too.
    borrowed, of_all = pooled.shrinkage[:, None], _shares(answered.sum(axis=0) + 1e-300)
    moved = wanted - (1 - borrowed) * answered_share - borrowed * of_all
    uncertain = np.einsum("gc,cd,gd->g", moved, error, moved)
    return Poststratified(
        value=pooled.value + wanted @ difference,
        se=np.sqrt(pooled.se**2 + np.maximum(uncertain, 0.0)),
        shift=(answered_share - wanted) @ difference,
        difference=difference,
        rate=np.where(came.sum(axis=0) > 0, rate, np.nan),
        pooled=pooled,
    )


def _checked(
    n: ArrayLike, total: ArrayLike, squares: ArrayLike, visits: ArrayLike, kinds: ArrayLike | None
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    count, sums, square, came = (
        np.asarray(part, dtype=np.float64) for part in (n, total, squares, visits)
    )
    if count.ndim != 2 or sums.shape != count.shape or square.shape != count.shape:
        raise ValueError(f"want three arrays (g, k): {count.shape}, {sums.shape}, {square.shape}")
    if came.ndim != 2 or len(came) != len(count):
        raise ValueError(f"want visits (g, c) of {len(count)} groups, got {came.shape}")
    member = np.eye(came.shape[1]) if kinds is None else np.asarray(kinds, dtype=np.float64)
    if member.shape != (count.shape[1], came.shape[1]):
        raise ValueError(f"want kinds (k, c), got {member.shape}")
    if not (member.sum(axis=1) > 0).all():
        raise ValueError("every column belongs to one kind at least")
    if not ((count >= 0).all() and (came >= 0).all() and came.sum() > 0):
        raise ValueError("numbers of answers and visits lie at 0 or above, with one visit at least")
    return count, sums, square, came, member


def _rates(count: Floats, came: Floats, member: Floats) -> Floats:
    """Answers a visit of each kind, from columns whose kind is known; 1 where nothing is known."""
    known = member.sum(axis=1) == 1
    answered = count[:, known].sum(axis=0) @ member[known]
    rate = np.divide(answered, came.sum(axis=0), out=np.zeros(came.shape[1]), where=came.sum(0) > 0)
    return rate if rate.any() else np.ones_like(rate)


def _mix(came: Floats, member: Floats, rate: Floats) -> Floats:
    """Of which kinds the answers of a group's column are, shares summing to 1."""
    likely = (came * rate)[:, None, :] * member
    whole = likely.sum(axis=-1, keepdims=True)
    even = member / member.sum(axis=1, keepdims=True)
    return np.where(whole > 0, likely / np.where(whole > 0, whole, 1.0), even)


def _differences(count: Floats, sums: Floats, square: Floats, mix: Floats) -> tuple[Floats, Floats]:
    """Return the kinds' differences (c,) and their covariance (c, c)."""
    c = mix.shape[-1]
    n = count.sum(axis=1)
    total = np.where(n > 0, n, 1.0)
    centre = np.einsum("gk,gkc->gc", count, mix) / total[:, None]
    cross = np.einsum("gk,gkc,gkd->cd", count, mix, mix) - (centre * n[:, None]).T @ centre
    mean = sums.sum(axis=1) / total
    with_answer = np.einsum("gk,gkc->c", sums, mix) - (n * mean) @ centre
    inverse = np.linalg.inv(cross + np.eye(c))
    difference = inverse @ with_answer
    inner = float(squared_spread(n, sums.sum(axis=1), square.sum(axis=1)).sum())
    degrees = max(float(np.maximum(n - 1, 0).sum()), 1.0)
    left = max(inner - float(difference @ with_answer), 0.0)
    error: Floats = left / degrees * (inverse @ cross @ inverse)
    return difference, error


def _shares(values: Floats) -> Floats:
    shares: Floats = values / values.sum()
    return shares
