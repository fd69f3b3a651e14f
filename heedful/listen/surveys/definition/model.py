"""What a survey is: pages of questions in any languages, and how it ends.

Kept as JSON with each version of a questionnaire; the same definition serves every channel.
"""

from typing import Annotated, Literal

import msgspec

from heedful.listen.surveys.definition.conditions import Condition

Text = dict[str, str]  # a language's code → words

Kind = Literal[
    "recommend",
    "stars",
    "smileys",
    "scale",
    "choice",
    "choices",
    "ranking",
    "matrix",
    "number",
    "date",
    "text",
    "consent",
    "file",
    "contact",
]
Role = Literal["", "outcome", "driver", "marker", "open"]
RATED: frozenset[Kind] = frozenset({"recommend", "stars", "smileys", "scale"})
CHOSEN: frozenset[Kind] = frozenset({"choice", "choices", "ranking"})
# What a telephone's keys can answer, and what a text message can.
BY_KEYS: frozenset[Kind] = RATED | {"choice", "choices", "ranking", "number", "date", "consent"}
# Whoever writes is reached by the number that they write from.
BY_TEXT: frozenset[Kind] = BY_KEYS | {"text"}

Code = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What all parts have in common: how they are written down."""


class Choice(_Part, frozen=True):
    """`exclusive` ("none of these") stands alone; `other` asks for own words beside it."""

    code: Code
    text: Text
    exclusive: bool = False
    other: bool = False


class Row(_Part, frozen=True):
    """One item of a matrix: answered on the scale of its question."""

    code: Code
    text: Text
    role: Role = ""
    primary: bool = False


class Limits(_Part, frozen=True):
    """Bounds of an answer: a number's, a date's (ISO), how many are ticked, how long words are."""

    low: float | None = None
    high: float | None = None
    whole: bool = False
    earliest: str = ""
    latest: str = ""
    fewest: int | None = None
    most: int | None = None
    longest: int | None = None
    form: Literal["", "email", "telephone"] = ""


class Question(_Part, frozen=True):
    """One question; `low` and `high` bound a rated one, where high is always best.

    `ends` are words for the two ends of the scale, or for each of its steps. A hidden question is
    never asked: it is filled from the address by the name in `prefill`.
    """

    code: Code
    kind: Kind
    text: Text
    help: Text = {}
    role: Role = ""
    primary: bool = False
    required: bool = False
    low: int | None = None
    high: int | None = None
    ends: tuple[Text, ...] = ()
    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    shuffle: bool = False
    unused_ok: bool = False
    hidden: bool = False
    prefill: str = ""
    limits: Limits = Limits()
    show_if: Condition | None = None


class Page(_Part, frozen=True):
    """Questions that are shown together; with `sample`, each customer gets so many of them."""

    code: Code
    questions: tuple[Question, ...]
    title: Text = {}
    show_if: Condition | None = None
    shuffle: bool = False
    sample: int | None = None


class Ending(_Part, frozen=True):
    """A thank-you. The first one whose condition holds is shown; all have the same link."""

    code: Code
    text: Text
    show_if: Condition | None = None
    link: str = ""


class Theme(_Part, frozen=True):
    """Tokens of the look, and nothing else: no CSS from outside ever reaches a page."""

    accent: str = ""
    background: str = ""
    radius: int | None = None  # pixels
    font_size: int | None = None  # pixels
    logo: str = ""  # the key of a picture that is kept by us


class Definition(_Part, frozen=True):
    """A whole survey."""

    title: Text
    pages: tuple[Page, ...]
    languages: tuple[str, ...] = ("en",)
    default_language: str = "en"
    intro: Text = {}
    endings: tuple[Ending, ...] = ()
    theme: Theme = Theme()
    one_page: bool = True
    # The words of buttons and notes, where an organisation wants its own (see `phrases`).
    phrases: dict[str, Text] = {}
