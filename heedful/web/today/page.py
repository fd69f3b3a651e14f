"""Everything that Today of a location shows, put together once: at most six facts."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404

from heedful.act.cases.queries import cases_about
from heedful.base.live.models import LiveEvent
from heedful.base.org.models import Member, Node
from heedful.base.org.queries import target_of
from heedful.base.org.rules import Permission, may
from heedful.listen.feedback.queries import Score, Utterance, latest
from heedful.understand.asking.overview import location_scores
from heedful.understand.metrics.rules import ENOUGH_ANSWERS
from heedful.understand.risk.rules import unhappy_mark
from heedful.understand.week.queries import weakest_part
from heedful.web.about import About, trail, visible_node, what_it_is_about
from heedful.web.drivers.early import Early, early_of
from heedful.web.figures import Row, Scale, common_scale, fitting_target, rows_of
from heedful.web.one_thing import OneThing, labels_of, one_thing
from heedful.web.period import Period, read_period
from heedful.web.today.waiting import Waiting, waiting_at
from heedful.web.week import words

DEFAULT_DAYS = 28
NEW = 3


@dataclass(frozen=True, slots=True)
class Weakest:
    """The part of the week in which a location does worst, and by which question."""

    part: str
    label: str


@dataclass(frozen=True, slots=True)
class Today:
    """One location's status, its one thing and what is new."""

    node: Node
    trail: Sequence[Node]
    now: datetime  # by the location's own clock
    about: About | None
    period: Period | None
    target: float | None
    row: Row | None
    scale: Scale | None
    waiting: Waiting | None  # for whoever looks after cases here
    one: OneThing | None
    weakest: Weakest | None  # only beside a first step
    early: Early | None
    may_ask_why: bool  # the drivers are open to this role
    new: Sequence[Utterance]
    may_work: bool  # on recovery cases
    cases: Mapping[uuid.UUID, uuid.UUID]  # to which what is new belongs
    unhappy: frozenset[uuid.UUID]  # of what is new: some answer calls for putting something right
    live_topic: str

    @property
    def missing(self) -> int:
        """How many answers are missing until something can be said."""
        return max(ENOUGH_ANSWERS - (self.row.answers if self.row else 0), 1)

    @property
    def below_target(self) -> bool:
        """The whole interval lies below the target."""
        return self.row is not None and self.target is not None and self.row.high < self.target

    @property
    def on_target(self) -> bool:
        """The whole interval lies at or above the target."""
        return self.row is not None and self.target is not None and self.row.low >= self.target


def today_page(*, member: Member, key: str, query: Mapping[str, str], now: datetime) -> Today:
    """Put the page together. Raises Http404 for a place that is no location of this person."""
    node = visible_node(member=member, key=key)
    if not node.is_location:
        raise Http404
    local = now.astimezone(ZoneInfo(node.time_zone))
    about = what_it_is_about(member=member)
    period = row = scale = target = one = None
    if about is not None:
        period = read_period(query, newest=about.newest, default_days=DEFAULT_DAYS)
        scores = location_scores(subject=about.subject, window=period.window, locations=[node.pk])
        row = rows_of([node], scores)[0]
        target = fitting_target(target_of(node=node, on=local.date()), about.subject.bounds)
        scale = common_scale([row], target, about.subject.bounds)
        one = one_thing(location=node, about=about)
    may_read = may(role=member.role, permission=Permission.SEE_COMMENTS)
    may_work = may(role=member.role, permission=Permission.WORK_CASES)
    new = latest(location=node, limit=NEW, with_comments=may_read)
    return Today(
        node=node,
        trail=trail(member=member, node=node),
        now=local,
        about=about,
        period=period,
        target=target,
        row=row,
        scale=scale,
        waiting=waiting_at(member=member, node=node, now=now),
        one=one,
        weakest=_weakest(node, about) if about and one and one.title else None,
        early=early_of(member=member, node=node, about=about) if about else None,
        may_ask_why=may(role=member.role, permission=Permission.SEE_FINDINGS),
        new=new,
        may_work=may_work,
        cases=cases_about(member=member, feedback_ids=[one.id for one in new]) if may_work else {},
        unhappy=frozenset(one.id for one in new if any(map(_is_unhappy, one.scores))),
        live_topic=LiveEvent.location_topic(node.pk),
    )


def _is_unhappy(score: Score) -> bool:
    return score.value <= unhappy_mark(low=score.low, high=score.high, recommend=score.is_recommend)


def _weakest(location: Node, about: About) -> Weakest | None:
    found = weakest_part(location=location, questionnaire_id=about.subject.questionnaire_id)
    if found is None:
        return None
    whole, cell = found
    part = words.part_of_week(cell.weekday, whole.dayparts[cell.daypart])
    return Weakest(part, labels_of(about).get(whole.item, whole.item))
