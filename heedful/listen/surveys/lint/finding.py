"""What is looked at, and what is found."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What may be wrong with a question."""

    DOUBLE = "double-barrelled"
    LEADING = "leading"
    JARGON = "jargon"
    ABSOLUTE = "absolute word"
    NEGATED = "negated"
    LONG = "long"
    UNBALANCED = "unbalanced scale"
    MISMATCHED = "mismatched scale"
    MIXED = "mixed scales"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is asked; `labels` are the words of its scale where it has any.

    `closed` is False for what is answered in one's own words or by ticking facts: asking for two
    things at once is no fault there.
    """

    text: str
    language: str = "en"
    labels: tuple[str, ...] = ()
    scale: tuple[int, int] | None = None  # lowest and highest answer, where answers are numbers
    closed: bool = True
    recommend: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """`words` are those of the question (or of its scale) that the finding is about."""

    kind: Kind
    words: str
