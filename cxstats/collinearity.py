"""How much drivers tell the same: the reason why their effects cannot be told apart."""

import numpy as np

from cxstats.estimate import Floats


def variance_inflation(correlations: Floats) -> Floats:
    """Tell how much wider a driver's effect is estimated because others move with it.

    1 is a driver that moves alone; from about 5 on its effect is hardly its own.

    Parameters
    ----------
    correlations : float array of shape (g, p, p)
        Correlations among drivers (without the outcome), positive definite.

    Returns
    -------
    float array of shape (g, p)
        Variance inflation factors, >= 1; nan where a matrix holds nan.

    Notes
    -----
    The diagonal of the inverse. Costs O(g * p**3).

    References
    ----------
    Marquardt, D. W. (1970). Technometrics 12(3), 591-612.

    Examples
    --------
    >>> variance_inflation(np.array([[[1, 0.6], [0.6, 1]]])).round(4)
    array([[1.5625, 1.5625]])
    """
    matrices = np.asarray(correlations, dtype=np.float64)
    known = np.isfinite(matrices).all(axis=(1, 2))
    factors = np.full(matrices.shape[:2], np.nan)
    factors[known] = np.diagonal(np.linalg.inv(matrices[known]), axis1=1, axis2=2)
    return factors
