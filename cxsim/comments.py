"""Who writes a comment, about what, and in which mood."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.answers import NOT_USED, Answers
from cxsim.config import Config
from cxsim.hostile import hostile_comment
from cxsim.randomness import stream
from cxsim.wording import NOTHING, Thoughts, mood_of, write

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Subjects:
    """For each comment its row and the items it speaks of; second is NOTHING without one."""

    row: Ints
    first: Ints
    second: Ints


def make_comments(
    *,
    config: Config,
    seed: int,
    location: Ints,
    answers: Answers,
    languages: Sequence[str],
    teams: Sequence[Sequence[str]],
) -> list[str]:
    """One text a row, in its language; empty where nothing was written."""
    rng = stream(seed, "comments")
    chosen = _choose(config, answers, rng)
    names, members = _numbered(teams)
    colleague = members[location[chosen.row], rng.integers(0, members.shape[1], len(chosen.row))]
    written = write(
        thoughts=_thoughts(chosen, answers, colleague),
        language=[languages[row] for row in chosen.row.tolist()],
        items=config.item_codes,
        names=names,
        style=config.comments,
        rng=rng,
    )
    odd = np.flatnonzero(rng.random(len(written)) < config.comments.hostile)
    for number, comment in enumerate(odd.tolist()):
        written[comment] = hostile_comment(written[comment], number)
    texts = [""] * len(location)
    for row, text in zip(chosen.row.tolist(), written, strict=True):
        texts[row] = text
    return texts


def _numbered(teams: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], Ints]:
    """All names, and for each team the places of its members in them."""
    names = tuple(sorted({name for team in teams for name in team}))
    place = {name: number for number, name in enumerate(names)}
    smallest = min(len(team) for team in teams)
    return names, np.array([[place[name] for name in team[:smallest]] for team in teams])


def _thoughts(chosen: Subjects, answers: Answers, name: Ints) -> Thoughts:
    row, first, second = chosen.row, chosen.first, chosen.second
    return Thoughts(
        first=first,
        first_rating=answers.ratings[row, first].astype(np.int64),
        second=second,
        second_rating=answers.ratings[row, second].astype(np.int64),
        mood=mood_of(answers.recommend[row]),
        name=name,
    )


def _choose(config: Config, answers: Answers, rng: np.random.Generator) -> Subjects:
    """Unhappy customers write more often and of what was worst, happy ones of what was best."""
    unhappy = answers.recommend <= 6
    share = np.where(unhappy, config.comments.share_unhappy, config.comments.share)
    row = np.flatnonzero(rng.random(len(share)) < share)
    ratings = answers.ratings[row]
    typical = np.array([item.typical for item in config.items], dtype=np.float32)
    # A customer does not always speak of the very best or worst: chance decides near ties.
    drawn = rng.standard_exponential(ratings.shape, dtype=np.float32)
    chance = -np.log(np.maximum(drawn, np.finfo(np.float32).tiny))
    stands_out = ratings - typical + np.float32(0.4) * chance
    applies = ratings != NOT_USED
    best = np.where(applies, stands_out, -np.inf).argmax(axis=1)
    worst = np.where(applies, stands_out, np.inf).argmin(axis=1)
    happy = answers.recommend[row] >= 9
    first, other = np.where(happy, best, worst), np.where(happy, worst, best)
    has_second = (rng.random(len(row)) < config.comments.second_thought) & (first != other)
    written = applies.any(axis=1)
    second = np.where(has_second, other, NOTHING)
    return Subjects(row=row[written], first=first[written], second=second[written])
