"""Halo: what ratings share because a guest who likes one thing tends to like everything."""

import numpy as np

from cxstats.covariance import positive_definite
from cxstats.estimate import Floats

STEPS = 200
SETTLED = 1e-9
# No rating is taken to be more of the common factor than this.
MOST = 0.98
# A rating that has less of the common factor says nothing of it.
LEAST = 0.2


def common_loadings(correlations: Floats) -> Floats:
    """Say how strongly each rating goes with what all ratings have in common.

    Parameters
    ----------
    correlations : float array of shape (g, p, p)
        Of the drivers, unit diagonal.

    Returns
    -------
    float array of shape (g, p)
        Loadings on one common factor, -0.98..0.98; 0 for fewer than three drivers,
        of which one factor cannot be told.

    Notes
    -----
    Minimum residuals: the factor that leaves the smallest squares off the diagonal,
    found by its fixed point with half steps. Costs O(200 * g * p**2).

    References
    ----------
    Harman, H. H. & Jones, W. H. (1966). Psychometrika 31(3), 351-368.

    Examples
    --------
    >>> true = np.array([0.8, 0.7, 0.6, 0.5])
    >>> matrix = np.outer(true, true) + np.diag(1 - true**2)
    >>> common_loadings(matrix[None]).round(3)
    array([[0.8, 0.7, 0.6, 0.5]])
    """
    p = correlations.shape[-1]
    if p < 3:
        return np.zeros(correlations.shape[:2])
    vectors = np.linalg.eigh(correlations)[1][..., -1]
    loadings = 0.7 * np.sqrt(p) * vectors * np.where(vectors.sum(axis=1) < 0, -1, 1)[:, None]
    for _ in range(STEPS):
        pulled = (correlations @ loadings[..., None])[..., 0] - loadings
        others = (loadings**2).sum(axis=1, keepdims=True) - loadings**2
        moved = np.clip(pulled / np.maximum(others, 1e-12), -MOST, MOST)
        step = (moved - loadings) / 2
        loadings = loadings + step
        if np.abs(step).max(initial=0) < SETTLED:
            break
    return np.asarray(loadings, dtype=np.float64)


def without_halo(correlations: Floats) -> Floats:
    """Take what all ratings have in common out of ratings and outcome.

    Parameters
    ----------
    correlations : float array of shape (g, p + 1, p + 1)
        Positive definite, unit diagonal, the outcome last.

    Returns
    -------
    float array of shape (g, p + 1, p + 1)
        Correlations of what is left, positive definite. Shares made of them say which
        rating goes with the outcome beyond a guest's general liking.

    Notes
    -----
    The factor is that of the drivers alone. How much of it the outcome has cannot be told
    from the effects of all drivers together; it is taken to be as much as explains the
    driver that goes least with the outcome, so nothing that is left is below 0. A part
    of the common factor may be true quality that lifts everything at once, which is
    taken out as well: look at the shares with and without (Murphy and others 1993).

    References
    ----------
    Landy, F. J. et al. (1980). Journal of Applied Psychology 65(5), 501-506.
    Murphy, K. R., Jako, R. A. & Anhalt, R. L. (1993). Journal of Applied Psychology 78(2),
    218-225.

    Examples
    --------
    >>> liking = np.array([0.7, 0.7, 0.7, 0.7, 0.8])
    >>> matrix = np.outer(liking, liking) + np.diag(1 - liking**2)
    >>> matrix[0, -1] = matrix[-1, 0] = matrix[0, -1] + 0.2
    >>> without_halo(matrix[None])[0, :-1, -1].round(2)
    array([0.47, 0.  , 0.  , 0.  ])
    """
    drivers = common_loadings(correlations[:, :-1, :-1])
    strong = drivers > LEAST
    ratio = np.divide(
        correlations[:, :-1, -1], drivers, out=np.full(drivers.shape, np.inf), where=strong
    )
    outcome = np.where(strong.any(axis=1), ratio.min(axis=1, initial=np.inf), 0)
    loadings = np.column_stack([drivers, np.clip(outcome, 0, MOST)])
    left = correlations - loadings[:, :, None] * loadings[:, None, :]
    size = np.sqrt(np.einsum("gii->gi", left))
    return positive_definite(left / size[:, :, None] / size[:, None, :])
