"""Words of first posts, written as comments are; a reshare repeats them."""

from collections.abc import Sequence

import numpy as np

from cxsim.config import Comments
from cxsim.places import Place
from cxsim.posts.opinions import Opinions
from cxsim.posts.roots import BRAND, Roots
from cxsim.randomness import stream
from cxsim.scales import to_scale
from cxsim.wording import Thoughts, mood_of, write


def write_texts(
    *,
    seed: int,
    style: Comments,
    roots: Roots,
    opinions: Opinions,
    languages: Sequence[str],
    item_codes: Sequence[str],
    places: Sequence[Place],
    teams: Sequence[Sequence[str]],
) -> list[str]:
    """Posts end with what they are about: the location's name, or the brand as a tag.

    A review stands on the location's own page, so it names nothing.
    """
    rng = stream(seed, "post texts")
    place = np.maximum(roots.location, 0)
    names = tuple(sorted({name for team in teams for name in team}))
    member = rng.integers(0, min(len(team) for team in teams), len(languages)).tolist()
    named = [teams[at][one] for at, one in zip(place.tolist(), member, strict=True)]
    rating = opinions.rating.astype(np.int64)
    said = write(
        thoughts=Thoughts(
            first=opinions.item,
            first_rating=rating,
            second=opinions.second,
            second_rating=rating,
            mood=mood_of(to_scale(opinions.felt, low=0, high=10)),
            name=np.array([names.index(name) for name in named], dtype=np.int64),
        ),
        language=languages,
        items=tuple(item_codes),
        names=names,
        style=style,
        rng=rng,
    )
    brand = places[0].brand
    tag = f" #{''.join(brand.split())}"
    texts = []
    rows = zip(said, roots.location.tolist(), roots.is_review.tolist(), strict=True)
    for text, at, is_review in rows:
        about = "" if is_review else tag if at == BRAND else f" @ {brand} {places[at].name}"
        texts.append(text + about)
    return texts
