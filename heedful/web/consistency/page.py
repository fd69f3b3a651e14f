"""Everything that the page of consistency shows, put together once."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from heedful.base.org.models import Member, Node
from heedful.base.org.queries import locations_under
from heedful.understand.consistency.queries import findings_visible_to, newest_study
from heedful.understand.consistency.rules import EVEN, UNEVEN, Part, PlaceFinding, Whole
from heedful.understand.studies.models import StudyRun
from heedful.understand.studies.queries import whole_of
from heedful.web.about import About, trail, visible_node, what_it_is_about
from heedful.web.locations.page import page_number

PER_PAGE = 40
BY_NAME, BY_BAD_DAYS, BY_SPREAD = "name", "bad-days", "spread"


@dataclass(frozen=True, slots=True)
class Row:
    node: Node
    found: PlaceFinding


@dataclass(frozen=True, slots=True)
class Consistency:
    node: Node
    trail: Sequence[Node]
    about: About
    run: StudyRun
    whole: Whole
    here: PlaceFinding | None  # of a location
    rows: Sequence[Row]  # of a group: all places with enough answers, sorted
    too_few: int  # places of the group without enough
    sort: str
    number: int
    last_number: int

    @property
    def key(self) -> str:
        return str(self.node.pk)

    @property
    def shown(self) -> Sequence[Row]:
        return self.rows[(self.number - 1) * PER_PAGE : self.number * PER_PAGE]

    @property
    def told(self) -> Sequence[Part]:
        return [part for part in self.whole.parts if part.share is not None]

    @property
    def not_told(self) -> Sequence[Part]:
        return [part for part in self.whole.parts if part.share is None]

    @property
    def widest(self) -> float:
        """Where the track of shares ends: the largest but the rest, which dwarfs all others."""
        named = [part.high for part in self.told[:-1] if part.high is not None]
        return max(named, default=1.0) * 1.05

    @property
    def low(self) -> float:
        return min(row.found.low for row in self.rows)

    @property
    def high(self) -> float:
        return max(row.found.high for row in self.rows)

    @property
    def even(self) -> int:
        return sum(row.found.evenness == EVEN for row in self.rows)

    @property
    def uneven(self) -> int:
        return sum(row.found.evenness == UNEVEN for row in self.rows)


def consistency_page(*, member: Member, key: str, query: Mapping[str, str]) -> Consistency | None:
    """Put the page together; None while nothing was studied. Raises Http404."""
    node = visible_node(member=member, key=key)
    about = what_it_is_about(member=member)
    if about is None:
        return None
    subject = about.subject
    run = newest_study(tenant_id=subject.tenant_id, questionnaire_id=subject.questionnaire_id)
    if run is None:
        return None
    found = findings_visible_to(member=member, run=run)
    below = [] if node.is_location else list(locations_under(node=node, on=timezone.localdate()))
    sort = query.get("sort", BY_BAD_DAYS)
    rows = _sorted([Row(one, found[one.pk]) for one in below if one.pk in found], sort)
    number, last = page_number(query.get("page", ""), len(rows), per_page=PER_PAGE)
    return Consistency(
        node=node,
        trail=trail(member=member, node=node),
        about=about,
        run=run,
        whole=whole_of(run, Whole),
        here=found.get(node.pk),
        rows=rows,
        too_few=len(below) - len(rows),
        sort=sort,
        number=number,
        last_number=last,
    )


def _sorted(rows: Sequence[Row], sort: str) -> list[Row]:
    """By name, by most bad days or by most spread; never by score."""

    def key(row: Row) -> tuple[float, str]:
        order = {BY_NAME: 0.0, BY_SPREAD: -row.found.sd}
        bad = -row.found.bad_share if row.found.bad_share is not None else math.inf
        return order.get(sort, bad), row.node.name.casefold()

    return sorted(rows, key=key)
