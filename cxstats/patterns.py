"""How the answers of one person vary: the longest run, the spread, all alike or not."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.estimate import Floats
from cxstats.scores import NOT_ANSWERED

Integers = NDArray[np.int64]
Bools = NDArray[np.bool_]
# Two or three equal answers are no pattern.
FEWEST_ANSWERS = 4


@dataclass(frozen=True, slots=True, eq=False)
class AnswerPatterns:
    """One entry a row of answers."""

    answered: Integers
    longest: Integers  # answers in a row that are the same, those left out passed over
    spread: Floats  # standard deviation of a person's answers; nan below two
    straight: Bools  # the same answer throughout, four times or more


def answer_patterns(scores: NDArray[np.int16]) -> AnswerPatterns:
    """Say how alike the answers of each person to questions with the same scale are.

    Parameters
    ----------
    scores : array, shape (n, k)
        Whole numbers with the marks of `cxstats.sums` where there is none, in the order in which
        they were asked; all on one scale.

    Returns
    -------
    AnswerPatterns
        The long-string index and the intra-individual response variability, with shape (n,).
        Costs O(n k).

    Raises
    ------
    ValueError
        `scores` is no matrix.

    References
    ----------
    Johnson, J. A. (2005). Journal of Research in Personality 39, 103-129 (long string).
    Dunn, A. M. et al. (2018). Journal of Business and Psychology 33, 105-121 (variability).

    Examples
    --------
    >>> found = answer_patterns(np.array([[4, 4, 4, 4], [4, 4, 5, 1]], dtype=np.int16))
    >>> found.longest, found.straight
    (array([4, 2]), array([ True, False]))
    """
    if scores.ndim != 2:
        raise ValueError(f"want (n, k) scores, got {scores.shape}")
    given = scores > NOT_ANSWERED
    answered = given.sum(axis=1).astype(np.int64)
    n = len(scores)
    last = np.full(n, NOT_ANSWERED, dtype=np.int16)
    run, longest = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for column, here in zip(scores.T, given.T, strict=True):
        run = np.where(here, np.where(column == last, run + 1, 1), run)
        last = np.where(here, column, last)
        longest = np.maximum(longest, run)
    values = np.where(given, scores, 0).astype(np.float64)
    m = np.maximum(answered, 1)
    mean = values.sum(axis=1) / m
    squares = (np.where(given, values - mean[:, None], 0.0) ** 2).sum(axis=1)
    spread = np.where(answered > 1, np.sqrt(squares / np.maximum(answered - 1, 1)), np.nan)
    straight = (answered >= FEWEST_ANSWERS) & (longest == answered)
    return AnswerPatterns(answered=answered, longest=longest, spread=spread, straight=straight)
