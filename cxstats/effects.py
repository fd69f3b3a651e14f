"""What a better rating of each driver does to the outcome, at each location."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxstats.covariance import PairMoments, fill_unknown, pair_moments, positive_definite
from cxstats.cross import CrossSums
from cxstats.estimate import Floats
from cxstats.information import gather_evidence, pair_overlap
from cxstats.slopes import fit_slopes

# Where answers are missing the noise depends on the effects: guess, fit, renew.
ROUNDS = 3
# Degrees of freedom with which the spreads of different drivers' effects are alike.
ALIKE = 10.0


@dataclass(frozen=True, slots=True)
class PooledEffects:
    """Result of `pooled_effects`; outcome points per driver point."""

    mean: Floats  # (p,) typical effect over locations
    mean_covariance: Floats  # (p, p)
    spread: Floats  # (p,) standard deviation of true effects between locations
    effects: Floats  # (g, p) each location's, pulled to the mean by how little is known
    covariance: Floats  # (g, p, p)
    sigma2: float  # variance of the outcome that drivers leave


def pooled_effects(
    cross: CrossSums,
    outcome: int,
    drivers: Sequence[int],
    *,
    weighted: CrossSums | None = None,
    alike: float = ALIKE,
) -> PooledEffects:
    """Estimate each location's driver effects, between its own answers and those of all.

    An effect is what one more point of a driver goes with in the outcome, among
    customers of one location, the other drivers being equal. A location with many
    answers keeps its own effects, one with few has those of all; how much locations
    truly differ decides between them and is found from the data.

    Parameters
    ----------
    cross : CrossSums
        Of g locations; unweighted.
    outcome : int
        Index of the outcome among the items.
    drivers : sequence of int
        Indices of the p drivers.
    weighted : CrossSums, optional
        Weighted sums of the same rows; see `pair_moments`.
    alike : float
        How strongly the spreads of different drivers' effects (per standard
        deviation of the driver) are held to a common one: it counts as that many
        degrees of freedom. 0 gives plain restricted maximum likelihood, in which
        with few locations some spreads come out as 0 by chance.

    Returns
    -------
    PooledEffects
        Outcome points per driver point.

    Raises
    ------
    ValueError
        There is no driver, or the outcome is among the drivers.

    Notes
    -----
    The model within locations: outcome = own level + sum of (mean + own difference)
    x driver + rest, differences normal with a diagonal covariance. Answers missing
    by design are handled by pairs, see `information.gather_evidence`; with none
    missing this is the mixed model with random slopes and fixed intercepts. Errors
    count the mean's own, not that of the spreads. Costs about 20 x g x p**3.

    References
    ----------
    Laird, N. M. & Ware, J. H. (1982). Biometrics 38, 963-974.
    Longford, N. T. (1987). Biometrika 74(4), 817-827.

    Examples
    --------
    >>> from cxstats.sums import cross_sums
    >>> rng = np.random.default_rng(7)
    >>> waiting = rng.integers(1, 6, 3000)
    >>> outcome = 2 * waiting + rng.integers(0, 3, 3000)
    >>> scores = np.stack([waiting, outcome], axis=1).astype(np.int16)
    >>> effects = pooled_effects(cross_sums(scores, np.arange(3000) % 30, 30), 1, [0])
    >>> effects.mean.round(1), effects.effects.shape
    (array([2.]), (30, 1))
    """
    if not drivers or outcome in drivers:
        raise ValueError("want at least one driver, and the outcome is not one")
    items = [*drivers, outcome]
    chosen = cross.items(items)
    heavy = None if weighted is None else weighted.items(items)
    overlap, moments = pair_overlap(chosen, heavy), pair_moments(chosen, heavy)
    unit = _units(moments)
    moments = moments.in_units(unit)
    mean, sigma2 = _first_guess(moments)
    complete = bool((chosen.n == chosen.n[:, -1:, -1:]).all())
    for _ in range(1 if complete else ROUNDS):
        slopes = fit_slopes(gather_evidence(moments, overlap, mean, sigma2), sigma2, alike=alike)
        mean, sigma2 = slopes.mean, slopes.sigma2
    scale = unit[-1] / unit[:-1]
    square = scale[:, None] * scale
    return PooledEffects(
        mean=slopes.mean * scale,
        mean_covariance=slopes.mean_covariance * square,
        spread=np.sqrt(slopes.variance) * scale,
        effects=slopes.values * scale,
        covariance=slopes.covariance * square,
        sigma2=slopes.sigma2 * float(unit[-1]) ** 2,
    )


def _units(moments: PairMoments) -> Floats:
    """Return each item's standard deviation within locations, 1 where it has none."""
    pooled = moments.pooled()
    variance = pooled.item_squares()[0] / np.maximum(pooled.item_n()[0] - 1, 1)
    return np.where(variance > 0, np.sqrt(variance), 1.0)


def _first_guess(moments: PairMoments) -> tuple[Floats, float]:
    """Regress within locations, all of them together: effects (p,) and residual variance."""
    pooled = moments.pooled()
    filled = fill_unknown(pooled.correlations(), moments.n.shape[-1] - 1)
    correlations = positive_definite(filled)[0]
    mean = np.linalg.solve(correlations[:-1, :-1], correlations[:-1, -1])
    return mean, max(1 - float(mean @ correlations[:-1, -1]), 1e-9)
