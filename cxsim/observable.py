"""What an organisation could know of itself: its directory, its people and the answers it got."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.config import Config
from cxsim.places import Place
from cxsim.staff import Person


@dataclass(frozen=True, slots=True, eq=False)
class Feedback:
    """One entry a response, in the order of time; scores as in `cxsim.answers`."""

    response_id: list[str]
    location_code: list[str]
    submitted_at: NDArray[np.datetime64]  # Minutes on the location's own clock.
    channel: list[str]
    language: list[str]
    recommend: NDArray[np.int8]
    overall: NDArray[np.int8]
    ratings: NDArray[np.int8]  # (responses, items)
    comment: list[str]  # Empty when nothing was written.


@dataclass(frozen=True, slots=True, eq=False)
class Questionnaire:
    """What was asked, without anything about what moves the answers."""

    title: str
    version: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    roles: tuple[str, ...]
    channels: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Observable:
    questionnaire: Questionnaire
    locations: tuple[Place, ...]
    people: tuple[Person, ...]
    feedback: Feedback


def make_questionnaire(*, config: Config, version: str) -> Questionnaire:
    spoken = {name for country in config.countries.values() for name in country.languages}
    return Questionnaire(
        title=config.title,
        version=version,
        codes=config.item_codes,
        labels=tuple(item.label for item in config.items),
        roles=tuple(item.role for item in config.items),
        channels=tuple(config.answers.channels),
        languages=tuple(sorted(spoken)),
    )
