"""What each idea proposes, and which ideas propose the same."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.ideas.config import IdeasConfig
from cxsim.words import load_words

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

BRAND = -1
"""Stands for a location where an idea is about all of them."""

NO_TWIN = -1


class TooManyIdeasError(ValueError):
    """There are fewer different proposals than ideas wanted; lower ideas.count."""


@dataclass(frozen=True, slots=True, eq=False)
class Subjects:
    """One row an idea, in the order of time."""

    location: Ints  # Or BRAND.
    proposal: Ints  # Row of the word list.
    filling: Ints  # Which of the proposal's fillings.
    twin_of: Ints  # Row of the first idea that proposes the same, or NO_TWIN.
    when: Floats  # Share of the whole time that has gone.


def choose_subjects(*, config: IdeasConfig, n_places: int, rng: np.random.Generator) -> Subjects:
    """Different subjects first, then some of them once more, later. Raises TooManyIdeasError."""
    kinds, count = _kinds(config.words), config.count
    n_twins = round(count * config.twins) if count > 1 else 0
    place, kind = np.divmod(np.arange((n_places + 1) * len(kinds)), len(kinds))
    n_first = count - n_twins
    if n_first > len(place):
        raise TooManyIdeasError(f"ideas.count allows {len(place)} different proposals; lower it.")
    bound = config.about_a_location
    weight = np.where(place == n_places, 1 - bound, bound / n_places)
    with np.errstate(divide="ignore"):
        wish = np.log(weight) + rng.gumbel(size=len(weight))  # Draws without repetition.
    first = np.argsort(-wish, kind="stable")[:n_first]
    original = rng.integers(0, max(n_first, 1), n_twins)
    born = rng.random(n_first)
    later = born[original] + (1 - born[original]) * rng.random(n_twins)
    when = np.concatenate([born, later])
    order = np.argsort(when, kind="stable")
    rank = np.argsort(order)
    row = np.concatenate([first, first[original]])[order]
    twin_of = np.concatenate([np.full(n_first, NO_TWIN), rank[original]])
    return Subjects(
        location=np.where(place[row] == n_places, BRAND, place[row]),
        proposal=kinds[kind[row], 0],
        filling=kinds[kind[row], 1],
        twin_of=twin_of[order],
        when=when[order],
    )


def _kinds(words_name: str) -> Ints:
    """All pairs of a proposal and one of its fillings."""
    words = load_words(words_name)
    sizes = [len(words["fillings"][p["filling"]]["en"]) for p in words["proposals"]]
    return np.array([(p, f) for p, size in enumerate(sizes) for f in range(size)])
