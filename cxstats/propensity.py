"""Who answers: the chance that a visit of a kind is followed by an answer, and weights from it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cxstats.estimate import Floats
from cxstats.intervals import effective_n
from cxstats.later import special

# Newton's steps end when no coefficient moves by more than this.
STILL = 1e-10
MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Propensity:
    """Result of `fit_propensity`; the intercept stands first."""

    coefficients: Floats  # (p + 1,) log-odds
    se: Floats  # (p + 1,) standard errors
    chance: Floats  # (n,) of each kind of visit to be answered after, 0..1
    deviance: float  # how far the kinds' shares are from the chances
    steps: int


@dataclass(frozen=True, slots=True)
class ResponseWeights:
    """Result of `response_weights`."""

    weights: Floats  # (n,) mean 1
    trimmed: int  # answers whose weight stands at the limit
    effective_n: float  # how many equally weighted answers would be as informative
    design_effect: float  # n / effective_n: by how much weighting widens variances


def fit_propensity(
    facts: ArrayLike, answered: ArrayLike, visits: ArrayLike, *, penalty: float = 1.0
) -> Propensity:
    """Estimate from facts of visits how likely each kind of visit is to be answered after.

    A logistic regression; `facts` are known of every visit, answered or not. A
    penalty on the coefficients (not on the intercept) keeps kinds that never or
    always answered at chances between 0 and 1.

    Parameters
    ----------
    facts : array-like of shape (n, p)
        One row a kind of visit (or a single visit), such as 0/1 for "evening".
    answered, visits : array-like of shape (n,)
        How many visits of the kind there were, and after how many came an answer.
    penalty : float
        Half of it times the squared coefficients is taken off the log-likelihood;
        0 for none. One is what a normal prior with a spread of 1 says.

    Returns
    -------
    Propensity

    Raises
    ------
    ValueError
        Shapes that do not match, numbers that are not finite, no visit at all,
        more answers than visits, or a penalty below 0.

    Notes
    -----
    Iteratively reweighted least squares with halved steps. Equal to statsmodels'
    Logit and to its penalised likelihood to 1e-8 in tests. Costs O(steps * n * p**2).

    References
    ----------
    McCullagh, P. & Nelder, J. A. (1989). Generalized Linear Models. Section 4.4.
    le Cessie, S. & van Houwelingen, J. C. (1992). Applied Statistics 41, 191-201.

    Examples
    --------
    >>> fit = fit_propensity([[0], [1]], [50, 20], [100, 100], penalty=0)
    >>> fit.chance.round(3), fit.coefficients.round(3)
    (array([0.5, 0.2]), array([ 0.   , -1.386]))
    """
    X, y, n = _checked(facts, answered, visits, penalty)
    ridge = np.full(X.shape[1], float(penalty))
    ridge[0] = 0.0
    # Half an answer each way keeps the start finite when all or none answered.
    beta = np.zeros(X.shape[1])
    share = (y.sum() + 0.5) / (n.sum() + 1)
    beta[0] = np.log(share / (1 - share))
    value, steps = _objective(X, y, n, beta, ridge), 0
    for steps in range(1, MOST_STEPS + 1):  # noqa: B007 - how many were needed is told
        step = np.linalg.lstsq(
            _information(X, n, beta, ridge), _slope(X, y, n, beta, ridge), rcond=None
        )[0]
        size = 1.0
        while size > 1e-6:
            trial = _objective(X, y, n, beta + size * step, ridge)
            if trial >= value:
                beta, value = beta + size * step, trial
                break
            size /= 2
        if size <= 1e-6 or np.abs(size * step).max() < STILL:
            break
    chance = special.expit(X @ beta)
    covariance = np.linalg.pinv(_information(X, n, beta, ridge))
    return Propensity(
        coefficients=beta,
        se=np.sqrt(np.maximum(np.diagonal(covariance), 0.0)),
        chance=chance,
        deviance=_deviance(y, n, chance),
        steps=steps,
    )


def response_weights(chance: ArrayLike, *, most: float = 5.0) -> ResponseWeights:
    """Weight answers by how unlikely they were: one over the chance, stabilised and trimmed.

    Weights have mean 1, and none is above `most`: what lies above is cut, and the
    others make up for it.

    Parameters
    ----------
    chance : array-like of shape (n,)
        Of each answer that came, that it would come; above 0, at most 1.
    most : float
        Largest weight; trimming trades a little bias for much less noise.

    Returns
    -------
    ResponseWeights
        Nothing at all for no answers: effective n 0 and design effect 1.

    Raises
    ------
    ValueError
        A chance outside 0..1, or `most` below 1.

    References
    ----------
    Robins, J. M., Hernán, M. A. & Brumback, B. (2000). Epidemiology 11, 550-560.
    Kish, L. (1965). Survey Sampling. Wiley. Section 11.7.

    Examples
    --------
    >>> found = response_weights([0.5, 0.5, 0.25])
    >>> found.weights.round(2), round(found.design_effect, 3)
    (array([0.75, 0.75, 1.5 ]), 1.125)
    """
    p = np.asarray(chance, dtype=np.float64)
    if p.ndim != 1 or not (np.isfinite(p) & (p > 0) & (p <= 1)).all():
        raise ValueError("chances lie above 0 and up to 1")
    if most < 1:
        raise ValueError("the largest weight is at least 1")
    if not len(p):
        return ResponseWeights(p, trimmed=0, effective_n=0.0, design_effect=1.0)
    weights = _trimmed(1 / p, most)
    answers = float(effective_n(weights.sum(), (weights**2).sum()))
    at_limit = int((weights > most - 1e-6).sum()) if most > 1 else 0
    return ResponseWeights(weights, at_limit, answers, len(p) / answers)


def _trimmed(weights: Floats, most: float) -> Floats:
    """Scale to mean 1 and cut at `most` until both hold."""
    scaled: Floats = weights / weights.mean()
    for _ in range(MOST_STEPS):
        if scaled.max() <= most * (1 + 1e-9):
            break
        cut = np.minimum(scaled, most)
        scaled = cut / cut.mean()
    return scaled


def _checked(
    facts: ArrayLike, answered: ArrayLike, visits: ArrayLike, penalty: float
) -> tuple[Floats, Floats, Floats]:
    """Return facts with an intercept, answers and visits. Raises ValueError."""
    X, y, n = (np.asarray(part, dtype=np.float64) for part in (facts, answered, visits))
    if X.ndim != 2 or y.shape != n.shape or y.shape != X.shape[:1]:
        raise ValueError(f"want (n, p) facts, (n,) answers and visits: {X.shape}, {y.shape}")
    if not all(np.isfinite(part).all() for part in (X, y, n)):
        raise ValueError("facts, answers and visits must be finite")
    if (y < 0).any() or (y > n).any() or n.sum() <= 0:
        raise ValueError("answers lie between 0 and visits, of which there is one at least")
    if penalty < 0:
        raise ValueError("the penalty is not below 0")
    return np.column_stack([np.ones(len(X)), X]), y, n


def _objective(X: Floats, y: Floats, n: Floats, beta: Floats, ridge: Floats) -> float:
    """Return the log-likelihood less the penalty."""
    eta = X @ beta
    return float((y * eta - n * np.logaddexp(0, eta)).sum() - 0.5 * (ridge * beta**2).sum())


def _slope(X: Floats, y: Floats, n: Floats, beta: Floats, ridge: Floats) -> Floats:
    slope: Floats = X.T @ (y - n * special.expit(X @ beta)) - ridge * beta
    return slope


def _information(X: Floats, n: Floats, beta: Floats, ridge: Floats) -> Floats:
    p = special.expit(X @ beta)
    information: Floats = (X * (n * p * (1 - p))[:, None]).T @ X + np.diag(ridge)
    return information


def _deviance(y: Floats, n: Floats, chance: Floats) -> float:
    """Twice the log-likelihood's distance from that of each kind's own share."""
    share = np.divide(y, n, out=np.zeros(len(y)), where=n > 0)
    own = _log_likelihood(y, n, share)
    return float(2 * (own - _log_likelihood(y, n, chance)).sum())


def _log_likelihood(y: Floats, n: Floats, p: Floats) -> Floats:
    """Terms y log p + (n - y) log(1 - p), with 0 log 0 as 0."""
    yes = np.where(y > 0, y * np.log(np.where(y > 0, p, 1.0)), 0.0)
    no = np.where(n > y, (n - y) * np.log1p(-np.where(n > y, p, 0.0)), 0.0)
    return np.asarray(yes + no)
