"""What the author of a first post lived through and speaks of."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.posts.config import PostsConfig
from cxsim.posts.roots import BRAND, DAY, NO_CRISIS, CrisisPlan, Roots
from cxsim.randomness import stream
from cxsim.scales import to_scale

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CANDIDATES = 4
"""Guests who might have written; the one with the stronger feelings is likelier to."""

CRISIS_FEELING = 1.5
"""Points of the likelihood to recommend, on average, of those who post in a crisis."""


@dataclass(frozen=True, slots=True, eq=False)
class Opinions:
    """One row a first post."""

    felt: Floats  # Likelihood to recommend, before it is rounded.
    item: Ints
    second: Ints  # Column of a second item, or -1.
    rating: NDArray[np.int8]  # 1 to 5, of the visit; the stars of a review.


def make_opinions(
    *,
    config: PostsConfig,
    seed: int,
    roots: Roots,
    crises: CrisisPlan,
    experience: Floats,
    level: Floats,
    item_codes: Sequence[str],
) -> Opinions:
    """`experience` (locations, days) in points of recommending, `level` (locations, items)."""
    rng = stream(seed, "opinions")
    n = len(roots.minute)
    somewhere = np.where(roots.location == BRAND, rng.integers(0, len(level), n), roots.location)
    day = np.minimum((roots.minute // DAY).astype(np.int64), experience.shape[1] - 1)
    candidates = rng.standard_normal((n, CANDIDATES))
    wish = config.extremes * np.abs(candidates) + rng.gumbel(size=candidates.shape)
    chosen = np.take_along_axis(candidates, wish.argmax(axis=1)[:, None], axis=1)[:, 0]
    felt = experience[somewhere, day] + config.guest_spread * chosen
    in_crisis = roots.crisis != NO_CRISIS
    felt = np.where(in_crisis, CRISIS_FEELING + 0.4 * config.guest_spread * chosen, felt)
    item, second = _subjects(felt, level[somewhere], rng)
    of_crisis = np.array([item_codes.index(code) for code in crises.item], dtype=np.int64)
    item[in_crisis] = of_crisis[roots.crisis[in_crisis]]
    speaks_twice = (rng.random(n) < config.second_thought) & (item != second) & ~in_crisis
    return Opinions(
        felt=felt,
        item=item,
        second=np.where(speaks_twice, second, -1),
        # From 0…10 to 1…5, so that both scales say the same.
        rating=to_scale(1 + 0.4 * felt, low=1, high=5),
    )


def _subjects(felt: Floats, level: Floats, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """The happy speak of what a location does well, the unhappy of what it does badly."""
    beside = level - level.mean(axis=0) if len(level) else level
    liked = 4 * beside + rng.gumbel(size=level.shape)
    disliked = -4 * beside + rng.gumbel(size=level.shape)
    happy = felt >= 7
    best, worst = liked.argmax(axis=1), disliked.argmax(axis=1)
    other = rng.integers(0, level.shape[1], len(felt))
    return np.where(happy, best, worst), other
