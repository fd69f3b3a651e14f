"""Random slopes by restricted maximum likelihood, from each group's information alone."""

from dataclasses import dataclass

import numpy as np

from cxstats.estimate import Floats
from cxstats.slope_fit import Evidence, Fit, evaluate, posterior, residual_variance

MAX_STEPS = 60
MAX_HALVINGS = 10
# Variances are settled when none moves by more than this share of the largest.
SETTLED = 1e-7
# The common variance is only a centre; its last digits do not matter.
SETTLED_CENTRE = 1e-4


@dataclass(frozen=True, slots=True)
class Slopes:
    """Mean and variance of slopes over groups, and each group's own."""

    mean: Floats  # (p,)
    mean_covariance: Floats  # (p, p)
    variance: Floats  # (p,) of true slopes between groups
    sigma2: float
    values: Floats  # (g, p)
    covariance: Floats  # (g, p, p), that of the mean included
    converged: bool


def fit_slopes(evidence: Evidence, sigma2: float, *, alike: float = 0.0) -> Slopes:
    """Find the mean and variances of slopes, and pull each group's slopes to the mean.

    The model: a group's slopes are normal around the mean with a diagonal
    covariance T, its own estimate is normal around them with precision
    information / sigma2.

    Parameters
    ----------
    evidence : Evidence
    sigma2 : float
        First guess of the residual variance.
    alike : float
        How strongly the variances of slopes are held to one common value, which is
        found first: the degrees of freedom of a scaled inverse chi-square around
        it. 0 leaves them free, which is plain restricted maximum likelihood.

    Notes
    -----
    T by Fisher scoring with step halving on the restricted likelihood, bounded at
    0; sigma2 by its EM step after each. Nothing is divided by T or by a group's
    information, so zero variances and groups with fewer rows than drivers need no
    care. Costs O(steps * g * p**3).

    References
    ----------
    Laird, N. M. & Ware, J. H. (1982). Biometrics 38, 963-974.
    Longford, N. T. (1987). Biometrika 74(4), 817-827.
    """
    p = evidence.pull.shape[1]
    if len(evidence.pull) == 1:
        # One group shows nothing of differences between groups.
        return _Search(evidence, np.zeros((0, p)), _Prior(0, 0)).run(np.zeros(p), sigma2)
    mean = evaluate(evidence, np.zeros(p), sigma2).mean
    start = np.full(p, max(float((mean**2).mean()) / 4, 1e-8))
    if alike:
        together = _Search(evidence, np.ones((1, p)), _Prior(0, 0), SETTLED_CENTRE)
        common = together.run(start, sigma2)
        if common.variance.max() == 0:
            return common
        start, sigma2 = common.variance, common.sigma2
    return _Search(evidence, np.eye(p), _Prior(alike, float(start[0]))).run(start, sigma2)


@dataclass(frozen=True, slots=True)
class _Prior:
    """Scaled inverse chi-square on each variance of slopes."""

    degrees: float
    centre: float

    def criterion(self, variance: Floats) -> float:
        if not self.degrees:
            return 0.0
        kept = np.maximum(variance, 1e-300)
        return float(0.5 * self.degrees * (np.log(kept) + self.centre / kept).sum())

    def uphill(self, variance: Floats) -> tuple[Floats, Floats]:
        """Return what the prior adds to the slope and to the curvature, at T > 0."""
        if not self.degrees:
            return np.zeros(len(variance)), np.zeros(len(variance))
        pull = 0.5 * self.degrees * (self.centre / variance - 1) / variance
        return pull, 0.5 * self.degrees / variance**2


@dataclass(frozen=True, slots=True)
class _Search:
    """The way to the best variances; `parts` (m, p) says which of them move as one."""

    evidence: Evidence
    parts: Floats
    prior: _Prior
    settled: float = SETTLED

    def run(self, variance: Floats, sigma2: float) -> Slopes:
        """Iterate from a first guess until nothing moves."""
        fit = evaluate(self.evidence, variance, sigma2)
        converged = False
        for _ in range(MAX_STEPS):
            moved, fit = self.step(variance, sigma2, fit)
            renewed = residual_variance(self.evidence, moved, sigma2, fit)
            change = float(np.abs(moved - variance).max(initial=0))
            converged = change <= self.settled * float(moved.max(initial=1e-12))
            converged &= abs(renewed - sigma2) <= self.settled * sigma2
            variance, sigma2 = moved, renewed
            fit = evaluate(self.evidence, variance, sigma2)
            if converged:
                break
        values, covariance = posterior(variance, fit)
        return Slopes(
            mean=fit.mean,
            mean_covariance=fit.mean_covariance,
            variance=variance,
            sigma2=sigma2,
            values=values,
            covariance=covariance,
            converged=converged,
        )

    def step(self, variance: Floats, sigma2: float, fit: Fit) -> tuple[Floats, Fit]:
        """Move the variances uphill by one scoring step, halved until it helps."""
        if not len(self.parts):
            return variance, fit
        slope, curvature = self.uphill(variance, fit)
        free = (self.parts @ variance > 0) | (slope > 0)
        step = np.zeros(len(self.parts))
        step[free] = np.linalg.lstsq(curvature[np.ix_(free, free)], slope[free], rcond=None)[0]
        # The prior has no density at 0: steps stay short of it.
        floor = variance / 10 if self.prior.degrees else np.zeros(len(variance))
        now = fit.criterion + self.prior.criterion(variance)
        for _ in range(MAX_HALVINGS):
            moved = np.maximum(variance + step @ self.parts, floor)
            tried = evaluate(self.evidence, moved, sigma2)
            if tried.criterion + self.prior.criterion(moved) <= now + 1e-10 * abs(now):
                return moved, tried
            step /= 2
        return variance, fit

    def uphill(self, variance: Floats, fit: Fit) -> tuple[Floats, Floats]:
        """Return the slope of the log likelihood in each part, and its expected curvature."""
        kept = (fit.weight @ fit.mean_covariance * fit.weight).sum(axis=2)
        spread = np.einsum("gii->gi", fit.weight)
        pull, steepness = self.prior.uphill(variance)
        slope = self.parts @ (0.5 * (fit.residual**2 - spread + kept).sum(axis=0) + pull)
        curvature = 0.5 * (fit.weight**2).sum(axis=0) + np.diag(steepness)
        return slope, self.parts @ curvature @ self.parts.T
