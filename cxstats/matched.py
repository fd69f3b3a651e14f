"""What goes with a circumstance, compared only among shifts that are alike otherwise."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.estimate import Floats
from cxstats.later import stats

FEWEST_CLUSTERS = 10


@dataclass(frozen=True, slots=True)
class MatchedDifference:
    """Result of `matched_difference`; all (groups,), nan where nothing can be compared."""

    value: Floats  # how much higher the average answer is, per unit of the circumstance
    se: Floats
    low: Floats
    high: Floats
    n: Floats  # answers of the shifts that could be compared
    shifts_with: Floats  # such shifts with more of the circumstance than their like
    shifts_without: Floats
    clusters: Floats  # days


def matched_difference(
    mean: ArrayLike,
    n: ArrayLike,
    circumstance: ArrayLike,
    *,
    stratum: ArrayLike,
    cluster: ArrayLike,
    group: ArrayLike,
    shift_ratio: float = 0.0,
    confidence: float = 0.95,
) -> MatchedDifference:
    """Compare shifts with and without a circumstance within strata of like shifts.

    Read it as "answers of shifts with a senior on duty average so much more than those of the
    same location, weekday and daypart without". It goes with the circumstance; other things may
    go with it too, so it says nothing about cause.

    Parameters
    ----------
    mean, n : array-like of shape (s,)
        Average and number of the answers of each shift. Shifts without answers are passed over.
    circumstance : array-like of shape (s,)
        1 or 0, or any amount.
    stratum : integer array-like of shape (s,)
        Shifts of one stratum are alike; strata are not shared by groups.
    cluster : integer array-like of shape (s,)
        Shifts of one cluster, such as a location's day, may share their luck.
    group : integer array-like of shape (s,)
        A result is given for each group, 0..g-1: a location, or 0 for all together.
    shift_ratio : float
        Variance between shifts over the variance of answers within one; many answers of one
        shift then count for less.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    MatchedDifference
        In the units of the answers. Strata in which nothing differs are left out. With fewer than
        10 clusters a group has no result.

    Raises
    ------
    ValueError
        Shapes do not match, or a number is negative.

    Notes
    -----
    Weighted least squares with a constant for each stratum; errors allow for anything that shifts
    of a cluster share, with the usual small-sample factor, and Student's t with one degree less
    than there are clusters. Costs O(s).

    References
    ----------
    Cameron, A. C. & Miller, D. L. (2015). Journal of Human Resources 50(2), 317-372.

    Examples
    --------
    >>> on = np.tile([1, 0], 20)
    >>> day = np.arange(40)
    >>> alike = {"stratum": day // 8, "cluster": day, "group": 0 * day}
    >>> found = matched_difference(7 + on, np.ones(40), on, **alike)
    >>> found.value.round(3), found.shifts_with
    (array([1.]), array([20.]))
    """
    shifts = _Shifts(
        mean=np.asarray(mean, dtype=np.float64),
        n=np.asarray(n, dtype=np.float64),
        x=np.asarray(circumstance, dtype=np.float64),
        stratum=np.asarray(stratum, dtype=np.intp),
        cluster=np.asarray(cluster, dtype=np.intp),
        group=np.asarray(group, dtype=np.intp),
    )
    shifts.check()
    groups = int(shifts.group.max(initial=-1)) + 1
    shifts = shifts.of(shifts.n > 0)
    shifts = shifts.of(shifts.varied())
    return _compare(shifts, groups, shift_ratio, confidence)


@dataclass(frozen=True, slots=True)
class _Shifts:
    mean: Floats
    n: Floats
    x: Floats
    stratum: NDArray[np.intp]
    cluster: NDArray[np.intp]
    group: NDArray[np.intp]

    def of(self, chosen: NDArray[np.bool_]) -> "_Shifts":
        return _Shifts(
            self.mean[chosen],
            self.n[chosen],
            self.x[chosen],
            self.stratum[chosen],
            self.cluster[chosen],
            self.group[chosen],
        )

    def check(self) -> None:
        codes = (self.stratum, self.cluster, self.group)
        if len({one.shape for one in (self.mean, self.n, self.x, *codes)}) > 1 or self.n.ndim != 1:
            raise ValueError("want all columns of one shape (s,)")
        if self.n.size and (self.n.min() < 0 or min(one.min() for one in codes) < 0):
            raise ValueError("a number of answers, a stratum, a cluster or a group is negative")

    def varied(self) -> NDArray[np.bool_]:
        """Whether the circumstance differs anywhere in a shift's stratum."""
        size = int(self.stratum.max(initial=-1)) + 1
        least, most = np.full(size, np.inf), np.full(size, -np.inf)
        np.minimum.at(least, self.stratum, self.x)
        np.maximum.at(most, self.stratum, self.x)
        return np.asarray((most > least)[self.stratum])


def _compare(
    shifts: _Shifts, groups: int, shift_ratio: float, confidence: float
) -> MatchedDifference:
    weight = shifts.n / (1 + shifts.n * shift_ratio)
    x = _beside_like(shifts.x, weight, shifts.stratum)
    y = _beside_like(shifts.mean, weight, shifts.stratum)

    def summed(values: Floats) -> Floats:
        return np.bincount(shifts.group, values, groups).astype(np.float64)

    with np.errstate(divide="ignore", invalid="ignore"):
        spread = summed(weight * x * x)
        value = summed(weight * x * y) / spread
        score = weight * x * (y - value[shifts.group] * x)
        keys, cluster, first = _coded(shifts.cluster)
        of_cluster = np.bincount(cluster, score, keys)
        meat = np.bincount(shifts.group[first], of_cluster**2, groups)
        clusters = np.bincount(shifts.group[first], minlength=groups).astype(np.float64)
        _, _, first = _coded(shifts.stratum)
        fixed = np.bincount(shifts.group[first], minlength=groups)
        size = np.bincount(shifts.group, minlength=groups)
        few = clusters / (clusters - 1) * (size - 1) / (size - fixed - 1)
        se = np.sqrt(few * meat) / spread
    known = (clusters >= FEWEST_CLUSTERS) & np.isfinite(se)
    value, se = np.where(known, value, np.nan), np.where(known, se, np.nan)
    half = stats.t.ppf((1 + confidence) / 2, np.maximum(clusters - 1, 1)) * se
    return MatchedDifference(
        value=value,
        se=se,
        low=value - half,
        high=value + half,
        n=summed(shifts.n),
        shifts_with=summed((x > 0).astype(np.float64)),
        shifts_without=summed((x <= 0).astype(np.float64)),
        clusters=clusters,
    )


def _beside_like(values: Floats, weight: Floats, stratum: NDArray[np.intp]) -> Floats:
    """Distance from the average of the stratum."""
    total = np.bincount(stratum, weight)
    with np.errstate(invalid="ignore"):
        centre = np.bincount(stratum, weight * values) / total
    return np.asarray(values - centre[stratum])


def _coded(codes: NDArray[np.intp]) -> tuple[int, NDArray[np.intp], NDArray[np.intp]]:
    """How many codes there are, each one's number, and where each comes first."""
    found, first, number = np.unique(codes, return_index=True, return_inverse=True)
    return len(found), number, first
