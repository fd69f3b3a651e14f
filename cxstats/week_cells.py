"""The average of each part of a location's week, and its error when days differ."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.estimate import Floats
from cxstats.intervals import squared_spread
from cxstats.variances import moderated_variances
from cxstats.within import fit_within

TINY = 1e-12
# Variances are learned from about so many shifts; more would only cost time and memory.
ENOUGH_SHIFTS = 40_000
# A prime factor that takes cells from everywhere in the week (Knuth's multiplicative hash).
SCATTER = 2_654_435_761


@dataclass(frozen=True, slots=True)
class WeekCells:
    """Result of `week_cells`; arrays have the shape (locations, cells), nan without answers."""

    mean: Floats
    variance: Floats  # of `mean`, with what makes shifts differ
    n: Floats  # answers
    shifts: Floats
    sigma2: float  # variance of answers within a shift, all locations together
    shift_tau2: float  # variance between shifts of one cell


def week_cells(
    n: ArrayLike,
    total: ArrayLike,
    squares: ArrayLike,
    *,
    location: ArrayLike,
    cell: ArrayLike,
    shape: tuple[int, int],
) -> WeekCells:
    """Average answers by location and part of the week, with the error that shifts bring.

    Guests of one shift share its luck: ten answers of one evening tell less than ten answers of
    ten evenings. How much shifts of the same cell differ is found from the data, and each cell's
    average and error follow from that.

    Parameters
    ----------
    n, total, squares : array-like of shape (s,)
        Number, sum and sum of squares of the answers of each shift (one location, day and
        daypart). Shifts without answers are passed over.
    location, cell : integer array-like of shape (s,)
        Where and in which part of the week a shift was.
    shape : (locations, cells)

    Returns
    -------
    WeekCells
        In the units of the answers. A location's answers have a variance of their own, pulled
        toward that of all locations.

    Raises
    ------
    ValueError
        Shapes do not match, a number is negative, or a place is outside `shape`.

    Notes
    -----
    Variances within and between shifts are those of restricted maximum likelihood with cells of
    locations as fixed effects. Costs O(s).

    References
    ----------
    Searle, S. R., Casella, G. & McCulloch, C. E. (1992). Variance Components. Wiley.

    Examples
    --------
    >>> where = {"location": [0, 0, 0], "cell": [0, 0, 1], "shape": (1, 2)}
    >>> cells = week_cells([2, 2, 2], [18, 14, 10], [162, 98, 52], **where)
    >>> cells.mean, cells.n
    (array([[8., 5.]]), array([[4., 2.]]))
    """
    shifts = _Shifts(
        n=np.asarray(n, dtype=np.float64),
        total=np.asarray(total, dtype=np.float64),
        squares=np.asarray(squares, dtype=np.float64),
        location=np.asarray(location, dtype=np.intp),
        cell=np.asarray(cell, dtype=np.intp),
    )
    shifts.check(shape)
    shifts = shifts.of(shifts.n > 0)
    if not shifts.n.size:
        nothing = np.full(shape, np.nan)
        return WeekCells(nothing, nothing, np.zeros(shape), np.zeros(shape), np.nan, np.nan)
    key = shifts.location * shape[1] + shifts.cell
    sigma2, tau2 = _variances(shifts, key)
    # Answers that are all alike have no error at all, and infinite weights would tell nothing.
    weight = shifts.n / np.maximum(sigma2 + shifts.n * tau2, TINY)

    def summed(values: Floats) -> Floats:
        found = np.bincount(key, values, shape[0] * shape[1])
        return np.asarray(found, dtype=np.float64).reshape(shape)

    weights, answers = summed(weight), summed(shifts.n)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = summed(weight * shifts.total / shifts.n) / weights
        inner = squared_spread(answers, summed(shifts.total), summed(shifts.squares))
        variance = _own_spread(answers, inner) / weights
    return WeekCells(
        mean=mean,
        variance=np.where(weights > 0, variance, np.nan),
        n=answers,
        shifts=summed(np.ones(key.size)),
        sigma2=sigma2,
        shift_tau2=tau2,
    )


@dataclass(frozen=True, slots=True)
class _Shifts:
    n: Floats
    total: Floats
    squares: Floats
    location: NDArray[np.intp]
    cell: NDArray[np.intp]

    def of(self, chosen: NDArray[np.bool_]) -> "_Shifts":
        return _Shifts(
            self.n[chosen],
            self.total[chosen],
            self.squares[chosen],
            self.location[chosen],
            self.cell[chosen],
        )

    def check(self, shape: tuple[int, int]) -> None:
        columns = (self.n, self.total, self.squares, self.location, self.cell)
        if len({one.shape for one in columns}) > 1 or self.n.ndim != 1:
            raise ValueError("want n, total, squares, location and cell of one shape (s,)")
        if not self.n.size:
            return
        if self.n.min() < 0 or min(self.location.min(), self.cell.min()) < 0:
            raise ValueError("a number of answers, a location or a cell is negative")
        if self.location.max() >= shape[0] or self.cell.max() >= shape[1]:
            raise ValueError(f"a location or cell is outside {shape}")


def _variances(shifts: _Shifts, key: NDArray[np.intp]) -> tuple[float, float]:
    """Variance within shifts and between shifts of a cell, from some of the cells if many."""
    every = -(-key.size // ENOUGH_SHIFTS)
    some = (key * SCATTER % 2**32) % every == 0
    cells, member = np.unique(key[some], return_inverse=True)
    chosen = shifts.of(some)
    inside = squared_spread(chosen.n, chosen.total, chosen.squares).sum()
    mean = chosen.total / chosen.n
    found = fit_within(chosen.n, mean, member.astype(np.intp), len(cells), float(inside))
    return float(found.sigma2[0]), float(found.tau2[0])


def _own_spread(answers: Floats, inner: Floats) -> Floats:
    """How much more (or less) a location's answers vary than those of all, (locations, 1)."""
    degrees = np.maximum(answers - 1, 0).sum(axis=1)
    own = moderated_variances(degrees + 1, np.zeros(len(answers)), inner.sum(axis=1))
    if not own.common > 0:
        return np.ones((len(answers), 1))
    return np.asarray((own.value / own.common)[:, None])
