"""Languages of guests, by the shares of their location's country."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Country


def draw_languages(
    *,
    spoken: Mapping[str, Country],
    countries: Sequence[str],
    location: NDArray[np.int64],
    rng: np.random.Generator,
) -> list[str]:
    """One language a row of `location`; `countries` gives the country of each location."""
    names = sorted({name for country in spoken.values() for name in country.languages})
    shares = np.array(
        [[spoken[country].languages.get(name, 0.0) for name in names] for country in countries]
    )
    ladder = np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True)
    drawn = (ladder[location] <= rng.random((len(location), 1))).sum(axis=1)
    return [names[i] for i in drawn.tolist()]
