"""One independent stream of random numbers for each part of an organisation.

A part that draws more or less than before leaves all other parts as they were.
"""

import zlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray


def stream(seed: int, part: str) -> np.random.Generator:
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def draw_by_row(
    shares: NDArray[np.float64], row: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """One choice for each entry of `row`, by the shares in that row of `shares`."""
    ladder = np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True)
    chance = rng.random(len(row))
    drawn = np.zeros(len(row), dtype=np.int64)
    for step in range(shares.shape[1] - 1):
        drawn += ladder[row, step] <= chance
    return drawn


def draw_names(shares: Mapping[str, float], n: int, rng: np.random.Generator) -> list[str]:
    """`n` of the names, by their shares, which need not add up to 1."""
    names, ladder = list(shares), np.cumsum(list(shares.values()))
    drawn = np.searchsorted(ladder, rng.random(n) * ladder[-1], side="right")
    return [names[i] for i in drawn.tolist()]
