"""A mapping: how the columns of a file become feedback. The TOML form is told in `toml.py`."""

from collections.abc import Iterable
from collections.abc import Mapping as Codes
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

Role = Literal["outcome", "driver", "marker", "open"]
Kind = Literal["rating", "recommend"]

CHANNELS = ("web", "qr", "email", "sms", "phone", "kiosk", "api", "file", "review", "other")


@dataclass(frozen=True, slots=True)
class FileHints:
    """What the file is, where guessing would be wrong; None leaves it to the file's content."""

    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Mappings with the same questionnaire make one series; the version is one round of it."""

    questionnaire: str
    version: str = ""
    # The version is a survey that was published under this name; the file brings it answers.
    published: bool = False


@dataclass(frozen=True, slots=True)
class Location:
    """Where: a path from the top of the tree down, from `columns` or the same for all rows."""

    columns: tuple[str, ...] = ()
    constant: tuple[str, ...] = ()
    prefix: tuple[str, ...] = ()
    names: tuple[Codes[str, str], ...] = ()  # one per column, or none at all
    ranges: Codes[str, str] = field(default_factory=dict)  # "1-12" of the last column to a name
    only_named: bool = False
    optional: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    code: bool = False
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class When:
    columns: tuple[str, ...] = ()
    constant: str | None = None
    formats: tuple[str, ...] = ("iso",)
    codes: Codes[str, str] = field(default_factory=dict)
    earliest: date | None = None
    latest: date | None = None
    time_zone: str | None = None  # of the file's times, where it is not each location's own


@dataclass(frozen=True, slots=True)
class Channel:
    constant: str | None = "file"
    column: str | None = None
    codes: Codes[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `low` to `high` is the scale as written in the file (0 to 0 when open)."""

    code: str
    column: str
    role: Role
    label: str
    low: int = 0
    high: int = 0
    reversed: bool = False
    labels: Codes[str, int] = field(default_factory=dict)
    not_used: tuple[str, ...] = ()
    not_answered: tuple[str, ...] = ()
    primary: bool = False
    kind: Kind = "rating"


@dataclass(frozen=True, slots=True)
class Weight:
    column: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    columns: tuple[str, ...]
    empty: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Language:
    constant: str | None = None
    column: str | None = None
    codes: Codes[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Respondent:
    """`column` is the identity of a row; `answers_by` groups rows that repeat one set of scores."""

    column: str | None = None
    answers_by: str | None = None


@dataclass(frozen=True, slots=True)
class Traces:
    """What shows how an answer came about: seconds on each page, or on the whole form."""

    seconds: tuple[str, ...] = ()
    receipt: str | None = None
    device: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a file says of one question of a published survey, in one column or in several.

    `columns` are one value, or an order with the best first. In `choices` each column stands for
    one choice (ticked, or with its rank) or for one part of a contact.
    """

    question: str
    columns: tuple[str, ...] = ()
    choices: Codes[str, str] = field(default_factory=dict)
    own_words: str | None = None
    codes: Codes[str, str] = field(default_factory=dict)
    not_answered: tuple[str, ...] = ()

    @property
    def all_columns(self) -> tuple[str, ...]:
        own = (self.own_words,) if self.own_words else ()
        return (*self.columns, *self.choices, *own)


@dataclass(frozen=True, slots=True)
class Finished:
    """Rows with one of these values were left before their end; `take` lets them in as such."""

    column: str
    no: tuple[str, ...]
    take: bool = False


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Rows that are no answers, such as trials."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    title: str
    series: Series
    location: Location
    when: When
    source: str = ""
    file: FileHints = FileHints()
    channel: Channel = Channel()
    items: tuple[Item, ...] = ()
    weight: Weight | None = None
    comment: Comment | None = None
    language: Language | None = None
    respondent: Respondent | None = None
    traces: Traces = Traces()
    answers: tuple[Answer, ...] = ()
    finished: Finished | None = None
    leave_out: LeaveOut | None = None

    @property
    def family(self) -> Series:
        """What keys of rows are made of: one row is the same in each version of a survey."""
        return replace(self.series, version="") if self.series.published else self.series

    @property
    def rated_items(self) -> tuple[Item, ...]:
        """The items with a scale, in the order of `Batch.scores`."""
        return tuple(item for item in self.items if item.role != "open")

    @property
    def open_items(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.role == "open")

    @property
    def primary_outcome(self) -> Item | None:
        """The outcome that briefs and priorities are about; None when nothing is rated."""
        outcomes = [item for item in self.items if item.role == "outcome"]
        return next((item for item in outcomes if item.primary), outcomes[0] if outcomes else None)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the mapping reads, once, in the order of the mapping's parts."""
        named: list[str | None] = [*self.location.columns, *self.when.columns, self.channel.column]
        named += [item.column for item in self.items]
        named += [self.weight.column] if self.weight else []
        named += self.comment.columns if self.comment else ()
        named += [self.language.column] if self.language else []
        if self.respondent:
            named += [self.respondent.column, self.respondent.answers_by]
        named += [*self.traces.seconds, self.traces.receipt, self.traces.device]
        named += [name for answer in self.answers for name in answer.all_columns]
        named += [part.column for part in (self.finished, self.leave_out) if part]
        return tuple(dict.fromkeys(name for name in named if name is not None))

    def match(self, columns: Iterable[str]) -> tuple[str, ...]:
        """The columns that the mapping needs and `columns` lacks; empty when the file fits."""
        present = set(columns)
        return tuple(name for name in self.columns if name not in present)
