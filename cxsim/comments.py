"""Who writes a comment, about what, and in which mood."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.answers import NOT_USED, Answers
from cxsim.config import Config
from cxsim.hostile import hostile_comment
from cxsim.randomness import stream
from cxsim.wording import Thought, Writer

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Subjects:
    """For each comment its visit and the items it speaks of; second is -1 when there is none."""

    visit: Ints
    first: Ints
    second: Ints


def make_comments(
    *,
    config: Config,
    seed: int,
    location: Ints,
    answers: Answers,
    languages: list[str],
    teams: list[list[str]],
) -> list[str]:
    """One text a visit, in its language; empty where nothing was written."""
    rng = stream(seed, "comments")
    chosen = _choose(config, answers, rng)
    writers = {
        language: Writer(language=language, style=config.comments, rng=rng)
        for language in sorted(set(languages))
    }
    team_size = min(len(team) for team in teams)
    named = rng.integers(0, team_size, len(chosen.visit)).tolist()
    hostile = rng.random(len(chosen.visit)) < config.comments.hostile
    codes, texts, n_hostile = config.item_codes, [""] * len(languages), 0
    ratings, recommend = answers.ratings, answers.recommend.tolist()
    subjects = zip(
        chosen.visit.tolist(), chosen.first.tolist(), chosen.second.tolist(), strict=True
    )
    for number, (visit, *items) in enumerate(subjects):
        text = writers[languages[visit]].write(
            thoughts=[Thought(codes[i], int(ratings[visit, i])) for i in items if i >= 0],
            recommend=recommend[visit],
            colleague=teams[location[visit]][named[number]],
        )
        if hostile[number]:
            text, n_hostile = hostile_comment(text, n_hostile), n_hostile + 1
        texts[visit] = text
    return texts


def _choose(config: Config, answers: Answers, rng: np.random.Generator) -> Subjects:
    """Unhappy customers write more often and of what was worst, happy ones of what was best."""
    unhappy = answers.recommend <= 6
    share = np.where(unhappy, config.comments.share_unhappy, config.comments.share)
    visit = np.flatnonzero(rng.random(len(share)) < share)
    ratings = answers.ratings[visit]
    typical = np.array([item.typical for item in config.items])
    # A customer does not always speak of the very best or worst: chance decides near ties.
    stands_out = ratings - typical + rng.gumbel(0.0, 0.4, ratings.shape)
    applies = ratings != NOT_USED
    best = np.where(applies, stands_out, -np.inf).argmax(axis=1)
    worst = np.where(applies, stands_out, np.inf).argmin(axis=1)
    happy = answers.recommend[visit] >= 9
    first, other = np.where(happy, best, worst), np.where(happy, worst, best)
    has_second = (rng.random(len(visit)) < config.comments.second_thought) & (first != other)
    written = applies.any(axis=1)
    second = np.where(has_second, other, -1)
    return Subjects(visit=visit[written], first=first[written], second=second[written])
