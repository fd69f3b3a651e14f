"""The door to exact sums: marks, layouts, cells and cross-products by one name."""

from cxstats.cells import CellLayout, ItemScale, count_cells
from cxstats.cross import CrossSums, cross_sums
from cxstats.scores import NOT_ANSWERED, NOT_USED, WEIGHT_ONE

__all__ = [
    "NOT_ANSWERED",
    "NOT_USED",
    "WEIGHT_ONE",
    "CellLayout",
    "CrossSums",
    "ItemScale",
    "count_cells",
    "cross_sums",
]
