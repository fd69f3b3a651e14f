"""Chains of locations whose true driver effects are known, and how others would rank drivers.

Twelve correlated drivers rated 1 to 5; effects and means differ between locations. The true first
priority of a location is the driver with the largest true effect x true gap to the top quarter.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.covariance import pair_moments
from cxstats.sums import NOT_USED, CrossSums, cross_sums

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
DRIVERS = 12
# Standard deviation of true effects between locations; the typical effect is about 0.10.
SMALL, MODERATE, LARGE = 0.03, 0.06, 0.10
CORRELATION, POOLED, OWN = "correlation x gap", "pooled effect x gap", "own regression x gap"


@dataclass(frozen=True, slots=True)
class Chain:
    """Ratings and the truth behind them."""

    scores: NDArray[np.int16]  # (rows, drivers + 1), the outcome last
    place: NDArray[np.int64]
    effects: Floats  # (locations, drivers)
    gaps: Floats  # (locations, drivers) up to the top quarter of true means

    @property
    def gains(self) -> Floats:
        """True effect x true gap (locations, drivers)."""
        return self.effects * self.gaps

    def sums(self) -> CrossSums:
        """Return the sums that every estimator starts from."""
        return cross_sums(self.scores, self.place, len(self.effects))

    def found(self, chosen: Indices) -> float:
        """The share of locations whose true first priority was chosen."""
        return float((chosen == self.gains.argmax(axis=1)).mean())

    def lost(self, chosen: Indices) -> float:
        """The share of the best gain that is lost by what was chosen, on average."""
        best = np.maximum(self.gains.max(axis=1), 1e-12)
        return float((1 - self.gains[np.arange(len(best)), chosen] / best).mean())


def make_chain(
    rng: np.random.Generator, n: int, *, spread: float, missing: float = 0.0, locations: int = 400
) -> Chain:
    """Make one chain with `n` answers at each location."""
    effects = np.abs(rng.normal(0.10, 0.07, DRIVERS))
    effects = np.clip(effects + rng.normal(0, spread, (locations, DRIVERS)), 0, None)
    means = 4.1 + rng.normal(0, 0.22, DRIVERS) + rng.normal(0, 0.22, (locations, 1))
    means = means + rng.normal(0, 0.25, (locations, DRIVERS))
    felt = means[:, None] + rng.normal(0, 0.6, (locations, n, 1))
    felt = felt + rng.normal(0, 0.66, (locations, n, DRIVERS))
    outcome = 4 + (effects[:, None] * (felt - 4.1)).sum(-1) + rng.normal(0, 0.55, (locations, n))
    scores = np.clip(np.rint(np.concatenate([felt, outcome[..., None]], axis=2)), 1, 5)
    scores[..., :DRIVERS][rng.random(felt.shape) < missing] = NOT_USED
    return Chain(
        scores=scores.astype(np.int16).reshape(-1, DRIVERS + 1),
        place=np.repeat(np.arange(locations), n),
        effects=effects,
        gaps=np.clip(np.quantile(means, 0.75, axis=0) - means, 0, None),
    )


def other_rules(cross: CrossSums) -> Mapping[str, Indices]:
    """The first priorities by what is usual: correlation, one regression for all or one each."""
    moments = pair_moments(cross)
    correlations = np.nan_to_num(moments.correlations())
    spread = np.sqrt(moments.item_squares() / np.maximum(moments.item_n() - 1, 1))
    covariance = correlations * spread[:, :, None] * spread[:, None, :]
    means = moments.item_mean()[:, :-1]
    gap = np.clip(np.nanquantile(means, 0.75, axis=0) - means, 0, None)
    weights = {
        CORRELATION: correlations[:, :-1, -1],
        POOLED: _slopes(covariance.mean(axis=0, keepdims=True)),
        OWN: _slopes(covariance),
    }
    return {name: (np.clip(one, 0, None) * gap).argmax(1) for name, one in weights.items()}


def _slopes(covariance: Floats) -> Floats:
    among = covariance[:, :-1, :-1] + 1e-8 * np.eye(covariance.shape[-1] - 1)
    slopes = np.linalg.solve(among, covariance[:, :-1, -1:])[..., 0]
    return np.asarray(slopes, dtype=np.float64)
