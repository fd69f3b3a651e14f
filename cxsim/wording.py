"""Sentences of many comments at once, from the word list of one language."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Comments
from cxsim.phrases import Choices, Phrases, Texts, capital, phrases
from cxsim.typos import slip

Integers = NDArray[np.int64]

OPENER, CLOSER = 0.35, 0.25
FULL_STOP, EXCLAMATION = 0.7, 0.4
"""How often a comment has such a part; the exclamation among those without a full stop."""

NOTHING = -1


@dataclass(frozen=True, slots=True, eq=False)
class Thoughts:
    """What each comment is to say; arrays of the same length."""

    first: Integers  # Place of the item in the questionnaire.
    first_rating: Integers
    second: Integers  # NOTHING where there is no second thought.
    second_rating: Integers
    mood: Integers  # Of the whole visit: 0 low, 1 middle, 2 high.
    name: Integers  # Who of the team may be named, by the place in the list of names.

    def take(self, rows: Integers) -> "Thoughts":
        return Thoughts(*(getattr(self, field.name)[rows] for field in fields(self)))


def write(
    *,
    thoughts: Thoughts,
    language: Sequence[str],
    items: tuple[str, ...],
    names: tuple[str, ...],
    style: Comments,
    rng: np.random.Generator,
) -> list[str]:
    """One text for each of the thoughts, in its language."""
    languages, spoken = np.unique(np.array(language, dtype=np.str_), return_inverse=True)
    texts = np.full(len(spoken), "", dtype=object)
    for number, name in enumerate(languages.tolist()):
        mine = np.flatnonzero(spoken == number)
        said = phrases(name, style.business, items, names)
        texts[mine] = _write(thoughts.take(mine), said, style, rng)
    written: list[str] = texts.tolist()
    return written


def mood_of(recommend: NDArray[np.integer[Any]]) -> Integers:
    """The mood of those who give this likelihood to recommend."""
    mood: Integers = np.searchsorted([7, 9], recommend, side="right")
    return mood


def _write(
    thoughts: Thoughts, said: Phrases, style: Comments, rng: np.random.Generator
) -> list[str]:
    n = len(thoughts.first)
    text = _clauses(thoughts, said, rng)
    opened = rng.random(n) < OPENER
    text = np.where(opened, _said(said.openers, thoughts.mood, rng) + ". ", "") + text
    named = rng.random(n) < style.names_staff
    remark = _said(said.remarks, 3 * thoughts.name + thoughts.mood, rng)
    text += np.where(named, ". " + remark, "")
    closed = rng.random(n) < CLOSER
    text += np.where(closed, ". " + _said(said.closers, thoughts.mood, rng), "")
    stop, loud = rng.random(n) < FULL_STOP, rng.random(n) < EXCLAMATION
    text += np.where(stop, ".", np.where(loud, "!", "")).astype(object)
    return _carelessly(text, style, rng)


def _clauses(thoughts: Thoughts, said: Phrases, rng: np.random.Generator) -> Texts:
    n, clauses = len(thoughts.first), said.clauses
    first = 6 * thoughts.first + thoughts.first_rating
    text: Texts = capital(clauses.texts)[clauses.pick(first, rng)]
    more = np.flatnonzero(thoughts.second != NOTHING)
    second = 6 * thoughts.second[more] + thoughts.second_rating[more]
    disagree = _tone(thoughts.first_rating[more]) != _tone(thoughts.second_rating[more])
    joint = said.joints.texts[said.joints.pick(disagree.astype(np.int64), rng)]
    picked = clauses.pick(second, rng)
    starts = np.array([text.endswith(". ") for text in joint.tolist()], dtype=np.bool_)
    clause = np.where(starts, capital(clauses.texts)[picked], clauses.texts[picked])
    added = np.full(n, "", dtype=object)
    added[more] = joint + clause
    whole: Texts = text + added
    return whole


def _said(choices: Choices, group: Integers, rng: np.random.Generator) -> Texts:
    sentences: Texts = capital(choices.texts)[choices.pick(group, rng)]
    return sentences


def _tone(rating: Integers) -> Integers:
    tone: Integers = np.searchsorted([3, 4], rating, side="right")
    return tone


def _carelessly(text: Texts, style: Comments, rng: np.random.Generator) -> list[str]:
    texts: list[str] = text.tolist()
    n = len(texts)
    for row in np.flatnonzero(rng.random(n) < style.careless_case).tolist():
        texts[row] = texts[row].lower()
    slips = np.flatnonzero(rng.random(n) < style.typos)
    places = zip(slips.tolist(), *rng.random((2, len(slips))).tolist(), strict=True)
    for row, where, kind in places:
        texts[row] = slip(texts[row], where=where, kind=kind)
    return texts
