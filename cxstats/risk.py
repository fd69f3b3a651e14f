"""How likely a customer is unhappy, by what they wrote and rated, and how sure that is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cxstats.estimate import Estimate, Floats
from cxstats.intervals import wilson
from cxstats.later import optimize, sparse, special, stats


class OneKindOnly(ValueError):
    """Every case has the same outcome, so nothing tells one from the other."""


@dataclass(frozen=True, slots=True)
class RiskFit:
    """A linear model on the scale of log odds."""

    intercept: float
    weights: Floats  # (p,)

    def score(self, features: "sparse.csr_matrix") -> Floats:
        """Log odds of each row; calibrate them before they are called probabilities."""
        found: Floats = np.asarray(features @ self.weights + self.intercept, dtype=float).ravel()
        return found


@dataclass(frozen=True, slots=True)
class Hits:
    """How well an alarm hits at one threshold, on cases that no model has seen."""

    n: int
    unhappy: int
    alarms: int
    precision: Estimate
    recall: Estimate
    auc: float  # nan where one of the kinds is missing


def fit_risk(
    features: "sparse.spmatrix | ArrayLike", unhappy: ArrayLike, *, penalty: float = 1.0
) -> RiskFit:
    """Fit a logistic regression that keeps its weights small, so that rare words say little.

    Parameters
    ----------
    features : sparse matrix or array (n, p)
        What is known of each case; finite. Scale columns alike, since one penalty holds for all.
    unhappy : bool array (n,)
    penalty : float
        λ in −log-likelihood + λ/2 · Σ weights²; the intercept is free. Above 0.

    Returns
    -------
    RiskFit

    Raises
    ------
    OneKindOnly
        All cases are unhappy, or none is; or there is no case.

    Notes
    -----
    L-BFGS on the exact gradient: about 30 passes over the entries that are not zero. The weights
    agree with scikit-learn's LogisticRegression (C = 1/λ) to 1e-4.

    References
    ----------
    Hoerl, A. and Kennard, R. (1970). Technometrics 12, 55-67; le Cessie, S. and van Houwelingen,
    J. C. (1992). Applied Statistics 41, 191-201.

    Examples
    --------
    >>> fit = fit_risk([[1.0], [1.0], [0.0], [0.0], [0.0]], [True, True, True, False, False])
    >>> bool(fit.weights[0] > 0)
    True
    """
    x = sparse.csr_matrix(features).astype(np.float64)  # type: ignore[arg-type]  # either kind
    y = np.asarray(unhappy, dtype=float)
    if y.size == 0 or y.min() == y.max():
        raise OneKindOnly("all cases have the same outcome")
    xt = x.T.tocsr()

    def loss(b: Floats) -> tuple[float, Floats]:
        z = x @ b[1:] + b[0]
        off = special.expit(z) - y
        value = np.logaddexp(0, z).sum() - y @ z + penalty / 2 * (b[1:] @ b[1:])
        return float(value), np.concatenate([[off.sum()], xt @ off + penalty * b[1:]])

    start = np.zeros(x.shape[1] + 1)
    start[0] = special.logit(y.mean())
    found = optimize.minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 2000, "gtol": 1e-7, "ftol": 1e-14},
    )
    return RiskFit(float(found.x[0]), np.asarray(found.x[1:], dtype=float))


def calibrate(score: ArrayLike, unhappy: ArrayLike) -> tuple[float, float]:
    """Find the line that turns log odds of new cases into honest log odds: slope, then shift.

    Parameters
    ----------
    score : array (n,)
        Log odds by `RiskFit.score`, of cases that the fit has not seen.
    unhappy : bool array (n,)

    Returns
    -------
    (slope, shift)
        The probability of a case is 1 / (1 + exp(−(slope · score + shift))). The slope is never
        below 0: a model that is wrong way round is turned into one that says nothing.

    Raises
    ------
    OneKindOnly

    References
    ----------
    Platt, J. (1999). In: Advances in Large Margin Classifiers, 61-74. MIT Press. With his priors
    (n+ + 1)/(n+ + 2) and 1/(n− + 2) for the targets.

    Examples
    --------
    >>> slope, shift = calibrate([2.0, 1.0, -1.0, -2.0] * 20, [True, False, True, False] * 20)
    >>> bool(0 < slope < 1)
    True
    """
    s, y = np.asarray(score, dtype=float), np.asarray(unhappy, dtype=bool)
    if y.size == 0 or y.all() or not y.any():
        raise OneKindOnly("all cases have the same outcome")
    target = np.where(y, (y.sum() + 1) / (y.sum() + 2), 1 / ((~y).sum() + 2))

    def loss(b: Floats) -> tuple[float, Floats]:
        z = b[0] * s + b[1]
        off = special.expit(z) - target
        return float(np.logaddexp(0, z).sum() - target @ z), np.array([off @ s, off.sum()])

    found = optimize.minimize(
        loss,
        np.array([1.0, 0.0]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0, None), (None, None)],
    )
    return float(found.x[0]), float(found.x[1])


def hits(probability: ArrayLike, unhappy: ArrayLike, *, threshold: float) -> Hits:
    """Tell how many alarms are right, and how many of the unhappy are found.

    Parameters
    ----------
    probability : array (n,)
        Of cases that neither the fit nor its calibration has seen.
    unhappy : bool array (n,)
    threshold : float
        An alarm is raised at or above it.

    Returns
    -------
    Hits
        Precision and recall with Wilson intervals (nan where there is nothing to divide by), and
        the area under the ROC curve by ranks (Hanley and McNeil 1982, Radiology 143, 29-36).

    Examples
    --------
    >>> found = hits([0.9, 0.8, 0.2, 0.1], [True, False, True, False], threshold=0.5)
    >>> float(found.precision.value), float(found.recall.value), found.auc
    (0.5, 0.5, 0.75)
    """
    p, y = np.asarray(probability, dtype=float), np.asarray(unhappy, dtype=bool)
    alarm = p >= threshold
    right, total = int((alarm & y).sum()), int(y.sum())
    return Hits(
        n=y.size,
        unhappy=total,
        alarms=int(alarm.sum()),
        precision=wilson(right, int(alarm.sum())),
        recall=wilson(right, total),
        auc=_auc(p, y),
    )


def _auc(p: Floats, y: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> float:
    bad, good = int(y.sum()), int((~y).sum())
    if not bad or not good:
        return float("nan")
    ranks = stats.rankdata(p)
    return float((ranks[y].sum() - bad * (bad + 1) / 2) / (bad * good))
