"""The truth about a simulated organisation. Estimators are judged by it; they never see it."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Config
from cxsim.gains import Gains

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """Arrays have one row a location and one column a driver unless said otherwise."""

    config: Config
    seed: int
    last_day: date
    locations: tuple[str, ...]  # Codes, in the order of the rows.
    drivers: tuple[str, ...]  # Codes, in the order of the columns.
    cause: Floats  # Points of the recommendation before it is rounded and bounded.
    effect: Floats  # The same in points of the recommendation as it is shown.
    reach: Floats  # (drivers,): share of customers to whom a driver applies.
    gains: Gains  # Means, gaps and gains; gains in shown points.
    first_priority: NDArray[np.int64]  # (locations,): column of the driver, or -1 for none.
    dip: Floats  # (locations,): depth in points of what is felt, 0 for none.
    trend: Floats  # Points a year of what is felt.
