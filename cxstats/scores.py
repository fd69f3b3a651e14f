"""What a rating matrix holds: whole numbers, two marks for "no number", fixed-point weights."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

# The item did not apply to this customer (an unused car park has no rating).
NOT_USED: Final = -32768
# The customer was asked and gave no answer.
NOT_ANSWERED: Final = -32767
# Weights are whole millionths, so that weighted sums are exact on every engine.
WEIGHT_ONE: Final = 1_000_000
# The square of a larger weight would not fit in 64 bits.
WEIGHT_MAX: Final = 3_000_000_000

Integers = NDArray[np.int64]
Scores = NDArray[np.int16]
Groups = NDArray[np.integer]


def check_rows(scores: Scores, groups: Groups, n_groups: int, weights: Integers | None) -> None:
    """Raise ValueError unless the arrays describe the same rows, with known groups."""
    if scores.ndim != 2 or not np.issubdtype(scores.dtype, np.signedinteger):
        raise ValueError(f"want (n_rows, n_items) whole scores, got {scores.shape} {scores.dtype}")
    if groups.shape != scores.shape[:1]:
        raise ValueError(f"want one group a row, got {groups.shape} for {scores.shape}")
    if groups.size and (groups.min() < 0 or groups.max() >= n_groups):
        raise ValueError(f"a group is outside 0..{n_groups - 1}")
    if weights is None:
        return
    if weights.shape != groups.shape or not np.issubdtype(weights.dtype, np.integer):
        raise ValueError("want one whole weight (in millionths) a row")
    if weights.size and (weights.min() < 0 or weights.max() > WEIGHT_MAX):
        raise ValueError(f"a weight is outside 0..{WEIGHT_MAX} millionths")


def squared_weights(weights: Integers) -> Integers:
    """Square fixed-point weights; the result is in millionths again, halves rounded up.

    Examples
    --------
    >>> squared_weights(np.array([1_000_000, 2_000_000, 500_000]))
    array([1000000, 4000000,  250000])
    """
    wide = weights.astype(np.int64)
    return (wide * wide + WEIGHT_ONE // 2) // WEIGHT_ONE
