"""How many different ones are there, when looking at each costs too much: sketches that add up.

A HyperLogLog sketch keeps, for each of some thousand registers, the longest run of leading zeros
seen in the hashes that fell there. The sketch of two crowds together is the larger of the two in
each register, so days, places and months may be put together in any way.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cxstats.estimate import Estimate, Floats

# 16,384 registers: a relative standard error of 1.04 / 128.
PRECISION: Final = 14
REGISTERS: Final = 1 << PRECISION
# Bits of a hash that a rank is read from, and the largest rank.
REST: Final = 64 - PRECISION
TOP_RANK: Final = REST + 1
STANDARD_ERROR: Final = 1.04 / REGISTERS**0.5
Z: Final = 1.959963984540054

Registers = NDArray[np.int8]


def sketched(hashes: NDArray[np.int64]) -> tuple[NDArray[np.int16], NDArray[np.int8]]:
    """Tell which register each hash falls into, and with which rank.

    Parameters
    ----------
    hashes : int64 array of shape (n,)
        Well mixed 64-bit hashes, taken as their bits.

    Returns
    -------
    register : int16 array of shape (n,)
        0 to 16,383: the first 14 bits.
    rank : int8 array of shape (n,)
        1 to 51: the place of the first one among the other 50 bits, 51 when there is none.

    Raises
    ------
    ValueError
        `hashes` is not a plain array of int64.

    Notes
    -----
    Costs O(n).

    References
    ----------
    Flajolet, P., Fusy, E., Gandouet, O. and Meunier, F. (2007). Analysis of Algorithms, 137-156.

    Examples
    --------
    >>> register, rank = sketched(np.array([1, 1 << 50, -1]))
    >>> register.tolist(), rank.tolist()
    ([0, 1, 16383], [50, 51, 1])
    """
    if hashes.ndim != 1 or hashes.dtype != np.int64:
        raise ValueError(f"want one int64 hash a row, got {hashes.shape} {hashes.dtype}")
    bits = hashes.view(np.uint64)
    register = (bits >> np.uint64(REST)).astype(np.int16)
    rest = bits & np.uint64((1 << REST) - 1)
    # Fifty bits fit in a float, so its exponent is the place of the first one, exactly.
    exponent = np.frexp(rest.astype(np.float64))[1]
    return register, (TOP_RANK - exponent).astype(np.int8)


def sketch_of(hashes: NDArray[np.int64]) -> Registers:
    """Sketch a crowd: the highest rank of each register, 0 where none fell; (16,384,) int8.

    Raises ValueError as `sketched` does. Sketches of several crowds are put together by
    `numpy.maximum`. Costs O(n).

    Examples
    --------
    >>> hashes = np.random.default_rng(1).integers(-(1 << 63), 1 << 63, 1000)
    >>> whole = sketch_of(hashes)
    >>> bool((np.maximum(sketch_of(hashes[:600]), sketch_of(hashes[400:])) == whole).all())
    True
    """
    register, rank = sketched(hashes)
    registers = np.zeros(REGISTERS, dtype=np.int8)
    np.maximum.at(registers, register, rank)
    return registers


def rank_counts(registers: Registers) -> NDArray[np.int64]:
    """Count the registers (g, 16,384) by rank, 0 to 51: all that an estimate needs; (g, 52).

    Raises ValueError for another shape or a rank that there is not. Costs O(g * 16,384).

    Examples
    --------
    >>> rank_counts(np.zeros((1, REGISTERS), dtype=np.int8))[0, :3].tolist()
    [16384, 0, 0]
    """
    if registers.ndim != 2 or registers.shape[1] != REGISTERS:
        raise ValueError(f"want (g, {REGISTERS}) registers, got {registers.shape}")
    if registers.size and (registers.min() < 0 or registers.max() > TOP_RANK):
        raise ValueError(f"a rank is outside 0..{TOP_RANK}")
    counts = np.zeros((len(registers), TOP_RANK + 1), dtype=np.int64)
    groups = np.arange(len(registers))[:, None]
    np.add.at(counts, (groups, registers), 1)
    return counts


def estimate_distinct(counts: NDArray[np.int64]) -> Estimate:
    """Estimate how many different ones g crowds have, from counts of registers by rank.

    Parameters
    ----------
    counts : int64 array of shape (g, 52)
        Registers by rank, 0 to 51; each row sums to 16,384.

    Returns
    -------
    Estimate
        The number, and 95% of what it may be by the sketch's own error: 1.96 times 0.81% to
        either side, which is generous for crowds of less than some ten thousand. n is the number.

    Raises
    ------
    ValueError
        Another shape, or rows that do not sum to the number of registers.

    Notes
    -----
    The estimator is Ertl's, which needs neither thresholds nor tables of corrections. Costs O(g).

    References
    ----------
    Flajolet, P., Fusy, E., Gandouet, O. and Meunier, F. (2007). Analysis of Algorithms, 137-156.
    Heule, S., Nunkesser, M. and Hall, A. (2013). EDBT, 683-692.
    Ertl, O. (2017). arXiv:1702.01284, algorithm 6.

    Examples
    --------
    >>> hashes = np.random.default_rng(1).integers(-(1 << 63), 1 << 63, 100_000)
    >>> told = estimate_distinct(rank_counts(sketch_of(hashes)[None]))
    >>> bool(told.low[0] < 100_000 < told.high[0])
    True
    """
    if counts.ndim != 2 or counts.shape[1] != TOP_RANK + 1:
        raise ValueError(f"want (g, {TOP_RANK + 1}) counts by rank, got {counts.shape}")
    if (counts.sum(axis=1) != REGISTERS).any():
        raise ValueError(f"the counts of a crowd must sum to {REGISTERS}")
    share = counts / REGISTERS
    total = _tau(1 - share[:, TOP_RANK])
    for rank in range(REST, 0, -1):
        total = 0.5 * (total + share[:, rank])
    with np.errstate(divide="ignore"):
        value = REGISTERS / (2 * np.log(2)) / (total + _sigma(share[:, 0]))
    half = Z * STANDARD_ERROR * value
    return Estimate(value, value - half, value + half, value)


def _sigma(x: Floats) -> Floats:
    """Correct for registers that nothing fell into; infinite when these are all."""
    empty = x >= 1
    x = np.where(empty, 0.0, x)
    total, step = x.copy(), 1.0
    while True:
        x = x * x
        before, total, step = total, total + x * step, step * 2
        if (before == total).all():
            return np.where(empty, np.inf, total)


def _tau(x: Floats) -> Floats:
    """Correct for registers whose rank is the largest there is."""
    ends = (x <= 0) | (x >= 1)
    x = np.where(ends, 0.5, x)
    total, step = 1 - x, 1.0
    while True:
        x = np.sqrt(x)
        step *= 0.5
        before, total = total, total - (1 - x) ** 2 * step
        if (before == total).all():
            return np.where(ends, 0.0, total / 3)
