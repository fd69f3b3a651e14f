"""Ideas as guests hand them in, their votes, and which of them are twins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Comments, Country
from cxsim.ideas.config import IdeasConfig
from cxsim.ideas.subjects import NO_TWIN, choose_subjects
from cxsim.ideas.texts import write_words
from cxsim.ideas.votes import cast_votes, make_appeal
from cxsim.places import Place
from cxsim.randomness import draw_names, stream
from cxsim.words import load_words

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Ideas:
    """One row an idea, in the order of time."""

    idea_id: list[str]
    author: list[str]
    created_on: NDArray[np.datetime64]
    location: Ints  # Row of the location, or BRAND.
    language: list[str]
    title: list[str]
    text: list[str]  # Empty where the title says all.
    status: list[str]
    votes: Ints  # By the last day.


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """One row a vote."""

    idea_id: list[str]
    member: list[str]
    voted_on: NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, eq=False)
class IdeasTruth:
    """One row an idea, in the order of the ideas."""

    idea_id: list[str]
    twin_of: list[str]  # The first idea that proposes the same, or empty.
    item: list[str]
    appeal: Floats  # Votes that are to be expected in the long run.


def make_ideas(
    *,
    config: IdeasConfig,
    style: Comments,
    seed: int,
    first_day: date,
    days: int,
    places: Sequence[Place],
    spoken: Mapping[str, Country],
) -> tuple[Ideas, Votes, IdeasTruth]:
    """Raises TooManyIdeasError where the word list has too few different proposals."""
    rng = stream(seed, "ideas")
    subjects = choose_subjects(config=config, n_places=len(places), rng=rng)
    born = (subjects.when * days).astype(np.int64)
    appeal = make_appeal(twin_of=subjects.twin_of, votes=config.votes, tail=config.tail, rng=rng)
    ballots = cast_votes(
        appeal=appeal,
        born=born,
        days=days,
        members=config.members,
        vote_days=config.vote_days,
        rng=rng,
    )
    ids = [f"I{number:06d}" for number in range(1, config.count + 1)]
    words = write_words(
        config=config, style=style, seed=seed, subjects=subjects, places=places, spoken=spoken
    )
    author = rng.integers(0, config.members, config.count)
    midnight = np.datetime64(first_day, "D")
    ideas = Ideas(
        idea_id=ids,
        author=_member_names(author),
        created_on=midnight + born,
        location=subjects.location,
        language=words.language,
        title=words.title,
        text=words.text,
        status=draw_names(config.statuses, config.count, rng),
        votes=np.bincount(ballots.idea, minlength=config.count),
    )
    votes = Votes(
        idea_id=[ids[i] for i in ballots.idea.tolist()],
        member=_member_names(ballots.member),
        voted_on=midnight + ballots.day,
    )
    proposals = load_words(config.words)["proposals"]
    truth = IdeasTruth(
        idea_id=ids,
        twin_of=[ids[i] if i != NO_TWIN else "" for i in subjects.twin_of.tolist()],
        item=[proposals[i]["item"] for i in subjects.proposal.tolist()],
        appeal=appeal,
    )
    return ideas, votes, truth


def _member_names(members: Ints) -> list[str]:
    return [f"G{number:06d}" for number in members.tolist()]
