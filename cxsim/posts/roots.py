"""First posts: what is said about each location on each day, and what crises add to it."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from cxsim.hours import WEEKDAYS
from cxsim.posts.config import Crises, PostsConfig
from cxsim.randomness import stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BRAND = -1
"""Stands for a location where a post is about the brand as a whole."""

NO_CRISIS = -1
DAY = 24 * 60


@dataclass(frozen=True, slots=True, eq=False)
class Roots:
    """One row a first post."""

    location: Ints  # Or BRAND.
    minute: Floats  # Of the location's own clock, counted from midnight of the first day.
    is_review: NDArray[np.bool_]
    crisis: Ints  # Row of the crisis, or NO_CRISIS.


@dataclass(frozen=True, slots=True, eq=False)
class CrisisPlan:
    """One row a planted crisis."""

    location: Ints  # Or BRAND.
    item: list[str]
    onset_minute: Floats  # Counted as the minutes of the posts.
    expected_posts: Floats  # First posts, without those that reshare them.
    decay_hours: Floats  # Mean time from the end of the rise to a post.


def ordinary_roots(
    *, config: PostsConfig, seed: int, first_weekday: int, days: int, size: Floats
) -> Roots:
    """Reviews and posts of each location, and posts about the brand, crises apart."""
    rng = stream(seed, "ordinary posts")
    weekday = np.array([config.weekdays[name] for name in WEEKDAYS])
    busy = (weekday / weekday.mean())[(np.arange(days) + first_weekday) % 7]
    reviews = _counts(config.reviews_a_day * np.outer(size, busy), config.dispersion, rng)
    posts = _counts(config.posts_a_day * np.outer(size, busy), config.dispersion, rng)
    brand = _counts(config.brand_posts_a_day * busy[None, :], config.dispersion, rng)
    counts = np.vstack([reviews, posts, brand]).ravel()
    row, day = np.divmod(np.repeat(np.arange(len(counts)), counts), days)
    n_places = len(size)
    hours = np.cumsum(config.hours)
    hour = np.searchsorted(hours, rng.random(len(day)) * hours[-1], side="right")
    return Roots(
        location=np.where(row == 2 * n_places, BRAND, row % n_places),
        minute=day * DAY + 60 * hour + rng.uniform(0, 60, len(day)),
        is_review=row < n_places,
        crisis=np.full(len(day), NO_CRISIS),
    )


def plan_crises(*, config: Crises, seed: int, days: int, n_places: int) -> CrisisPlan:
    rng = stream(seed, "crises")
    of_brand = rng.random(config.count) < config.of_the_brand
    where = rng.integers(0, n_places, config.count)
    what = rng.integers(0, max(len(config.items), 1), config.count)
    return CrisisPlan(
        location=np.where(of_brand, BRAND, where),
        item=[config.items[i] for i in what.tolist()],
        onset_minute=np.sort(rng.uniform(*config.between, config.count)) * days * DAY,
        expected_posts=rng.uniform(*config.posts, config.count),
        decay_hours=rng.uniform(*config.decay_hours, config.count),
    )


def crisis_roots(*, config: Crises, plan: CrisisPlan, seed: int) -> Roots:
    """Posts of a crisis rise evenly for some hours and then fade away exponentially."""
    rng = stream(seed, "crisis posts")
    counts = rng.poisson(plan.expected_posts)
    crisis = np.repeat(np.arange(len(counts)), counts)
    after = rng.uniform(0, 60 * config.rise_hours, len(crisis))
    after += rng.exponential(60 * plan.decay_hours[crisis])
    return Roots(
        location=plan.location[crisis],
        minute=plan.onset_minute[crisis] + after,
        is_review=np.zeros(len(crisis), dtype=np.bool_),
        crisis=crisis,
    )


def in_order_of_time(first: Roots, second: Roots, *, days: int) -> Roots:
    """Both together without what lies after the last day."""
    joined = {f.name: np.concatenate([getattr(r, f.name) for r in (first, second)])
              for f in fields(Roots)}  # fmt: skip
    order = np.argsort(joined["minute"], kind="stable")
    order = order[joined["minute"][order] < days * DAY]
    return Roots(**{name: column[order] for name, column in joined.items()})


def _counts(mean: Floats, dispersion: float, rng: np.random.Generator) -> Ints:
    """Negative binomial counts: variance is mean + mean² / dispersion."""
    return rng.poisson(mean * rng.gamma(dispersion, 1 / dispersion, mean.shape))
