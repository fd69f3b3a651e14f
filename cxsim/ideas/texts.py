"""Words of ideas: what is proposed and, for some, what went wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cxsim.config import Comments, Country
from cxsim.ideas.config import IdeasConfig
from cxsim.ideas.subjects import BRAND, Subjects
from cxsim.languages import draw_languages
from cxsim.places import Place
from cxsim.randomness import stream
from cxsim.wording import NOTHING, Thoughts, write
from cxsim.words import load_words


@dataclass(frozen=True, slots=True, eq=False)
class IdeaWords:
    """One entry an idea."""

    language: list[str]
    title: list[str]
    text: list[str]  # Empty where the title says all.


def write_words(
    *,
    config: IdeasConfig,
    style: Comments,
    seed: int,
    subjects: Subjects,
    places: Sequence[Place],
    spoken: Mapping[str, Country],
) -> IdeaWords:
    """Titles from the proposals; some ideas also tell what went wrong, as a comment would."""
    rng = stream(seed, "idea texts")
    languages = _languages(seed, subjects, places, spoken)
    words = load_words(config.words)
    about = [words["proposals"][i]["item"] for i in subjects.proposal.tolist()]
    told = _what_went_wrong(about, style, languages, rng)
    wording = rng.integers(0, 3, config.count).tolist()
    explained = (rng.random(config.count) < config.explained).tolist()
    titles, texts = [], []
    rows = zip(subjects.proposal.tolist(), subjects.filling.tolist(), subjects.location.tolist(),
               strict=True)  # fmt: skip
    for number, (proposal, filling, place) in enumerate(rows):
        idea = words["proposals"][proposal]
        title = _filled(words, idea, filling, languages[number])[wording[number]]
        titles.append(title if place == BRAND else f"{places[place].name}: {title}")
        texts.append(told[number] if explained[number] else "")
    return IdeaWords(language=languages, title=titles, text=texts)


def _what_went_wrong(
    about: Sequence[str], style: Comments, languages: Sequence[str], rng: np.random.Generator
) -> list[str]:
    """A comment on each of these items."""
    items = tuple(sorted(set(about)))
    none = np.zeros(len(about), dtype=np.int64)
    return write(
        thoughts=Thoughts(
            first=np.array([items.index(code) for code in about], dtype=np.int64),
            first_rating=none + 2,
            second=none + NOTHING,
            second_rating=none,
            mood=none + 1,
            name=none,
        ),
        language=languages,
        items=items,
        names=("",),
        style=replace(style, names_staff=0.0),
        rng=rng,
    )


def _filled(words: dict[str, Any], idea: dict[str, Any], filling: int, language: str) -> list[str]:
    """The idea's wordings in this language."""
    gap, choices = f"{{{idea['filling']}}}", words["fillings"][idea["filling"]][language]
    titles = [wording.replace(gap, choices[filling]) for wording in idea[language]]
    return [title[:1].upper() + title[1:] for title in titles]


def _languages(
    seed: int, subjects: Subjects, places: Sequence[Place], spoken: Mapping[str, Country]
) -> list[str]:
    rng = stream(seed, "idea languages")
    anywhere = rng.integers(0, len(places), len(subjects.location))
    return draw_languages(
        spoken=spoken,
        countries=[place.country for place in places],
        location=np.where(subjects.location == BRAND, anywhere, subjects.location),
        rng=rng,
    )
