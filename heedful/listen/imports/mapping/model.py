"""A mapping: how the columns of a file become feedback. The TOML form is told in `toml.py`."""

from collections.abc import Iterable
from collections.abc import Mapping as Codes
from dataclasses import dataclass, field
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
        return tuple(dict.fromkeys(name for name in named if name is not None))

    def match(self, columns: Iterable[str]) -> tuple[str, ...]:
        """The columns that the mapping needs and `columns` lacks; empty when the file fits."""
        present = set(columns)
        return tuple(name for name in self.columns if name not in present)
