"""What became of a questionnaire from elsewhere: the survey, and what is to be known of it."""

from dataclasses import dataclass, field
from typing import Literal

from heedful.listen.exchange.origin import Origin
from heedful.listen.surveys.definition import Definition

Fate = Literal["taken", "changed", "left"]


class NotBrought(Exception):
    """The file is no questionnaire that can be read; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one part, called by the code that it has in the tool it came from."""

    code: str
    fate: Fate
    sentence: str


@dataclass(frozen=True, slots=True)
class Brought:
    """A questionnaire as a draft, with a report in which nothing is passed over."""

    tool: str
    definition: Definition
    lines: tuple[Line, ...]
    origin: Origin = field(default_factory=Origin)

    def of(self, fate: Fate) -> tuple[Line, ...]:
        """Return the lines of one fate, in the order of the questionnaire."""
        return tuple(one for one in self.lines if one.fate == fate)
