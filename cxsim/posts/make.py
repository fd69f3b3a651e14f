"""Public posts and reviews as networks show them, and what is true of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Comments
from cxsim.posts.authors import Crowd, make_crowd
from cxsim.posts.cascades import NO_PARENT, Cascade, spread
from cxsim.posts.clock import utc_minutes
from cxsim.posts.config import PostsConfig
from cxsim.posts.first import Scene, make_first_posts
from cxsim.posts.roots import DAY, NO_CRISIS, CrisisPlan, Roots
from cxsim.randomness import stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Posts:
    """One row a post, in the order of time."""

    post_id: list[str]
    network: list[str]
    kind: list[str]  # "review", "post" or "reshare".
    author: list[str]
    audience: Ints  # Followers of the author.
    posted_at: NDArray[np.datetime64]  # Seconds of UTC.
    location: Ints  # Row of the location, or BRAND.
    language: list[str]
    stars: NDArray[np.int8]  # 1 to 5, or 0 for what has none.
    text: list[str]
    reshares: list[str]  # The post that is reshared, or empty.


@dataclass(frozen=True, slots=True, eq=False)
class PostsTruth:
    """One row a post, in the order of the posts."""

    post_id: list[str]
    item: list[str]  # What is spoken of first.
    felt: Floats  # Likelihood to recommend, before it is rounded.
    crisis: Ints  # Row of the crisis, or NO_CRISIS.
    generation: Ints  # 0 for a first post.
    root: list[str]  # The first post of the cascade.


def make_posts(
    *, config: PostsConfig, style: Comments, seed: int, scene: Scene
) -> tuple[Posts, PostsTruth, CrisisPlan]:
    first = make_first_posts(config=config, style=style, seed=seed, scene=scene)
    crowd = _crowd(config, seed, scene, len(first.text))
    cascade = _cascade(config, seed, crowd, first.roots, scene.days)
    utc = _utc(cascade, first.roots, scene)
    order = np.argsort(utc, kind="stable")
    ids = np.empty(len(order), dtype=object)
    ids[order] = [f"P{number:08d}" for number in range(1, len(order) + 1)]
    root, author = cascade.root[order], cascade.author[order]
    truth = PostsTruth(
        post_id=ids[order].tolist(),
        item=[scene.item_codes[i] for i in first.opinions.item[root].tolist()],
        felt=first.opinions.felt[root],
        crisis=first.roots.crisis[root],
        generation=cascade.generation[order],
        root=ids[root].tolist(),
    )
    posts = Posts(
        post_id=truth.post_id,
        network=[first.network[i] for i in root.tolist()],
        kind=_kinds(first.roots.is_review[root], truth.generation),
        author=[crowd.handle[i] for i in author.tolist()],
        audience=crowd.audience[author],
        posted_at=np.datetime64(scene.first_day, "s") + (60 * utc[order]).astype("timedelta64[s]"),
        location=first.roots.location[root],
        language=[first.language[i] for i in root.tolist()],
        stars=np.where(first.roots.is_review[root], first.opinions.rating[root], np.int8(0)),
        text=[first.text[i] for i in root.tolist()],
        reshares=[ids[i] if i != NO_PARENT else "" for i in cascade.parent[order].tolist()],
    )
    return posts, truth, first.crises


def _crowd(config: PostsConfig, seed: int, scene: Scene, n: int) -> Crowd:
    return make_crowd(
        people=max(1, round(n / config.posts_an_author)),
        audience=config.audience,
        spread=config.audience_spread,
        countries=sorted({place.country for place in scene.places}),
        rng=stream(seed, "authors"),
    )


def _cascade(config: PostsConfig, seed: int, crowd: Crowd, roots: Roots, days: int) -> Cascade:
    """Reviews are not reshared; what is said in a crisis spreads further."""
    usual, heated = config.branching, config.crises.branching
    branching = np.where(roots.crisis == NO_CRISIS, usual, heated) * ~roots.is_review
    return spread(
        crowd=crowd,
        seed=seed,
        minute=roots.minute,
        branching=branching,
        wait=config.wait,
        until=float(days * DAY),
    )


def _utc(cascade: Cascade, roots: Roots, scene: Scene) -> Floats:
    # The zone put last is the one that BRAND, which is −1, finds.
    zones = [place.time_zone for place in scene.places]
    return utc_minutes(
        cascade.minute,
        location=roots.location[cascade.root],
        time_zones=[*zones, zones[0]],
        first_day=scene.first_day,
        days=scene.days,
    )


def _kinds(is_review: NDArray[np.bool_], generation: Ints) -> list[str]:
    posts = np.where(generation == 0, "post", "reshare")
    kinds: list[str] = np.where(is_review, "review", posts).tolist()
    return kinds
