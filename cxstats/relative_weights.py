"""Johnson's relative weights: shares of explained variance where drivers are too many."""

import numpy as np

from cxstats.estimate import Floats


def relative_weights(correlations: Floats) -> tuple[Floats, Floats]:
    """Split the R-squared of a regression among any number of correlated drivers.

    Each driver is replaced by its closest uncorrelated counterpart; what those
    explain is credited back to the drivers in proportion to their correlation.

    Parameters
    ----------
    correlations : float array of shape (g, p + 1, p + 1)
        Correlation matrices, the outcome last, drivers positive definite.

    Returns
    -------
    shares : float array of shape (g, p)
        Parts of R-squared, each >= 0, summing to it.
    r_squared : float array of shape (g,)
        Both are nan where a matrix holds nan.

    Notes
    -----
    Costs O(g * p**3). Equal to general dominance for two drivers, close to it
    beyond; Thomas et al. (2014) question the derivation for three or more.

    References
    ----------
    Johnson, J. W. (2000). Multivariate Behavioral Research 35(1), 1-19.
    Thomas, D. R. et al. (2014). Multivariate Behavioral Research 49(4), 329-338.

    Examples
    --------
    >>> matrix = np.array([[[1, 0.5, 0.6], [0.5, 1, 0.4], [0.6, 0.4, 1]]])
    >>> relative_weights(matrix)[0].round(4)
    array([[0.2867, 0.0867]])
    """
    matrices = np.asarray(correlations, dtype=np.float64)
    known = np.isfinite(matrices).all(axis=(1, 2))
    shares = np.full((len(matrices), matrices.shape[-1] - 1), np.nan)
    among, with_outcome = matrices[known, :-1, :-1], matrices[known, :-1, -1]
    eigenvalues, vectors = np.linalg.eigh(among)
    # Symmetric square root: correlation of each driver with each counterpart.
    roots = np.sqrt(np.maximum(eigenvalues, 0))
    loadings = (vectors * roots[:, None, :]) @ np.swapaxes(vectors, 1, 2)
    slopes = np.linalg.solve(loadings, with_outcome[..., None])
    shares[known] = (loadings**2 @ slopes**2)[..., 0]
    return shares, shares.sum(axis=1)
