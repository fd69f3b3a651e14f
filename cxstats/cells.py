"""Cells: everything that a mean, a share or a recommend score needs, as one row of integers."""

from dataclasses import dataclass, field

import numpy as np

from cxstats.scores import (
    NOT_ANSWERED,
    NOT_USED,
    Groups,
    Integers,
    Scores,
    check_rows,
    squared_weights,
)

# Each item's block starts with these five sums; its histogram follows.
ANSWERED, UNUSED, TOTAL, SQUARES, WEIGHT_SQUARES, FIXED = range(6)


@dataclass(frozen=True, slots=True)
class ItemScale:
    """The whole numbers an item may take, `low` to `high`, both included."""

    low: int
    high: int

    def __post_init__(self) -> None:
        if not NOT_ANSWERED < self.low <= self.high <= np.iinfo(np.int16).max:
            raise ValueError(f"{self.low}..{self.high} is not a scale of 16-bit scores")

    @property
    def bins(self) -> int:
        """How many different answers there are."""
        return self.high - self.low + 1

    def values(self) -> Integers:
        """Return the answers in order, one for each bin of the histogram."""
        return np.arange(self.low, self.high + 1, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class CellLayout:
    """Where each sum of each item stands in a cell's flat vector.

    A new item may only be appended: the places of the earlier ones never move,
    so a cell that was stored before the item existed is a shorter vector and
    reads as if padded with zeros.
    """

    scales: tuple[ItemScale, ...]
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sizes = [FIXED + scale.bins for scale in self.scales]
        starts = tuple(int(start) for start in np.cumsum([0, *sizes]))
        object.__setattr__(self, "_starts", starts)

    @property
    def width(self) -> int:
        """Length of a cell's vector."""
        return self._starts[-1]

    def answered(self, item: int) -> int:
        """Index of the (weighted) number of answers."""
        return self._start(item) + ANSWERED

    def not_used(self, item: int) -> int:
        """Index of the (weighted) number of customers to whom the item did not apply."""
        return self._start(item) + UNUSED

    def total(self, item: int) -> int:
        """Index of the (weighted) sum of answers."""
        return self._start(item) + TOTAL

    def squares(self, item: int) -> int:
        """Index of the (weighted) sum of squared answers."""
        return self._start(item) + SQUARES

    def weight_squares(self, item: int) -> int:
        """Index of the sum of squared weights over the answers."""
        return self._start(item) + WEIGHT_SQUARES

    def histogram(self, item: int) -> slice:
        """Where the (weighted) counts of the answers low..high stand."""
        return slice(self._start(item) + FIXED, self._starts[item + 1])

    def pad(self, cells: Integers) -> Integers:
        """Bring cells (..., shorter) that were stored with fewer items to full width.

        Raises ValueError when they do not end where an item ends.
        """
        width = cells.shape[-1]
        if width not in self._starts:
            raise ValueError(f"a cell of {width} numbers does not fit this layout")
        missing = [(0, 0)] * (cells.ndim - 1) + [(0, self.width - width)]
        return np.pad(cells.astype(np.int64), missing)

    def _start(self, item: int) -> int:
        if not 0 <= item < len(self.scales):
            raise IndexError(f"there is no item {item}; the layout has {len(self.scales)}")
        return self._starts[item]


def count_cells(
    scores: Scores,
    groups: Groups,
    n_groups: int,
    layout: CellLayout,
    weights: Integers | None = None,
) -> Integers:
    """Count the answers of each group into one exact row of integers.

    Parameters
    ----------
    scores : int16 array of shape (n_rows, n_items)
        Answers on the items' scales, NOT_USED or NOT_ANSWERED.
    groups : integer array of shape (n_rows,)
        The cell of each row, 0..n_groups-1 (for instance a location and day).
    n_groups : int
        Number of cells.
    layout : CellLayout
        One scale for each column of `scores`.
    weights : int64 array of shape (n_rows,), optional
        Millionths. Without it each row counts 1.

    Returns
    -------
    int64 array of shape (n_groups, layout.width)
        Counts and sums; in millionths where weights were given. Cells add up:
        the sum of the cells of two sets of rows is the cell of all rows.

    Raises
    ------
    ValueError
        Shapes do not match, a group or weight is out of range, or an answer is
        outside its item's scale.

    Notes
    -----
    Costs O(n_rows * n_items); integers throughout, so nothing is rounded
    (except squared weights, to millionths, row by row).

    Examples
    --------
    >>> layout = CellLayout((ItemScale(1, 5),))
    >>> scores = np.array([[5], [4], [NOT_USED]], dtype=np.int16)
    >>> count_cells(scores, np.array([0, 0, 0]), 1, layout)
    array([[ 2,  1,  9, 41,  2,  0,  0,  0,  1,  1]])
    """
    check_rows(scores, groups, n_groups, weights)
    if scores.shape[1] != len(layout.scales):
        raise ValueError(f"{scores.shape[1]} items, but the layout has {len(layout.scales)}")
    cells = np.zeros((n_groups, layout.width), dtype=np.int64)
    # As one line: numpy adds to a place of a line many times as fast as to one of a table.
    flat, firsts = cells.reshape(-1), groups.astype(np.int64) * layout.width
    weight = np.ones(len(scores), dtype=np.int64) if weights is None else weights.astype(np.int64)
    for item, scale in enumerate(layout.scales):
        column = scores[:, item]
        unused, answered = column == NOT_USED, column > NOT_ANSWERED
        answers = column[answered].astype(np.int64)
        if answers.size and (answers.min() < scale.low or answers.max() > scale.high):
            raise ValueError(f"item {item} has an answer outside {scale.low}..{scale.high}")
        bins = layout.histogram(item)
        here, own = firsts[answered], weight[answered]
        np.add.at(flat, here + (bins.start - scale.low) + answers, own)
        np.add.at(flat, firsts[unused] + layout.not_used(item), weight[unused])
        # The other sums follow from the histogram, exactly.
        counts, values = cells[:, bins], scale.values()
        cells[:, layout.answered(item)] = counts.sum(axis=1)
        cells[:, layout.total(item)] = counts @ values
        cells[:, layout.squares(item)] = counts @ values**2
        if weights is None:
            cells[:, layout.weight_squares(item)] = cells[:, layout.answered(item)]
        else:
            np.add.at(flat, here + layout.weight_squares(item), squared_weights(own))
    return cells
