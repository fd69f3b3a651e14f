"""Word lists as tables of finished phrases, so that many comments can be put together at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxsim.words import load_words

MINUTES = {1: (28, 60), 2: (18, 40), 3: (11, 20), 4: (5, 11), 5: (2, 7)}
"""From a rating of an item to how long a wait in such a comment may be said to be."""

MOODS = ("low", "middle", "high")

Texts = NDArray[np.object_]
Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """Phrases in groups, each in several finished forms (which dish, how many minutes, …)."""

    texts: Texts  # All finished forms.
    first: Integers  # (groups,): first phrase of each group.
    count: Integers  # (groups,): how many phrases it has.
    start: Integers  # (phrases,): first finished form of each phrase.
    forms: Integers  # (phrases,): how many it has.

    def pick(self, group: Integers, rng: np.random.Generator) -> Integers:
        """For each entry one phrase of its group, and one of its forms, evenly drawn."""
        n = len(group)
        phrase = self.first[group] + (rng.random(n) * self.count[group]).astype(np.int64)
        return self.start[phrase] + (rng.random(n) * self.forms[phrase]).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """What is said in one language about the items of one kind of business."""

    openers: Choices  # By mood.
    closers: Choices
    joints: Choices  # 0 joins what agrees, 1 what does not.
    clauses: Choices  # By item and rating: 6 × item + rating.
    remarks: Choices  # By name and mood: 3 × name + mood.


@cache
def phrases(
    language: str, business: str, items: tuple[str, ...], names: tuple[str, ...]
) -> Phrases:
    words = words_of(language, business)
    clauses = [
        _finished(words, words["aspects"][item][tone_of(rating)], rating) if rating else []
        for item in items
        for rating in range(6)
    ]
    remarks = [
        [[text.replace("{name}", name)] for text in words[kind]]
        for name in names
        for kind in ("grumbles", "praises", "praises")
    ]
    return Phrases(
        openers=_choices([[text] for text in words[f"openers_{mood}"]] for mood in MOODS),
        closers=_choices([[text] for text in words[f"closers_{mood}"]] for mood in MOODS),
        joints=_choices([[text] for text in words[kind]] for kind in ("and", "but")),
        clauses=_choices(clauses),
        remarks=_choices(remarks),
    )


def words_of(language: str, business: str) -> dict[str, Any]:
    """The language's words; those of a business other than restaurants stand over them."""
    words = load_words(language)
    return words if not business else {**words, **load_words(f"{language}-{business}")}


def tone_of(rating: int) -> str:
    return "low" if rating <= 2 else "middle" if rating == 3 else "high"


def capital(texts: Texts) -> Texts:
    return np.array([text[:1].upper() + text[1:] for text in texts.tolist()], dtype=object)


def _finished(words: dict[str, Any], patterns: Sequence[str], rating: int) -> list[list[str]]:
    low, high = MINUTES[rating]
    return [
        [
            pattern.replace("{dish}", dish).replace("{minutes}", str(minutes))
            for dish, minutes in product(
                words["dishes"] if "{dish}" in pattern else [""],
                range(low, high) if "{minutes}" in pattern else [0],
            )
        ]
        for pattern in patterns
    ]


def _choices(groups: Iterable[list[list[str]]]) -> Choices:
    found = list(groups)
    every = [forms for group in found for forms in group]
    count = np.array([len(group) for group in found], dtype=np.int64)
    forms = np.array([len(one) for one in every], dtype=np.int64)
    return Choices(
        texts=np.array([text for one in every for text in one], dtype=object),
        first=np.cumsum(count) - count,
        count=count,
        start=np.cumsum(forms) - forms,
        forms=forms,
    )
