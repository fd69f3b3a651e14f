"""One look at random slopes with given variances: their mean, errors and likelihood."""

from dataclasses import dataclass

import numpy as np

from cxstats.estimate import Floats

# Residual variance in standard units below which a fit is perfect.
SMALLEST = 1e-12


@dataclass(frozen=True, slots=True)
class Evidence:
    """What g groups say of p slopes, with the residual variance as the unit of error."""

    information: Floats  # (g, p, p), divided by the residual variance it is a precision
    pull: Floats  # (g, p), information times the group's own slopes
    among: Floats  # (g, p, p) squared deviations and products of the drivers
    with_outcome: Floats  # (g, p) products of drivers and outcome
    outcome: Floats  # (g,) squared deviations of the outcome
    degrees: float  # rows less one a group


@dataclass(frozen=True, slots=True)
class Fit:
    """One evaluation at given variances."""

    gain: Floats  # (g, p, p) K = (I + L T)^-1
    weight: Floats  # (g, p, p) W = K L, precision of a group's slopes around the mean
    residual: Floats  # (g, p) W (own slopes - mean)
    mean: Floats  # (p,)
    mean_covariance: Floats  # (p, p)
    criterion: float  # minus the log restricted likelihood, up to terms in sigma2 alone


def evaluate(evidence: Evidence, variance: Floats, sigma2: float) -> Fit:
    """Compute mean, weights and likelihood at variances `variance` and `sigma2`."""
    precision, pull = evidence.information / sigma2, evidence.pull / sigma2
    mixed = np.eye(len(variance)) + precision * variance
    gain: Floats = np.linalg.inv(mixed).astype(np.float64, copy=False)
    weight = gain @ precision
    own = (gain @ pull[..., None])[..., 0]
    total, pulled = weight.sum(axis=0), own.sum(axis=0)
    # A driver that no group says anything of: no effect, give or take one standard unit.
    total[np.diag_indices_from(total)] += np.diagonal(total) == 0
    mean_covariance = np.linalg.inv(total)
    mean = mean_covariance @ pulled
    explained = (pull * variance * own).sum() + mean @ pulled
    logs = np.linalg.slogdet(mixed)[1].sum() + np.linalg.slogdet(total)[1]
    return Fit(
        gain=gain,
        weight=weight,
        residual=own - weight @ mean,
        mean=mean,
        mean_covariance=mean_covariance,
        criterion=float(0.5 * (logs - explained)),
    )


def residual_variance(evidence: Evidence, variance: Floats, sigma2: float, fit: Fit) -> float:
    """Return the residual variance that the slopes leave, their own errors counted."""
    values, covariance = posterior(variance, fit)
    left = evidence.outcome.sum() - 2 * (values * evidence.with_outcome).sum()
    left += np.einsum("gi,gij,gj->", values, evidence.among, values, optimize=True)
    left += (evidence.among * covariance).sum()
    return max(float(left) / max(evidence.degrees, 1.0), 1e-9 * sigma2, SMALLEST)


def posterior(variance: Floats, fit: Fit) -> tuple[Floats, Floats]:
    """Return each group's slopes and their covariance, the error of the mean included."""
    values = fit.mean + variance * fit.residual
    remaining = np.eye(len(variance)) - variance[:, None] * fit.weight
    known = np.diag(variance) - variance[:, None] * fit.weight * variance
    covariance = known + remaining @ fit.mean_covariance @ np.swapaxes(remaining, 1, 2)
    return values, (covariance + np.swapaxes(covariance, 1, 2)) / 2
