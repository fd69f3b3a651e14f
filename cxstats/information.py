"""What pairs of answers say of a location's driver effects, and how sure they are of it."""

import numpy as np

from cxstats.covariance import PairMoments, fill_unknown, positive_definite
from cxstats.cross import CrossSums
from cxstats.estimate import Floats
from cxstats.slope_fit import Evidence

# Fewer pairs than this give no correlation: that of all locations stands for it.
FEWEST_PAIRS = 4
# A driver that hardly anybody rated does not make the others unknowable.
MOST_MISSING = 4.0
# For how many rows the correlations of all locations count, times the odds of an
# answer's being missing; 2 to 5 gave the smallest errors in simulations.
BORROWED = 3.0


def gather_evidence(moments: PairMoments, overlap: Floats, mean: Floats, sigma2: float) -> Evidence:
    """Make each location's information on its effects from pairs of answers.

    Parameters
    ----------
    moments : PairMoments
        Of the drivers in order and the outcome last, p + 1 items.
    overlap : float array of shape (g, p + 1, p + 1)
        `pair_overlap` of the same items.
    mean, sigma2 : float array of shape (p,) and float
        Typical effects and residual variance, for the noise of missing answers.

    Notes
    -----
    Let R be a location's correlations of its drivers, D their standard deviations
    and S = D R D. A location's own effects solve S b = s, with s the covariances
    with the outcome; the information is S G^-1 S, where G is the covariance of
    the error s - S b. Were nothing missing, G = sigma2 S / n and the information
    is that of least squares, n S / sigma2. When answers are missing, pair (i, j)
    comes from other rows than pair (i, outcome), and what would have cancelled
    stays: for a driver j that a row holds with probability q_j

        G = O * D [ sigma2 R + sum_j b_j^2 d_j^2 (1 - q_j) / q_j C_j ] D

    with C_j[i, k] = n cov(r_ij, r_kj) of correlations by normal theory,
    O[i, k] = n_ik / (n_i n_k), and * entry by entry.

    G is positive definite: R is repaired to be so; C_j is a covariance matrix
    for any such R; O is a matrix of inner products (of the drivers' patterns of
    presence, each divided by its n) with a positive diagonal; and the entry-wise
    product of such matrices is positive definite (Schur, 1911).

    Where answers are missing and rows are few, R itself is noisy and near
    singular. It is therefore mixed with that of all locations, in the proportion
    n to BORROWED x sum_j (1 - q_j) / q_j, which leaves complete data as they are;
    the noise of using foreign correlations is added to the bracket.

    References
    ----------
    Pearson, K. & Filon, L. N. G. (1898). Philosophical Transactions A 191, 229-311.
    Schur, I. (1911). Journal für die reine und angewandte Mathematik 140, 1-28.
    """
    n, squares = moments.item_n(), moments.item_squares()
    spread = np.sqrt(np.divide(squares, n, out=np.zeros(n.shape), where=n > 0))
    own, outcome = spread[:, :-1], spread[:, -1]
    missing = _missing_odds(moments)
    trust = 1 / (1 + BORROWED * missing.sum(axis=1) / np.maximum(n[:, -1], 1))
    correlations = _steadied(moments, trust)
    among, to_outcome = correlations[:, :-1, :-1], correlations[:, :-1, -1]
    error = overlap * _relative_noise(among, mean * own / np.sqrt(sigma2), missing, trust)
    # R G^-1, in which the standard deviations cancel.
    half = np.swapaxes(np.linalg.solve(error, among), 1, 2) * own[:, :, None]
    information = half @ (among * own[:, None, :])
    return Evidence(
        information=(information + np.swapaxes(information, 1, 2)) / 2,
        pull=(half @ (to_outcome * outcome[:, None])[..., None])[..., 0],
        among=n[:, -1, None, None] * among * own[:, :, None] * own[:, None, :],
        with_outcome=n[:, -1, None] * to_outcome * own * outcome[:, None],
        outcome=squares[:, -1],
        degrees=float(np.maximum(n[:, -1] - 1, 0).sum()),
    )


