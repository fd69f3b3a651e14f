"""Henderson's equations of crossed and nested effects, solved by sparse elimination."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.alike import AlikeStep, alike_step
from cxstats.elimination import FULL, SMALL, Pattern, Step, plan
from cxstats.estimate import Floats
from cxstats.folding import Folded, fold
from cxstats.later import linalg, sparse, sparse_linalg

Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Equations:
    """Cells of answers and the factors that they share, ready to be solved for any ratios.

    Factors stand in the order in which they are eliminated, the one with most levels first.
    """

    sizes: tuple[int, ...]  # levels of each factor that are left when some of the first went
    folded: Folded
    corner: Floats  # (2, 2) of the whole: n, sum; sum, sum of squares
    rounds: tuple[AlikeStep | Step, ...]  # of elimination; the first, if any, takes kinds


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """The equations at certain ratios."""

    deviance: float  # minus twice the log restricted likelihood, up to a constant
    mean: float
    residual: float  # variance of the residual that goes best with the ratios
    effect: Floats  # (levels of the last factor,), pulled toward zero
    variance: Floats  # of the errors of these, the mean and the ratios taken as true; or empty


def equations(
    n: Floats, total: Floats, squares: float, codes: Sequence[Codes], sizes: Sequence[int]
) -> Equations:
    """Lay out cells with `n` answers and sums `total`, `squares` in all, on factors in order."""
    cells = np.arange(n.size)
    starts = np.cumsum([0, *sizes[:-1]])
    levels = np.concatenate([code + start for code, start in zip(codes, starts, strict=True)])
    design = sparse.csr_array(
        (np.ones(levels.size), (np.tile(cells, len(codes)), levels)), shape=(n.size, sum(sizes))
    )
    shared = sparse.tril(design.T @ sparse.diags_array(n) @ design).tocsc()
    shared.sort_indices()
    entries = shared.tocoo()
    rows, columns = (index.astype(np.int64) for index in entries.coords)
    border = design.T @ np.column_stack([n, total])
    folded = fold(Pattern(sum(sizes), rows, columns), entries.data, border, sizes)
    whole = float(total.sum())
    steps = plan(folded.pattern, folded.pattern.size - sizes[-1])
    return Equations(
        sizes=(sizes[0] - int(folded.levels.sum()), *sizes[1:]),
        folded=folded,
        corner=np.array([[n.sum(), whole], [whole, squares]]),
        rounds=(*(alike_step(step, folded.kinds) for step in steps[:1]), *steps[1:]),
    )


def solve(system: Equations, ratios: Floats, *, errors: bool = False) -> Solved:
    """Solve for ratios of each factor's variance to the residual's, in the factors' order.

    Notes
    -----
    With L the roots of the ratios, L Z'Z L + 1 is eliminated, which is exact: most levels of the
    first factor at once, others in rounds of levels that are not tied to each other; what is left
    is factorised. The border carries the mean and the answers along (Bates et al. 2015).
    """
    distinct, border, taken, log_determinant = system.folded.at(ratios)
    root = np.repeat(np.sqrt(ratios), system.sizes)
    border, corner = root[:, None] * border, system.corner - taken
    pattern = system.rounds[-1].after if system.rounds else system.folded.pattern
    values = distinct if system.rounds else distinct[system.folded.kinds]
    for one in system.rounds:
        values, border, pivots, first = one.eliminate(values, border)
        corner -= first.T @ (first / pivots[:, None])
        log_determinant += float(np.log(pivots).sum())
    remainder = _Factor(pattern, values)
    solution = remainder.solve(border)
    corner -= border.T @ solution
    log_determinant += remainder.log_determinant
    mean = float(corner[0, 1] / corner[0, 0])
    degrees = system.corner[0, 0] - 1
    misfit = max(float(corner[1, 1] - mean * corner[0, 1]), np.finfo(float).tiny)
    deviance = log_determinant + float(np.log(corner[0, 0])) + degrees * np.log(misfit)
    last, residual = root[-system.sizes[-1] :], misfit / degrees
    toward = solution[-last.size :]
    effect = last * (toward[:, 1] - mean * toward[:, 0])
    variance = residual * last**2 * remainder.ending(last.size) if errors else np.empty(0)
    return Solved(float(deviance), mean, residual, effect, variance)


class _Factor:
    """A positive definite matrix, factorised: densely where it is small or full."""

    def __init__(self, pattern: Pattern, values: Floats) -> None:
        self.size = pattern.size
        self.dense = self.size <= SMALL or values.size >= FULL * self.size**2
        if self.dense:
            full = np.zeros((self.size, self.size))
            full[pattern.rows, pattern.columns] = values
            self._lower = np.linalg.cholesky(full)
            self.log_determinant = 2 * float(np.log(np.diag(self._lower)).sum())
            return
        above = pattern.rows > pattern.columns
        rows = np.concatenate([pattern.rows, pattern.columns[above]])
        columns = np.concatenate([pattern.columns, pattern.rows[above]])
        entries = np.concatenate([values, values[above]])
        self._lu = sparse_linalg.splu(
            sparse.csc_array((entries, (rows, columns)), shape=(self.size, self.size)),
            permc_spec="MMD_AT_PLUS_A",
            diag_pivot_thresh=0,
            options={"SymmetricMode": True},
        )
        self.log_determinant = float(np.log(np.abs(self._lu.U.diagonal())).sum())

    def solve(self, right: Floats) -> Floats:
        found: Floats = (
            linalg.cho_solve((self._lower, True), right) if self.dense else self._lu.solve(right)
        )
        return found

    def ending(self, count: int) -> Floats:
        """Return the last so many entries on the inverse's diagonal."""
        unit = np.zeros((self.size, count))
        unit[-count:] = np.eye(count)
        return np.diagonal(self.solve(unit)[-count:]).copy()
