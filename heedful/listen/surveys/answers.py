"""Reading a submitted form. Knows no Django and no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from cxstats.sums import NOT_ANSWERED, NOT_USED

DID_NOT_USE = "n"
LONGEST_COMMENT = 5_000

Problem = Literal["missing", "not_a_choice", "too_long"]


@dataclass(frozen=True, slots=True)
class Question:
    """One rated question as a form shows it; `name` is the form's field."""

    name: str
    code: str
    label: str
    low: int
    high: int
    is_outcome: bool
    is_recommend: bool
    required: bool

    @property
    def may_be_unused(self) -> bool:
        """An outcome applies to everybody; the rest may not have come up in this visit."""
        return not self.is_outcome


@dataclass(frozen=True, slots=True)
class Given:
    """What a customer gave: a mark or a number for each question, and their words."""

    scores: tuple[int, ...]
    comment: str
    # By the field's name; empty when the form can be kept.
    problems: Mapping[str, Problem] = field(default_factory=dict)


def read_form(values: Mapping[str, str], questions: Iterable[Question]) -> Given:
    """Read the fields of a form; whatever is wrong is told and nothing else is lost."""
    problems: dict[str, Problem] = {}
    scores = []
    for question in questions:
        score, problem = _read_score(values.get(question.name, ""), question)
        scores.append(score)
        if problem:
            problems[question.name] = problem
    # PostgreSQL keeps no NUL, and browsers send line ends as on paper tape.
    comment = values.get("comment", "").replace("\0", "").replace("\r\n", "\n").strip()
    if len(comment) > LONGEST_COMMENT:
        problems["comment"] = "too_long"
    return Given(tuple(scores), comment, problems)


def _read_score(text: str, question: Question) -> tuple[int, Problem | None]:
    if not text:
        return NOT_ANSWERED, "missing" if question.required else None
    if text == DID_NOT_USE and question.may_be_unused:
        return NOT_USED, None
    if text.isascii() and text.isdecimal() and len(text) <= 5:
        score = int(text)
        if question.low <= score <= question.high:
            return score, None
    return NOT_ANSWERED, "not_a_choice"
