"""Variances at the peak of their likelihood, how sure they are, and what levels say themselves."""

from dataclasses import dataclass

import numpy as np

from cxstats.estimate import Floats
from cxstats.mixed import Codes, Equations, solve
from cxstats.profile_ends import interval_ends
from cxstats.ratios import HIGHEST, LOWEST, Peak, find_peak

Z = 1.959963984540054
SMALL = 0.05  # step of the logarithm of a ratio, for how the residual answers to it
LEAST_PULLED = 1e-4  # with a smaller ratio all is pulled away, and nothing is left to see


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Equations at their peak; results stand in the caller's order, the residual last."""

    system: Equations
    order: Codes  # the caller's factor that each of the system's is
    size: int  # of results; nan for a factor that is not in the system
    peak: Peak

    @classmethod
    def of(cls, system: Equations, order: Codes, size: int) -> "Fit":
        peak = find_peak(lambda x: solve(system, np.exp(x)).deviance, order.size)
        return cls(system, order, size, peak)

    def variances(self, at: Floats) -> Floats:
        """Return the variances that go with logarithms of ratios."""
        found = np.full(self.size, np.nan)
        found[-1] = solve(self.system, np.exp(at)).residual
        found[self.order] = np.where(at > LOWEST, np.exp(at), 0.0) * found[-1]
        return found

    def intervals(self) -> tuple[Floats, Floats, Floats]:
        """Return 95% intervals of the factors' variances, and the residual at each upper end.

        The residual's own interval stays unknown.
        """
        low, high, left = (np.full(self.size, np.nan) for _ in range(3))
        for factor, name in enumerate(self.order):
            below, above = interval_ends(
                lambda x: solve(self.system, np.exp(x)).deviance, self.peak, factor
            )
            low[name] = self.variances(below)[name]
            most = self.variances(above)
            high[name], left[name] = most[name], most[-1]
        return low, high, left

    def draws(
        self,
        rng: np.random.Generator,
        count: int,
        *,
        high: Floats,
        left: Floats,
        peakedness: float,
    ) -> Floats:
        """Draw variances: normal in the logarithms of ratios, a half-normal for one found zero.

        What one found zero may have, the residual then lacks, as `left` at its `high` says.
        """
        at, zero = self.peak.at, np.zeros(self.order.size)
        moved = rng.multivariate_normal(zero, self.peak.covariance, count, method="eigh")
        own = np.sqrt((peakedness - 1) / (self.system.corner[0, 0] - 1))
        own = own * rng.standard_normal(count)
        drawn = np.full((count, self.size), np.nan)
        residual = self.variances(at)[-1] * np.exp(own + moved @ self._residual_moves())
        drawn[:, self.order] = np.exp(np.minimum(at + moved, HIGHEST)) * residual[:, None]
        for name in self.order[~self.peak.inside]:
            part = np.abs(rng.standard_normal(count)) / Z
            drawn[:, name] = part * high[name]
            residual = residual * (left[name] / self.variances(self.peak.at)[-1]) ** part
        drawn[:, -1] = residual
        return drawn

    def _residual_moves(self) -> Floats:
        """Return the change of the residual's logarithm with that of each ratio."""
        moves = np.zeros(self.order.size)
        for factor in np.flatnonzero(self.peak.inside):
            step = np.zeros(self.order.size)
            step[factor] = SMALL
            ahead, behind = (self.variances(self.peak.at + s)[-1] for s in (step, -step))
            moves[factor] = np.log(ahead / behind) / (2 * SMALL)
        return moves

    def own(self) -> tuple[Floats, Floats]:
        """Return what the last factor's levels say themselves, by taking the pull off again.

        Means, as the equations have them, and their squared errors.
        """
        ratios = np.exp(self.peak.at)
        ratios[-1] = max(ratios[-1], LEAST_PULLED)
        solved = solve(self.system, ratios, errors=True)
        spread = ratios[-1] * solved.residual
        pull = np.clip(solved.variance / spread, 0, 1)
        free = np.maximum(1 - pull, np.finfo(float).tiny)
        return solved.mean + solved.effect / free, spread * pull / free
