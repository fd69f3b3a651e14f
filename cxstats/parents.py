"""Means with known errors, pulled toward the mean of all: how parents meet the whole."""

from dataclasses import dataclass

import numpy as np

from cxstats.estimate import Floats
from cxstats.spread import find_spread


@dataclass(frozen=True, slots=True)
class Parents:
    """Parents pulled toward the whole, one row for each variance ratio of the groups below."""

    value: Floats  # (m, P)
    squared: Floats  # (m, P) squared error, the variance of parents taken as found
    unsure: Floats  # (P,) what not knowing that variance adds to it
    tau2: float  # variance between parents
    mu: float  # mean of all parents


@dataclass(frozen=True, slots=True)
class PossibleParents:
    """Parents pulled toward the whole, one row for each variance of parents that data allow."""

    weights: Floats  # (m,) probability of each row
    tau2: Floats  # (m,) variance between parents
    mu: Floats  # (m,) mean of all parents
    value: Floats  # (m, P)
    squared: Floats  # (m, P) squared error
    best: float  # variance between parents by restricted maximum likelihood


@dataclass(frozen=True, slots=True)
class _Means:
    """Means with their squared errors, and the scale in which their variance is sought."""

    mean: Floats  # (P,)
    error: Floats  # (P,)
    scale: float

    def centred(self, ratio: Floats) -> tuple[Floats, Floats, Floats]:
        """Return weights (m, P), their sums and the misfit at ratios (m,)."""
        weight = 1 / (self.error + self.scale * ratio[:, None])
        middle = (weight @ self.mean) / weight.sum(axis=1)
        return weight, weight.sum(axis=1), weight * (self.mean - middle[:, None]) ** 2

    def criterion(self, ratio: Floats) -> Floats:
        """Minus the log restricted likelihood."""
        weight, weights, misfit = self.centred(ratio)
        found: Floats = 0.5 * (misfit.sum(1) + np.log(weights) - np.log(weight).sum(1))
        return found

    def slope(self, ratio: float) -> float:
        """Return the derivative of `criterion`."""
        weight, weights, misfit = self.centred(np.array([ratio]))
        rise = weight.sum() - (weight**2).sum() / weights[0] - (weight * misfit).sum()
        return float(0.5 * self.scale * rise)


def pull_toward(
    mean: Floats, error: Floats, centre: Floats, centre_error: Floats, tau2: Floats
) -> tuple[Floats, Floats, Floats]:
    """Pull means (known up to `error`) toward centres; return value, squared error and pull.

    All arrays broadcast; `error` is infinite where nothing is known of a mean,
    `tau2` is the variance of true means around their centre.
    """
    with np.errstate(invalid="ignore"):
        pull = np.where(np.isinf(error), 1.0, error / (error + tau2))
    # Neither error nor spread: all is equal, and it does not matter how one pulls.
    pull = np.nan_to_num(pull, nan=1.0)
    return mean + pull * (centre - mean), tau2 * pull + pull**2 * centre_error, pull


def pool_parents(mean: Floats, error: Floats, scale: float) -> Parents:
    """Pull parents' means toward the mean of all parents.

    Parameters
    ----------
    mean, error : float arrays of shape (m, P)
        Means and squared errors under each variance ratio of the groups below,
        the best one first; an infinite error marks a parent without answers.
    scale : float
        Variance of answers, against which the variance of parents is sought.
    """
    seen = np.isfinite(error[0])
    # One parent shows no spread of parents; parents known exactly need no pull.
    if seen.sum() == 1 or not (error[0, seen] > 0).all():
        tau2 = float(np.var(mean[0, seen], ddof=1)) if seen.sum() > 1 else 0.0
        value, squared, middle = _pulled(mean, error, np.full(len(mean), tau2))
        return Parents(value, squared, np.zeros(seen.size), tau2, float(middle[0]))
    means = _Means(mean[0, seen], error[0, seen], scale)
    spread = find_spread(means.criterion, means.slope)
    tau2 = scale * spread.mode
    value, squared, middle = _pulled(mean, error, np.full(len(mean), tau2))
    # The best row again, under every variance of parents that the data allow.
    values, errors, _ = _under_each(mean[0], error[0], scale * spread.grid)
    full = spread.weights @ (errors + (values - value[0]) ** 2)
    return Parents(value, squared, np.maximum(full - squared[0], 0), tau2, float(middle[0]))


def possible_parents(mean: Floats, error: Floats, scale: float) -> PossibleParents:
    """Pull parents' means toward the mean of all under each variance that the data allow.

    Beforehand all variances are as likely: of the usual choices this is the one with
    which intervals of pulled means hold their share where parents differ little
    (Morris 1983; Tang, R. & Morris, C. N. 2011, Electronic Journal of Statistics 5).

    Parameters
    ----------
    mean, error : float arrays of shape (P,)
        Means and squared errors, all above 0; an infinite error marks a parent without
        answers. One at least has answers.
    scale : float
        As for `pool_parents`.
    """
    seen = np.isfinite(error)
    means = _Means(mean[seen], error[seen], scale)
    spread = find_spread(means.criterion, means.slope)
    # The posterior found has the root of the variance flat near 0.
    flat = spread.weights * np.sqrt(spread.grid)
    tau2 = scale * spread.grid
    value, squared, middle = _under_each(mean, error, tau2)
    return PossibleParents(flat / flat.sum(), tau2, middle, value, squared, scale * spread.mode)


def _under_each(mean: Floats, error: Floats, tau2: Floats) -> tuple[Floats, Floats, Floats]:
    """Return what `_pulled` does of one row of means (P,) under variances (m,)."""
    m = len(tau2)
    return _pulled(np.tile(mean, (m, 1)), np.tile(error, (m, 1)), tau2)


def _pulled(mean: Floats, error: Floats, tau2: Floats) -> tuple[Floats, Floats, Floats]:
    """Return values and squared errors (m, P) and the means of all (m,), for variances (m,)."""
    spread = error + tau2[:, None]
    exact = (spread == 0).any(axis=1)
    # Exactly known parents of one value have no weight of their own: count them alike.
    weight = 1 / np.where(spread > 0, spread, 1.0)
    weights = weight.sum(axis=1)
    middle = (weight * mean).sum(axis=1) / weights
    middle_error = np.where(exact, 0.0, 1 / weights)
    value, squared, _ = pull_toward(
        mean, error, middle[:, None], middle_error[:, None], tau2[:, None]
    )
    return value, squared, middle
