"""Languages of customers, by the shares of their location's country."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Country
from cxsim.randomness import draw_by_row


def languages_of(countries: Mapping[str, Country]) -> tuple[str, ...]:
    """All that are spoken anywhere, in alphabetical order."""
    return tuple(sorted({name for country in countries.values() for name in country.languages}))


def language_shares(
    countries: Mapping[str, Country], located: Sequence[str]
) -> NDArray[np.float64]:
    """Shape (locations, languages); `located` names the country of each location."""
    names = languages_of(countries)
    return np.array([[countries[at].languages.get(name, 0.0) for name in names] for at in located])


def draw_languages(
    *,
    spoken: Mapping[str, Country],
    countries: Sequence[str],
    location: NDArray[np.int64],
    rng: np.random.Generator,
) -> list[str]:
    """One language a row of `location`; `countries` gives the country of each location."""
    names = languages_of(spoken)
    drawn = draw_by_row(language_shares(spoken, countries), location, rng)
    return [names[i] for i in drawn.tolist()]
