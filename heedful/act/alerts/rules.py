"""What raises an alert, and why; without a database and without a clock.

A condition is a tree of plain questions about one utterance. Whatever it finds it says with
reasons, which the page of the alert shows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, assert_never

import msgspec

from heedful.act.alerts.stems import found_in, pattern_of
from heedful.understand.risk.rules import unhappy_mark

MOST_CONDITIONS = 12
MOST_WORDS = 200


class Score(msgspec.Struct, frozen=True, tag="score"):
    """An item is rated at most, or at least, so much."""

    item: str
    compare: Literal["at_most", "at_least"]
    value: int


class Words(msgspec.Struct, frozen=True, tag="words"):
    """Any of these words is in the comment; `name` is what people call the topic."""

    words: tuple[str, ...]
    exact: bool = False
    language: str = "en"
    name: str = ""


class Worth(msgspec.Struct, frozen=True, tag="worth"):
    """The customer's visits of the last year came to at least so much."""

    at_least: float


class Again(msgspec.Struct, frozen=True, tag="again"):
    """An unhappy customer who was unhappy before: the n-th time within some days."""

    times: int = 2
    days: int = 90


class Risk(msgspec.Struct, frozen=True, tag="risk"):
    """The organisation's own model holds it likely that this customer is unhappy."""

    at_least: float


class AllOf(msgspec.Struct, frozen=True, tag="all"):
    of: tuple["Condition", ...]


class AnyOf(msgspec.Struct, frozen=True, tag="any"):
    of: tuple["Condition", ...]


Condition = Score | Words | Worth | Again | Risk | AllOf | AnyOf


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why an alert was raised. `kind` says which of the others are filled."""

    kind: str
    label: str = ""  # of an item or a topic
    value: float = 0
    high: int = 0
    words: tuple[str, ...] = ()
    times: int = 0
    days: int = 0


# None where a condition does not hold.
Reasons = tuple[Reason, ...] | None


@dataclass(frozen=True, slots=True)
class Rating:
    label: str
    value: int
    low: int
    high: int
    primary: bool = False
    recommend: bool = False

    @property
    def unhappy(self) -> bool:
        mark = unhappy_mark(low=self.low, high=self.high, recommend=self.recommend)
        return self.value <= mark


@dataclass(frozen=True, slots=True)
class Guess:
    """What the model says of one utterance: how likely, and what speaks for it."""

    risk: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """One utterance, with what is known of its customer."""

    ratings: Mapping[str, Rating]
    comment: str
    occurred_at: datetime
    unhappy_before: Sequence[datetime] = field(default_factory=tuple)
    worth: float | None = None  # None where nothing is known of the customer's spending
    guess: Guess | None = None

    @property
    def headline(self) -> Rating | None:
        return next((one for one in self.ratings.values() if one.primary), None)

    @property
    def unhappy(self) -> bool:
        headline = self.headline
        return headline is not None and headline.unhappy


def reasons_for(condition: Condition, heard: Heard) -> Reasons:  # noqa: PLR0911 - one a kind
    """Why this condition holds; None when it does not."""
    match condition:
        case Score():
            return _score(condition, heard)
        case Words():
            return _words(condition, heard)
        case Worth():
            return _worth(condition, heard)
        case Again():
            return _again(condition, heard)
        case Risk():
            return _risk(condition, heard)
        case AllOf():
            return _all(condition.of, heard)
        case AnyOf():
            return _any(condition.of, heard)
    assert_never(condition)


def _words(condition: Words, heard: Heard) -> Reasons:
    pattern = pattern_of(condition.words, exact=condition.exact, language=condition.language)
    found = found_in(pattern, heard.comment)
    return (Reason("words", condition.name, words=found),) if found else None


def _worth(condition: Worth, heard: Heard) -> Reasons:
    if heard.worth is None or heard.worth < condition.at_least:
        return None
    return (Reason("worth", value=round(heard.worth, 2)),)


def _risk(condition: Risk, heard: Heard) -> Reasons:
    guess = heard.guess
    if guess is None or guess.risk < condition.at_least:
        return None
    return (Reason("risk", value=round(guess.risk, 3)), *guess.reasons)


def _score(condition: Score, heard: Heard) -> Reasons:
    rating = heard.ratings.get(condition.item)
    if rating is None:
        return None
    low_enough = rating.value <= condition.value
    holds = low_enough if condition.compare == "at_most" else rating.value >= condition.value
    return (Reason("score", rating.label, rating.value, rating.high),) if holds else None


def _again(condition: Again, heard: Heard) -> Reasons:
    since = heard.occurred_at - timedelta(days=condition.days)
    before = sum(since <= at < heard.occurred_at for at in heard.unhappy_before)
    if not heard.unhappy or before + 1 < condition.times:
        return None
    return (Reason("again", times=before + 1, days=condition.days),)


def _any(parts: Sequence[Condition], heard: Heard) -> Reasons:
    held = [found for one in parts if (found := reasons_for(one, heard)) is not None]
    return tuple(reason for found in held for reason in found) if held else None


def _all(parts: Sequence[Condition], heard: Heard) -> Reasons:
    reasons: tuple[Reason, ...] = ()
    for part in parts:
        found = reasons_for(part, heard)
        if found is None:
            return None
        reasons += found
    return reasons if parts else None


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """A condition and all that stand in it."""
    inner = condition.of if isinstance(condition, AllOf | AnyOf) else ()
    return (condition, *(part for one in inner for part in parts_of(one)))


def remembered(conditions: Iterable[Condition]) -> int:
    """How many days back a customer's earlier visits matter; 0 when they do not."""
    asked = [part for one in conditions for part in parts_of(one)]
    return max((one.days for one in asked if isinstance(one, Again)), default=0)


def asks_the_model(conditions: Iterable[Condition]) -> bool:
    return any(isinstance(part, Risk) for one in conditions for part in parts_of(one))


def asks_for_worth(conditions: Iterable[Condition]) -> bool:
    return any(isinstance(part, Worth) for one in conditions for part in parts_of(one))
