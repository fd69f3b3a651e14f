"""Variances within parents and within groups, by restricted maximum likelihood from sums."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.estimate import Floats
from cxstats.spread import Spread, find_spread

# Numbers that are worked on at once.
CACHED = 20_000


@dataclass(frozen=True, slots=True)
class Within:
    """Variances and parents' means under each ratio of variances; row 0 is the best one."""

    tau2: Floats  # (m,) variance of groups within a parent
    sigma2: Floats  # (m,) variance of answers within a group
    probability: Floats  # (m,) of this ratio; row 0 has none unless it is the only one
    parent_mean: Floats  # (m, P), 0 where a parent has no answers
    parent_error: Floats  # (m, P) squared error, infinite where a parent has no answers


@dataclass(frozen=True, slots=True)
class _Groups:
    """Groups with answers, sorted by parent."""

    n: Floats  # (k,)
    mean: Floats  # (k,)
    starts: NDArray[np.intp]  # first group of each parent that has any
    member: NDArray[np.intp]  # (k,) which of those parents
    inner: float  # sum of squared deviations within groups

    @property
    def degrees(self) -> float:
        return float(self.n.sum()) - len(self.starts)

    def sums(self, values: Floats) -> Floats:
        """Add (..., k) within parents."""
        return np.asarray(np.add.reduceat(values, self.starts, axis=-1))

    def centred(self, ratio: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Return weights, their sums, parents' means and the misfit at ratios (m,)."""
        weight = self.n * ratio[:, None]
        weight += 1
        np.divide(self.n, weight, out=weight)
        weights = self.sums(weight)
        middle = self.sums(weight * self.mean) / weights
        misfit = middle[:, self.member]
        np.subtract(self.mean, misfit, out=misfit)
        misfit *= misfit
        misfit *= weight
        return weight, weights, middle, misfit

    def criterion(self, ratio: Floats) -> Floats:
        """Minus the log restricted likelihood, the variance of answers profiled out.

        A few ratios at a time, so that what is worked on stays in the processor's cache.
        """
        at_once = max(CACHED // max(len(self.n), 1), 1)
        parts = [
            self._criterion(ratio[start : start + at_once])
            for start in range(0, len(ratio), at_once)
        ]
        return np.concatenate(parts)

    def _criterion(self, ratio: Floats) -> Floats:
        _, weights, _, misfit = self.centred(ratio)
        total = self.inner + misfit.sum(axis=1)
        logs = np.log1p(self.n * ratio[:, None]).sum(axis=1) + np.log(weights).sum(axis=1)
        found: Floats = 0.5 * (self.degrees * np.log(total) + logs)
        return found

    def slope(self, ratio: float) -> float:
        """Return the derivative of `criterion`."""
        weight, weights, _, misfit = self.centred(np.array([ratio]))
        total = self.inner + misfit.sum()
        pull = self.degrees * (weight * misfit).sum() / total
        return float(0.5 * (weight.sum() - (self.sums(weight**2) / weights).sum() - pull))


def fit_within(
    n: Floats, mean: Floats, parent: NDArray[np.intp], n_parents: int, inner: float
) -> Within:
    """Find how much groups differ within parents, with parents as fixed effects.

    Parameters
    ----------
    n, mean : float arrays of shape (k,)
        Groups with answers only (n > 0).
    parent : integer array of shape (k,)
    n_parents : int
        All parents P, those without answers too.
    inner : float
        Sum over groups of squared deviations from the group's mean.
    """
    order = np.argsort(parent, kind="stable")
    ids, starts, member = np.unique(parent[order], return_index=True, return_inverse=True)
    groups = _Groups(n[order], mean[order], starts, member, inner)
    spread = _spread(groups)
    if spread is None:
        return _without_error(groups, ids, n_parents)
    ratio = np.r_[spread.mode, spread.grid]
    _, weights, middle, misfit = groups.centred(ratio)
    sigma2 = (inner + misfit.sum(axis=1)) / max(groups.degrees, 1.0)
    parent_mean, parent_error = _spread_out(ids, n_parents, middle, sigma2[:, None] / weights)
    return Within(
        tau2=ratio * sigma2,
        sigma2=sigma2,
        probability=np.r_[0.0, spread.weights],
        parent_mean=parent_mean,
        parent_error=parent_error,
    )


def _spread(groups: _Groups) -> Spread | None:
    """Find the ratio; None where answers within groups show no error to compare with."""
    if groups.inner > 0:
        return find_spread(groups.criterion, groups.slope)
    if groups.n.sum() <= len(groups.n) and groups.degrees > 0 and np.ptp(groups.mean) > 0:
        # One answer each: what is error and what is difference cannot be told apart,
        # and calling it all error claims least about any one group.
        return Spread(mode=0.0, grid=np.zeros(1), weights=np.ones(1))
    return None


def _without_error(groups: _Groups, ids: NDArray[np.intp], n_parents: int) -> Within:
    """All answers of a group are equal: its mean is taken as it stands."""
    sizes = groups.sums(np.ones(len(groups.n)))
    middle = groups.sums(groups.mean) / sizes
    degrees = len(groups.n) - len(sizes)
    misfit = float(((groups.mean - middle[groups.member]) ** 2).sum())
    tau2 = misfit / degrees if degrees else 0.0
    means, errors = _spread_out(ids, n_parents, middle[None], tau2 / sizes[None])
    one = np.ones(1)
    return Within(tau2 * one, 0 * one, one, means, errors)


def _spread_out(
    ids: NDArray[np.intp], n_parents: int, mean: Floats, error: Floats
) -> tuple[Floats, Floats]:
    """Put the parents with answers in their places among all parents."""
    means = np.zeros((len(mean), n_parents))
    errors = np.full((len(mean), n_parents), np.inf)
    means[:, ids], errors[:, ids] = mean, error
    return means, errors
