"""First posts with everything that is said in them; reshares only repeat it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Comments, Country
from cxsim.languages import draw_languages
from cxsim.places import Place
from cxsim.posts.config import PostsConfig
from cxsim.posts.opinions import Opinions, make_opinions
from cxsim.posts.roots import (
    BRAND,
    CrisisPlan,
    Roots,
    crisis_roots,
    in_order_of_time,
    ordinary_roots,
    plan_crises,
)
from cxsim.posts.texts import write_texts
from cxsim.randomness import draw_names, stream

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What posts are about: the places, and what guests live through there."""

    first_day: date
    places: Sequence[Place]
    teams: Sequence[Sequence[str]]
    spoken: Mapping[str, Country]
    size: Floats  # (locations,): how busy each is beside the average one.
    experience: Floats  # (locations, days): points of the likelihood to recommend.
    level: Floats  # (locations, items): what a location does well or badly.
    item_codes: Sequence[str]

    @property
    def days(self) -> int:
        days: int = self.experience.shape[1]
        return days


@dataclass(frozen=True, slots=True, eq=False)
class FirstPosts:
    roots: Roots
    opinions: Opinions
    crises: CrisisPlan
    language: list[str]
    network: list[str]
    text: list[str]


def make_first_posts(
    *, config: PostsConfig, style: Comments, seed: int, scene: Scene
) -> FirstPosts:
    crises = plan_crises(
        config=config.crises, seed=seed, days=scene.days, n_places=len(scene.places)
    )
    roots = in_order_of_time(
        ordinary_roots(
            config=config,
            seed=seed,
            first_weekday=scene.first_day.weekday(),
            days=scene.days,
            size=scene.size,
        ),
        crisis_roots(config=config.crises, plan=crises, seed=seed),
        days=scene.days,
    )
    opinions = make_opinions(
        config=config,
        seed=seed,
        roots=roots,
        crises=crises,
        experience=scene.experience,
        level=scene.level,
        item_codes=scene.item_codes,
    )
    language = _languages(seed, roots, scene)
    text = write_texts(
        seed=seed,
        style=style,
        roots=roots,
        opinions=opinions,
        languages=language,
        item_codes=scene.item_codes,
        places=scene.places,
        teams=scene.teams,
    )
    return FirstPosts(
        roots=roots,
        opinions=opinions,
        crises=crises,
        language=language,
        network=_networks(config, seed, roots),
        text=text,
    )


def _languages(seed: int, roots: Roots, scene: Scene) -> list[str]:
    """Those who speak of the brand come from anywhere."""
    rng = stream(seed, "post languages")
    anywhere = rng.integers(0, len(scene.places), len(roots.location))
    return draw_languages(
        spoken=scene.spoken,
        countries=[place.country for place in scene.places],
        location=np.where(roots.location == BRAND, anywhere, roots.location),
        rng=rng,
    )


def _networks(config: PostsConfig, seed: int, roots: Roots) -> list[str]:
    """A network has either reviews or posts."""
    rng = stream(seed, "networks")
    names = np.empty(len(roots.is_review), dtype=object)
    for has_reviews in (True, False):
        mine = np.flatnonzero(roots.is_review == has_reviews)
        shares = {one.name: one.share for one in config.networks if one.reviews == has_reviews}
        names[mine] = draw_names(shares, len(mine), rng)
    drawn: list[str] = names.tolist()
    return drawn
