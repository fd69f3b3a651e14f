"""Customers: of which kind they are, how they differ, and who of them made each visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Config
from cxsim.languages import language_shares, languages_of
from cxsim.places import Place
from cxsim.randomness import draw_by_row, stream
from cxsim.visits import Visits

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Clientele:
    """One row a customer, known to the organisation or not; `of_visit` has one row a visit."""

    home: Integers  # Row of the usual location.
    segment: Integers  # Place in `config.segments`.
    impression: Floats  # Points by which everything seems better, kind and person together.
    language: Integers  # Place in `languages`.
    channel: Integers  # The preferred one, by its place in `config.answers.channels`.
    known: NDArray[np.bool_]  # Has a customer number.
    of_visit: Integers
    languages: tuple[str, ...]


def make_clientele(
    *, config: Config, seed: int, places: Sequence[Place], visits: Visits
) -> Clientele:
    rng = stream(seed, "customers")
    n_kinds = len(config.segments)
    home = _homes(config, places, visits, rng)
    group = home * n_kinds + _segments(config, len(places), home, rng)
    made = np.bincount(group, minlength=len(places) * n_kinds)
    often = np.tile([kind.visits for kind in config.segments], len(places))
    size = np.ceil(made / np.maximum(often, 1.0)).astype(np.int64)
    first = np.cumsum(size) - size
    # A power above 1 crowds the visits upon the first ones of each group.
    rank = (rng.random(len(group)) ** config.customers.busy * size[group]).astype(np.int64)
    whose = np.repeat(np.arange(len(size)), size)
    segment = whose % n_kinds
    impression = np.array([kind.impression for kind in config.segments])[segment]
    spoken = languages_of(config.countries)
    shares = language_shares(config.countries, [place.country for place in places])
    return Clientele(
        home=whose // n_kinds,
        segment=segment,
        impression=impression + rng.normal(0.0, config.experience.customer, len(segment)),
        language=draw_by_row(shares, whose // n_kinds, rng),
        channel=draw_channels(config, len(segment), rng),
        known=rng.random(len(segment)) < config.customers.known,
        of_visit=first[group] + rank,
        languages=spoken,
    )


def draw_channels(config: Config, n: int, rng: np.random.Generator) -> Integers:
    shares = np.array([list(config.answers.channels.values())])
    return draw_by_row(shares, np.zeros(n, dtype=np.int64), rng)


def _homes(
    config: Config, places: Sequence[Place], visits: Visits, rng: np.random.Generator
) -> Integers:
    """Where the visitor usually goes: here, or to another location of the same area."""
    start, size = np.empty(len(places), np.int64), np.empty(len(places), np.int64)
    at = 0
    for _, group in groupby(places, key=lambda place: place.area):
        length = len(list(group))
        start[at : at + length], size[at : at + length] = at, length
        at += length
    home = visits.location.copy()
    away = np.flatnonzero(rng.random(len(visits)) < config.customers.away)
    here = home[away]
    home[away] = start[here] + (rng.random(len(away)) * size[here]).astype(np.int64)
    return home


def _segments(config: Config, n_places: int, home: Integers, rng: np.random.Generator) -> Integers:
    share = np.array([kind.share for kind in config.segments])
    mix = rng.dirichlet(config.customers.mix * share / share.sum(), n_places)
    return draw_by_row(mix, home, rng)
