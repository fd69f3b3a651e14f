"""Who posts: handles and audiences; a few authors post often, most of them once."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from cxsim.words import load_words

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """One row an author; those who post often stand first."""

    handle: list[str]
    audience: Ints
    pull: Floats  # Audience beside the mean audience of a post.

    def draw(self, n: int, rng: np.random.Generator) -> Ints:
        """Authors of `n` posts; the square makes the first ones come often."""
        return (len(self.handle) * rng.random(n) ** 2).astype(np.int64)


def make_crowd(
    *, people: int, audience: float, spread: float, countries: Sequence[str],
    rng: np.random.Generator,
) -> Crowd:  # fmt: skip
    """`audience` is the median one, `spread` that of its logarithm."""
    followers = audience * np.exp(rng.normal(0.0, spread, people))
    chance = np.diff(np.sqrt(np.arange(people + 1) / people))
    words = [load_words("people")[country]["firsts"] for country in countries]
    firsts = [_plain(name) for names in words for name in names]
    first = rng.integers(0, len(firsts), people).tolist()
    number = rng.permutation(people).tolist()
    return Crowd(
        handle=[f"{firsts[i]}_{k}" for i, k in zip(first, number, strict=True)],
        audience=np.rint(followers).astype(np.int64),
        pull=followers / (chance @ followers),
    )


def _plain(name: str) -> str:
    return normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
