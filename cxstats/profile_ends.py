"""How far one ratio of variances may be off when all the others may follow it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cxstats.estimate import Floats
from cxstats.later import optimize
from cxstats.ratios import HIGHEST, LOWEST, Deviance, Peak

# Twice the fall of the log likelihood at the ends of a 95% interval.
FALL = 3.841458820694124
NEAR = 0.1  # an end is found when the likelihood there is as near to that
CLOSE, NUDGE = 0.01, 0.05  # gain and slope that end the search for the others
# Step for slopes: so short that their error ends no search; and tries along one direction.
STEP, ALONG = 0.01, 5
LEAST_ROOT, ROOT_STEP = 0.02, 0.1  # of the root of a ratio, where none is known
STRETCH, TRIES = 1.5, 8


def interval_ends(deviance: Deviance, peak: Peak, factor: int) -> tuple[Floats, Floats]:
    """Return the points at which a ratio alone has become unlikely, below and above.

    The ends of the profile of the likelihood. First the other ratios move along as their
    covariance with it says; from there on they are fitted again. Below stands the lowest where
    zero is not unlikely.
    """
    profile = _Profile(deviance, peak, factor)
    return profile.end(LOWEST), profile.end(HIGHEST)


@dataclass(frozen=True, slots=True)
class _Profile:
    deviance: Deviance
    peak: Peak
    factor: int

    def end(self, limit: float) -> Floats:
        start = self.peak.at[self.factor]
        at, rise = self._fitted(self._straight(limit - start))
        inside, outside = start, np.nan
        for _ in range(TRIES):
            here = at[self.factor]
            if abs(rise) < NEAR or (rise < 0 and here == limit):
                break
            inside, outside = (here, outside) if rise < 0 else (inside, here)
            moved = at.copy()
            moved[self.factor] = self._next(here, rise, inside, outside, limit)
            at, rise = self._fitted(moved)
        return at

    def _next(self, here: float, rise: float, inside: float, outside: float, limit: float) -> float:
        """Go on by the root of how much of the fall is reached, as if the profile were a parabola.

        On the way to zero the profile flattens, and zero itself is looked at second.
        """
        if np.isfinite(outside):
            return float((inside + outside) / 2)
        start = self.peak.at[self.factor]
        if limit == LOWEST:
            return limit if here > LOWEST / 2 else float((here + limit) / 2)
        reached = max(rise + FALL, FALL / STRETCH**4)
        further = max(here - start, NUDGE) * min(np.sqrt(FALL / reached) * 1.02, STRETCH)
        return float(min(start + further, limit))

    def _straight(self, most: float) -> Floats:
        """Return where the likelihood has fallen when the others move along a straight line."""
        peak, factor = self.peak, self.factor
        variance = peak.covariance[factor, factor]
        along = peak.covariance[factor] / variance if variance > 0 else np.zeros(peak.at.size)
        along[factor] = 1.0

        def point(shift: float) -> Floats:
            found: Floats = np.clip(peak.at + shift * along, LOWEST, HIGHEST)
            return found

        def rise(shift: float) -> float:
            return self.deviance(point(shift)) - peak.least - FALL

        # Were the likelihood normal, its ends would lie there.
        first = np.sqrt(FALL * variance) if variance > 0 else 0.25
        return point(_crossing(rise, first, most))

    def _fitted(self, at: Floats) -> tuple[Floats, float]:
        """Fit the other ratios again, by their roots; return the point and what the fall lacks."""
        others = np.arange(at.size) != self.factor
        inside = self.peak.inside & others
        scale = np.full(at.size, ROOT_STEP)
        sure = np.sqrt(np.diag(self.peak.covariance)) / 2
        roots = np.maximum(np.exp(self.peak.at / 2), LEAST_ROOT)
        scale[inside] = (roots * np.clip(sure, 0.05, 1))[inside]
        scale = scale[others]

        def point(root: Floats) -> Floats:
            found = at.copy()
            found[others] = np.clip(
                2 * np.log(np.maximum(root * scale, np.exp(LOWEST / 2))), LOWEST, HIGHEST
            )
            return found

        def above(root: Floats) -> tuple[float, Floats]:
            here = self.deviance(point(root)) - self.peak.least
            steps = STEP * np.eye(root.size)
            ahead = np.array([self.deviance(point(root + step)) for step in steps])
            return here, (ahead - self.peak.least - here) / STEP

        if not others.any():
            return at, self.deviance(at) - self.peak.least - FALL
        best, least, _ = optimize.fmin_l_bfgs_b(
            above,
            np.exp(at[others] / 2) / scale,
            bounds=[(0.0, None)] * scale.size,
            factr=CLOSE / np.finfo(float).eps,
            pgtol=NUDGE,
            maxls=ALONG,
        )
        return point(best), float(least) - FALL


def _crossing(rise: Callable[[float], float], first: float, end: float) -> float:
    """Return where `rise` changes sign on the way from 0 to `end`, or `end`."""
    before, step = 0.0, float(np.sign(end)) * min(first * 1.1, abs(end))
    while abs(before) < abs(end):
        if rise(step) > 0:
            return float(optimize.brentq(rise, before, step, xtol=first / 20))
        before, step = step, float(np.sign(end)) * min(2 * abs(step), abs(end))
    return end
