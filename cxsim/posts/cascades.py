"""Reshares: every post calls forth others, which call forth others again (Hawkes 1971).

A post is reshared on average `branching` times, more often the larger its author's audience is,
each time after an exponential wait. With a branching ratio b a first post leads to 1 / (1 − b)
posts in all, on average.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cxsim.posts.authors import Crowd
from cxsim.randomness import stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NO_PARENT = -1


@dataclass(frozen=True, slots=True, eq=False)
class Cascade:
    """First posts, then the reshares, generation after generation."""

    minute: Floats
    parent: Ints  # Row of the post that was reshared, or NO_PARENT.
    root: Ints  # Row of the first post; its own row for a first post.
    generation: Ints  # 0 for a first post.
    author: Ints  # Row of the crowd.


def spread(
    *, crowd: Crowd, seed: int, minute: Floats, branching: Floats, wait: float, until: float
) -> Cascade:
    """Let first posts at these minutes be reshared until `until`, after `wait` minutes on average.

    Each first post has its own `branching`, which its reshares inherit. The cost is a few array
    operations a generation. Raises ValueError for a ratio of 1 or more, with which a cascade need
    not end.
    """
    if (branching >= 1).any():
        raise ValueError("branching must be below 1, or a cascade may never end.")
    rng = stream(seed, "cascades")
    rows = np.arange(len(minute))
    newest = _Generation(minute, np.full(len(rows), NO_PARENT), rows, crowd.draw(len(rows), rng))
    row, generations = rows, [newest]
    while len(row):
        counts = rng.poisson(branching[newest.root] * crowd.pull[newest.author])
        later = np.repeat(newest.minute, counts) + rng.exponential(wait, int(counts.sum()))
        kept = later < until
        newest = _Generation(
            minute=later[kept],
            parent=np.repeat(row, counts)[kept],
            root=np.repeat(newest.root, counts)[kept],
            author=crowd.draw(int(kept.sum()), rng),
        )
        generations.append(newest)
        row = np.arange(row[-1] + 1, row[-1] + 1 + len(newest.minute))
    minutes, parents, roots, authors = zip(*generations, strict=True)
    return Cascade(
        minute=np.concatenate(minutes),
        parent=np.concatenate(parents),
        root=np.concatenate(roots),
        generation=np.repeat(np.arange(len(generations)), [len(g.minute) for g in generations]),
        author=np.concatenate(authors),
    )


class _Generation(NamedTuple):
    minute: Floats
    parent: Ints
    root: Ints
    author: Ints
