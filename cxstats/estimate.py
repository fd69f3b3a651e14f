"""The one shape in which a number leaves this package: with its interval and its n."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Estimates of many groups at once; all arrays have one shape, nan where nothing is known."""

    value: Floats
    low: Floats
    high: Floats
    n: Floats  # effective number of answers that the interval stands on