def _relative_noise(among: Floats, effects: Floats, missing: Floats, trust: Floats) -> Floats:
    """Return the bracket of G in units of the residual variance and of standard deviations."""
    absent = effects**2 * missing * trust[:, None] ** 2
    foreign = (1 - trust)[:, None, None] ** 2
    noise: Floats = among + _noise_of_absent(among, absent)
    noise += foreign * _noise_of_foreign(among, effects)
    return noise


def _noise_of_absent(R: Floats, absent: Floats) -> Floats:
    """Return sum over j of absent_j cov(r_ij, r_kj), with normal-theory covariances.

    cov(r_ij, r_kj) = r_ik (1 - r_ij^2 - r_kj^2) - r_ij r_kj (1 - r_ij^2 - r_kj^2 - r_ik^2) / 2
    """
    squares, weighted = R**2, R * absent[:, None, :]
    taken = (squares @ absent[..., None])[..., 0]
    left = absent.sum(axis=1)[:, None, None] - taken[:, :, None] - taken[:, None, :]
    cubes = weighted @ (R * squares)
    shared = (1 - squares) * (weighted @ R)
    noise: Floats = left * R - (shared - cubes - np.swapaxes(cubes, 1, 2)) / 2
    return noise


def _noise_of_foreign(R: Floats, effects: Floats) -> Floats:
    """Return cov(sum_j b_j r_ij, sum_j b_j r_kj), with normal-theory covariances."""
    through = (R @ effects[..., None])[..., 0]
    whole = (effects * through).sum(axis=1)[:, None, None]
    row, column = through[:, :, None], through[:, None, :]
    squares, weighted = R**2, R * effects[:, None, :]
    mixed = row * np.swapaxes(weighted @ squares, 1, 2)
    noise: Floats = R * (whole - row**2 - column**2)
    noise += row * column * (1 + squares / 2)
    noise += (mixed + np.swapaxes(mixed, 1, 2)) / 2
    noise -= 2 * (weighted * through[:, None, :]) @ R
    noise += weighted @ squares @ np.swapaxes(weighted, 1, 2) / 2
    return noise


def pair_overlap(cross: CrossSums, weighted: CrossSums | None = None) -> Floats:
    """Return how errors of two drivers' covariances with the outcome go together (g, p, p).

    n_ij / (n_i n_j) of the drivers (all items but the last), where the numbers
    count rows, or with weights the sums of squared weights over products of
    weights; scaled up where the outcome is missing. A driver without answers has
    1 with itself and 0 with others.
    """
    source = cross if weighted is None else weighted
    counts = source.n.astype(np.float64)
    squares = source.weight_squares.astype(np.float64) * (1 if weighted is None else 1e6)
    items = np.einsum("gii->gi", counts)[:, :-1]
    pairs = counts[:, :-1, -1]
    scale = np.divide(1, np.sqrt(items * pairs), out=np.zeros(items.shape), where=pairs > 0)
    overlap: Floats = squares[:, :-1, :-1] * scale[:, :, None] * scale[:, None, :]
    diagonal = np.einsum("gii->gi", overlap)
    diagonal[scale == 0] = 1
    return overlap


def _steadied(moments: PairMoments, trust: Floats) -> Floats:
    """Return each location's correlations, those among drivers mixed with those of all."""
    last = moments.n.shape[-1] - 1
    pooled = fill_unknown(moments.pooled().correlations(), last)
    own = moments.correlations()
    known = (moments.n >= FEWEST_PAIRS) & ~np.isnan(own)
    share = np.where(known, trust[:, None, None], 0)
    # The outcome's pairs are what a location says; they are not mixed.
    share[:, last], share[:, :, last] = known[:, last], known[:, :, last]
    mixed = share * np.where(known, own, 0) + (1 - share) * pooled
    items = np.arange(last + 1)
    mixed[:, items, items] = 1
    return positive_definite(mixed)


def _missing_odds(moments: PairMoments) -> Floats:
    """Return (1 - q) / q of each location and driver (g, p), q the share that rated it."""
    rows, answered = moments.n[:, -1, -1][:, None], moments.n[:, :-1, -1]
    present = np.divide(answered, rows, out=np.ones(answered.shape), where=answered > 0)
    present = np.minimum(present, 1)
    odds: Floats = np.minimum((1 - present) / present, MOST_MISSING)
    return odds
