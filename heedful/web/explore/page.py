"""Everything that the Explore page shows, put together once."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from heedful.base.org.models import Member
from heedful.listen.surveys.models import Item
from heedful.understand.asking.lately import Asked
from heedful.understand.asking.planner import NoPath
from heedful.understand.asking.rules import NotAQuestion, Question
from heedful.understand.asking.telling import Told, tell
from heedful.understand.metrics.dimensions import Dimension
from heedful.understand.metrics.measures import Measure
from heedful.understand.metrics.queries import series_of
from heedful.understand.metrics.series import RatedItem
from heedful.understand.saved.pending import answer_of, pending_of, reads_much
from heedful.understand.translation import say
from heedful.understand.wording import Said
from heedful.web.about import About, what_it_is_about
from heedful.web.explore.asked import (
    CannotAnswer,
    Looking,
    address_of,
    asked_of,
    params_of,
    why_not,
)
from heedful.web.explore.choices import Form, form_of
from heedful.web.explore.rows import Row, Rows, ordered, searched
from heedful.web.explore.words import name_of
from heedful.web.figures import LEAST_SHOWN, Scale
from heedful.web.locations.page import page_number

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as a list to look at: named, searched, in order, and the part on this page."""

    told: Told
    looking: Looking
    all_rows: Rows
    rows: Rows  # what was searched for, in order
    part: Sequence[Row]
    number: int
    last_number: int

    @property
    def question(self) -> Question:
        return self.told.question

    @property
    def first(self) -> int:
        """The number of the first row on this page."""
        return (self.number - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.part) - 1

    @property
    def measure(self) -> Measure:
        return self.question.of

    @property
    def cuts(self) -> list[str]:
        return [name_of(one) for one in self.question.by]

    @property
    def whole(self) -> Row | None:
        """The one figure of a question that is not cut."""
        return self.all_rows[0] if self.all_rows and not self.question.by else None

    @property
    def is_compared(self) -> bool:
        return "change" in self.told.fields

    @property
    def is_judged(self) -> bool:
        """Whether groups were set beside the others; a course over time is no such list."""
        return "standing" in self.told.fields and len(self.all_rows) > 1

    @property
    def has_interval(self) -> bool:
        return self.told.bounds is not None

    @property
    def leads_on(self) -> bool:
        """Whether the places in it can be looked into."""
        return Dimension.GROUP in self.question.by

    @property
    def decimals(self) -> int:
        """As elsewhere: none on a scale of 200 or a count, two on a scale of five."""
        if self.told.bounds is None:
            return 0
        low, high = self.told.bounds
        return 0 if high - low > 20 else 1 if high - low > 6 else 2

    @property
    def scale(self) -> Scale:
        """The range of all intervals shown."""
        return scale_of(self.part, self.told.bounds)


class Waits(Exception):
    """A question reads so much that it is counted by a job, which may run already."""

    def __init__(self, reads: int, since: datetime | None) -> None:
        super().__init__()
        self.reads, self.since = reads, since


@dataclass(frozen=True, slots=True)
class Page:
    asked: Asked
    form: Form
    shown: Shown | None
    problem: str  # why there is no answer; empty when there is one
    waits: Waits | None  # what is counted by a job, or may be

    @property
    def address(self) -> str:
        """The query that asks the same, and looks at it in the same way."""
        return address_of(self.asked, self.shown.looking if self.shown else None)

    @property
    def words(self) -> str:
        """The query of the words behind all of it."""
        return urlencode(self.asked.params(), doseq=True)


def explore_page(*, member: Member, query: QueryDict) -> Page | None:
    """Put the page together; None while there is no feedback. Raises CannotAnswer."""
    about = what_it_is_about(member=member)
    if about is None:
        return None
    asked = asked_of(member=member, about=about, params=params_of(query))
    shown, problem, waits = None, "", None
    try:
        shown = shown_of(told_to(member, asked), Looking.of(query))
    except CannotAnswer as error:
        problem = str(error)
    except Waits as reason:
        waits = reason
    form = form_of(member=member, asked=asked, items=_items(about, asked))
    return Page(asked, form, shown, problem, waits)


def _items(about: About, asked: Asked) -> Sequence[RatedItem]:
    """What may be asked about in the questionnaire that is chosen."""
    chosen, main = asked.question.questionnaire, about.subject
    if chosen in (None, main.questionnaire_id):
        return main.series.items
    try:
        return series_of(tenant_id=main.tenant_id, questionnaire_id=chosen).items
    except Item.DoesNotExist:
        return ()


def answer_to(*, member: Member, query: QueryDict) -> tuple[Asked, Shown] | None:
    """The answer alone, for what needs no form; None without feedback. Raises CannotAnswer."""
    about = what_it_is_about(member=member)
    if about is None:
        return None
    asked = asked_of(member=member, about=about, params=params_of(query))
    return asked, shown_of(told_to(member, asked), Looking.of(query))


def told_to(member: Member, asked: Asked) -> Told:
    """Answer a question, or take what was counted for it. Raises CannotAnswer, Waits."""
    try:
        if reads := reads_much(member=member, question=asked.question):
            return _counted_before(member, asked, reads)
        return tell(member=member, question=asked.question, now=timezone.now())
    except (NotAQuestion, NoPath) as error:
        raise CannotAnswer(why_not(error, asked.question)) from error


def _counted_before(member: Member, asked: Asked, reads: int) -> Told:
    pending = pending_of(member=member, question=asked.question, now=timezone.now())
    if pending is None or pending.done_at is None:
        raise Waits(reads, pending.asked_at if pending else None)
    if pending.problem:
        raise CannotAnswer(say(Said(pending.problem["text"], pending.problem["values"])))
    told = answer_of(pending)
    if told is None:
        raise Waits(reads, None)
    return told


def shown_of(told: Told, looking: Looking) -> Shown:
    rows = Rows(told, told.records)
    found = ordered(searched(rows, looking.search), looking.sort)
    number, last = page_number(looking.page, len(found), per_page=PER_PAGE)
    part = list(found[(number - 1) * PER_PAGE : number * PER_PAGE])
    return Shown(told, looking, rows, found, part, number, last)


def scale_of(rows: Sequence[Row], bounds: tuple[float, float] | None) -> Scale:
    """From where to where drawings run: all intervals shown, and never too narrow."""
    ends = [row.number(end) for row in rows if row.enough for end in ("low", "high")]
    known = [end for end in ends if math.isfinite(end)]
    if not known:
        return Scale(*(bounds or (0.0, 1.0)))
    if bounds is None:
        return Scale(0.0, max(known) or 1.0)
    low, high = min(known), max(known)
    missing = LEAST_SHOWN * (bounds[1] - bounds[0]) - (high - low)
    margin = max((high - low) * 0.04, missing / 2)
    return Scale(max(low - margin, bounds[0]), min(high + margin, bounds[1]))
