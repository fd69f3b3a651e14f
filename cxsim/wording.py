"""Sentences of a comment, from the word list of its language."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from cxsim.config import Comments
from cxsim.typos import slip
from cxsim.words import load_words

MINUTES = {1: (28, 60), 2: (18, 40), 3: (11, 20), 4: (5, 11), 5: (2, 7)}
"""From a rating of an item to how long a wait in such a comment may be said to be."""


class Thought(NamedTuple):
    item: str
    rating: int


class Writer:
    """Writes comments in one language.

    Random numbers are drawn in blocks, because drawing them one at a time would take most of the
    time of writing.
    """

    BLOCK = 4096

    def __init__(self, *, language: str, style: Comments, rng: np.random.Generator) -> None:
        self._words: dict[str, Any] = load_words(language)
        self._style = style
        self._rng = rng
        self._numbers: list[float] = []

    def write(self, *, thoughts: Sequence[Thought], recommend: int, colleague: str) -> str:
        """A comment on one or two items. `colleague` is named in some of them."""
        tones = [_tone(thought.rating) for thought in thoughts]
        text = self._clause(thoughts[0], tones[0])
        if len(thoughts) > 1:
            joint = self._pick(self._words["and" if tones[0] == tones[1] else "but"])
            text += joint + self._start_like(joint, self._clause(thoughts[1], tones[1]))
        sentences = [text]
        mood = "high" if recommend >= 9 else "middle" if recommend >= 7 else "low"
        if self._chance(self._style.names_staff):
            remarks = self._words["grumbles" if mood == "low" else "praises"]
            sentences.append(self._pick(remarks).replace("{name}", colleague))
        if self._chance(0.35):
            sentences.insert(0, self._pick(self._words[f"openers_{mood}"]))
        if self._chance(0.25):
            sentences.append(self._pick(self._words[f"closers_{mood}"]))
        return self._finish(". ".join(_capital(sentence) for sentence in sentences))

    def _clause(self, thought: Thought, tone: str) -> str:
        clause = self._pick(self._words["aspects"][thought.item][tone])
        if "{dish}" in clause:
            clause = clause.replace("{dish}", self._pick(self._words["dishes"]))
        if "{minutes}" in clause:
            low, high = MINUTES[thought.rating]
            clause = clause.replace("{minutes}", str(low + int(self._number() * (high - low))))
        return clause

    def _start_like(self, joint: str, clause: str) -> str:
        return _capital(clause) if joint.endswith(". ") else clause

    def _finish(self, text: str) -> str:
        text += "." if self._chance(0.7) else "!" if self._chance(0.4) else ""
        if self._chance(self._style.careless_case):
            text = text.lower()
        if self._chance(self._style.typos):
            text = slip(text, where=self._number(), kind=self._number())
        return text

    def _pick(self, choices: Sequence[str]) -> str:
        return choices[int(self._number() * len(choices))]

    def _chance(self, share: float) -> bool:
        return self._number() < share

    def _number(self) -> float:
        if not self._numbers:
            self._numbers = self._rng.random(self.BLOCK).tolist()
        return self._numbers.pop()


def _tone(rating: int) -> str:
    return "low" if rating <= 2 else "middle" if rating == 3 else "high"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
