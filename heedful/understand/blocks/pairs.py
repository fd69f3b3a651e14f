"""Sums of one pair of items at places."""

import numpy as np

from cxstats.sums import WEIGHT_ONE
from heedful.understand.blocks.arrays import Integers, Sums


class PairCounts(Sums):
    """Sums of one pair at places: n, both sums, both sums of squares, products.

    With weights, the sum of squared weights is the last one.
    """

    __slots__ = ()

    @property
    def weighed(self) -> Integers:
        if self.heavy is not None:
            return self.heavy
        return np.concatenate([self.plain, self.plain[..., :1]], axis=-1) * WEIGHT_ONE
