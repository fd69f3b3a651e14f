"""Words of first posts, written as comments are; a reshare repeats them."""

from collections.abc import Sequence

from cxsim.config import Comments
from cxsim.places import Place
from cxsim.posts.opinions import Opinions
from cxsim.posts.roots import BRAND, Roots
from cxsim.randomness import stream
from cxsim.scales import to_scale
from cxsim.wording import Thought, Writer


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
    writers = {name: Writer(language=name, style=style, rng=rng) for name in sorted(set(languages))}
    recommend = to_scale(opinions.felt, low=0, high=10).tolist()
    brand = places[0].brand
    tag = f" #{''.join(brand.split())}"
    colleague = rng.integers(0, min(len(team) for team in teams), len(languages)).tolist()
    texts = []
    rows = zip(roots.location.tolist(), roots.is_review.tolist(), opinions.item.tolist(),
               opinions.second.tolist(), opinions.rating.tolist(), strict=True)  # fmt: skip
    for number, (place, is_review, item, second, rating) in enumerate(rows):
        said = writers[languages[number]].write(
            thoughts=[Thought(item_codes[i], rating) for i in (item, second) if i >= 0],
            recommend=recommend[number],
            colleague=teams[max(place, 0)][colleague[number]],
        )
        about = "" if is_review else tag if place == BRAND else f" @ {brand} {places[place].name}"
        texts.append(said + about)
    return texts
