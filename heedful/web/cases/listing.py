"""The list of cases: what an address asks for, and its rows put together."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import Case as Either
from django.db.models import F, Q, QuerySet, When
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext_lazy as _

from heedful.act.cases.models import Case, CaseFeedback, CaseView
from heedful.act.cases.models.case import CaseState
from heedful.act.cases.queries import cases_visible_to, views_of
from heedful.base.org.models import Member, Node
from heedful.base.org.queries import locations_under
from heedful.listen.feedback.models import Feedback
from heedful.web.about import visible_node
from heedful.web.cases.words import TONES, reasons
from heedful.web.locations.page import page_number

PER_PAGE = 30
SOON = timedelta(hours=1)
EXCERPT = 160


class Show(StrEnum):
    OPEN = "open"
    MINE = "mine"
    LATE = "late"
    WAITING = "waiting"
    PAUSED = "paused"
    ASIDE = "aside"
    CLOSED = "closed"
    ALL = "all"


SHOWN = {
    Show.OPEN: _("Open"),
    Show.MINE: _("Mine"),
    Show.LATE: _("Late"),
    Show.WAITING: _("Waiting for the customer"),
    Show.PAUSED: _("Paused"),
    Show.ASIDE: _("Put aside"),
    Show.CLOSED: _("Closed"),
    Show.ALL: _("All"),
}
SORTS = {
    "priority": _("Most to be kept first"),
    "due": _("Due first"),
    "newest": _("Newest first"),
}
ORDERS: Mapping[str, tuple[str | OrderBy, ...]] = {
    "priority": ("-priority", "number"),
    "due": (F("next_due").asc(nulls_last=True), "number"),
    "newest": ("-opened_at", "-number"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; what cannot be understood counts as not said."""

    show: Show
    sort: str
    search: str
    node: Node


@dataclass(frozen=True, slots=True)
class Clock:
    """The time that was promised next, by the location's own clock."""

    is_contact: bool
    due: datetime
    tone: str  # "bad" when it passed, "caution" when it is near


@dataclass(frozen=True, slots=True)
class Row:
    case: Case
    words: str
    reasons: Sequence[str]
    clock: Clock | None
    tone: str

    @property
    def excerpt(self) -> str:
        return self.words if len(self.words) <= EXCERPT else f"{self.words[:EXCERPT]}…"


@dataclass(frozen=True, slots=True)
class CasesPage:
    asked: Asked
    rows: Sequence[Row]
    found: int
    number: int
    last_number: int
    views: Sequence[CaseView]

    @property
    def shown(self) -> list[tuple[Show, object]]:
        return list(SHOWN.items())

    @property
    def sorts(self) -> list[tuple[str, object]]:
        return list(SORTS.items())


def cases_page(*, member: Member, query: Mapping[str, str], now: datetime) -> CasesPage:
    """Put the list together. Raises Http404 for a place out of scope."""
    asked = read_asked(member=member, query=query)
    found = cases_of(member=member, asked=asked, now=now)
    count = found.count()
    number, last = page_number(query.get("page", ""), count, per_page=PER_PAGE)
    rows = rows_of(cases=list(found[(number - 1) * PER_PAGE : number * PER_PAGE]), now=now)
    return CasesPage(asked, rows, count, number, last, list(views_of(member=member)))


def read_asked(*, member: Member, query: Mapping[str, str]) -> Asked:
    show, sort = query.get("show", ""), query.get("sort", "")
    return Asked(
        show=Show(show) if show in set(Show) else Show.OPEN,
        sort=sort if sort in SORTS else "priority",
        search=query.get("search", "").replace("\0", "").strip()[:200],
        node=visible_node(member=member, key=query.get("node")),
    )


def cases_of(*, member: Member, asked: Asked, now: datetime) -> QuerySet[Case]:
    """Cases that an address asks for, in its order."""
    found = cases_visible_to(member=member).alias(
        next_due=Either(When(contacted_at=None, then="contact_due"), default="resolve_due")
    )
    if asked.node.pk != member.scope_id:
        found = found.filter(location__in=locations_under(node=asked.node, on=now.date()))
    found = found.filter(_shown(asked.show, member, now))
    if asked.search:
        found = found.filter(_search(member.tenant_id, asked.search))
    return found.order_by(*ORDERS[asked.sort])


def _shown(show: Show, member: Member, now: datetime) -> Q:
    running = ~Q(state=CaseState.CLOSED)
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=now)
    ticking = running & ~Q(state=CaseState.PAUSED)
    late = Q(contacted_at=None, contact_due__lte=now) | Q(resolve_due__lte=now)
    return {
        Show.OPEN: running & awake,
        Show.MINE: running & awake & Q(owner=member),
        Show.LATE: ticking & late,
        Show.WAITING: Q(state=CaseState.WAITING),
        Show.PAUSED: Q(state=CaseState.PAUSED),
        Show.ASIDE: running & ~awake,
        Show.CLOSED: Q(state=CaseState.CLOSED),
        Show.ALL: Q(),
    }[show]


def _search(tenant_id: uuid.UUID, text: str) -> Q:
    """By number, by the customer's name, by words of either side."""
    digits = text.removeprefix("#")
    if digits.isascii() and digits.isdecimal() and len(digits) < 10:
        return Q(number=int(digits))
    said = Feedback.objects.filter(tenant_id=tenant_id, comment__icontains=text)
    mine = CaseFeedback.objects.filter(tenant=tenant_id, feedback_id__in=said.values("id"))
    return (
        Q(customer_name__icontains=text)
        | Q(words__icontains=text)
        | Q(location__name__icontains=text)
        | Q(pk__in=mine.values("case"))
    )


def rows_of(*, cases: Sequence[Case], now: datetime) -> list[Row]:
    """Cases with what their customers said first. Two queries, however many."""
    words = first_words(cases=cases)
    return [
        Row(
            case=case,
            words=words.get(case.pk, case.words),
            reasons=reasons(case),
            clock=clock_of(case=case, now=now),
            tone=TONES.get(case.state, ""),
        )
        for case in cases
    ]


def first_words(*, cases: Sequence[Case]) -> dict[uuid.UUID, str]:
    if not cases:
        return {}
    tenant_id = cases[0].tenant_id
    of_cases = CaseFeedback.objects.filter(tenant=tenant_id, case__in=cases)
    links = list(of_cases.order_by("occurred_at").values_list("case", "feedback_id", "occurred_at"))
    said = Feedback.objects.filter(
        tenant_id=tenant_id,
        id__in=[one for _case, one, _at in links],
        occurred_at__in={at for _case, _one, at in links},
        superseded_at=None,
    )
    comments = dict(said.values_list("id", "comment"))
    found: dict[uuid.UUID, str] = {}
    for case, one, _at in links:
        if comments.get(one) and case not in found:
            found[case] = comments[one]
    return found


def clock_of(*, case: Case, now: datetime) -> Clock | None:
    """The promised time that comes next; none while the clock stands."""
    if case.state in {CaseState.CLOSED, CaseState.PAUSED}:
        return None
    is_contact = case.contacted_at is None
    due = case.contact_due if is_contact else case.resolve_due
    tone = "bad" if due <= now else "caution" if due - now <= SOON else ""
    return Clock(is_contact, due.astimezone(ZoneInfo(case.location.time_zone)), tone)
