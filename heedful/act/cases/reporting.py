"""How cases went: first contacts, promises, causes and recovered customers, each with its n."""

import math
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from cxstats.estimate import Estimate
from cxstats.intervals import wilson
from cxstats.medians import median_interval
from heedful.act.cases.calendars import calendars_of
from heedful.act.cases.clock import Calendar, open_minutes
from heedful.act.cases.models import Case, CaseQuestion
from heedful.act.cases.models.case import CaseState, Outcome
from heedful.act.cases.models.talk import Answer
from heedful.act.cases.queries import cases_visible_to, settings_of
from heedful.base.org.models import Member

# Fewer say too little; the page says so.
FEWEST = 10
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a report; `value` is None while there is not enough evidence."""

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Cases opened in a period at some places."""

    opened: int
    still_open: int
    contact_minutes: Figure  # median while it was open
    in_time: Figure  # share of first contacts
    kept: Figure  # share of promises that customers say were kept
    recovered: Figure  # share who say that all was put right
    asked: int  # how many were asked whether all was put right
    causes: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that summaries are made of, read once."""

    cases: Sequence[Case]
    waits: Mapping[uuid.UUID, float]  # open minutes until first contact; infinite without one
    kept: Mapping[uuid.UUID, Sequence[bool]]
    settled: Mapping[uuid.UUID, bool]
    asked: frozenset[uuid.UUID]

    def at(self, places: frozenset[uuid.UUID]) -> "Facts":
        """The same for some places only."""
        mine = [one for one in self.cases if one.location_id in places]
        return Facts(mine, self.waits, self.kept, self.settled, self.asked)


def read_facts(*, member: Member, first: date, last: date) -> Facts:
    """Cases opened in a period, by each location's own calendar; what was joined counts once."""
    found = _opened(member, first, last)
    cases = [
        case
        for case in found
        if first <= case.opened_at.astimezone(ZoneInfo(case.location.time_zone)).date() <= last
    ]
    settings = settings_of(tenant_id=member.tenant_id)
    places = list({case.location_id: case.location for case in cases}.values())
    calendars = calendars_of(
        locations=places, settings=settings, years=range(first.year - 1, last.year + 2)
    )
    kept: dict[uuid.UUID, list[bool]] = {}
    settled: dict[uuid.UUID, bool] = {}
    asked = set()
    for case, promise, answer in _answers(member.tenant_id, cases):
        if promise is None:
            asked.add(case)
        if answer and promise is None:
            settled[case] = answer == Answer.YES
        elif answer:
            kept.setdefault(case, []).append(answer == Answer.YES)
    return Facts(
        cases=cases,
        waits={case.pk: _wait(case, calendars[case.location_id]) for case in cases},
        kept=kept,
        settled=settled,
        asked=frozenset(asked),
    )


def _answers(
    tenant_id: uuid.UUID, cases: Sequence[Case]
) -> Sequence[tuple[uuid.UUID, uuid.UUID | None, str]]:
    """Case, promise and answer, if any, of every question that was sent, the newest last."""
    asked = CaseQuestion.objects.filter(tenant=tenant_id, case__in=[one.pk for one in cases])
    found = asked.filter(refused="").order_by("asked_at")
    return list(found.values_list("case", "promise", "answer"))


def _opened(member: Member, first: date, last: date) -> QuerySet[Case]:
    begin, end = (datetime.combine(day, time(), UTC) for day in (first, last))
    return cases_visible_to(member=member).filter(
        opened_at__gte=begin - DAY, opened_at__lt=end + 2 * DAY, merged_into=None
    )


def _wait(case: Case, calendar: Calendar) -> float:
    if case.contacted_at is None:
        return math.inf
    return open_minutes(calendar=calendar, start=case.opened_at, end=case.contacted_at)


def summary_of(*, facts: Facts, now: datetime) -> Summary:
    """Put a report together. Who may still be contacted in time does not count yet."""
    cases = facts.cases
    judged = [one for one in cases if one.contacted_at is not None or one.contact_due <= now]
    in_time = sum(
        one.contacted_at is not None and one.contacted_at <= one.contact_due for one in judged
    )
    kept = [yes for one in cases for yes in facts.kept.get(one.pk, ())]
    settled = [facts.settled[one.pk] for one in cases if one.pk in facts.settled]
    closed = [one for one in cases if one.cause is not None and one.outcome != Outcome.MERGED]
    causes = Counter(one.cause.label for one in closed if one.cause is not None)
    return Summary(
        opened=len(cases),
        still_open=sum(one.state != CaseState.CLOSED for one in cases),
        contact_minutes=_figure(median_interval([facts.waits[one.pk] for one in judged])),
        in_time=_share(in_time, len(judged)),
        kept=_share(sum(kept), len(kept)),
        recovered=_share(sum(settled), len(settled)),
        asked=sum(one.pk in facts.asked for one in cases),
        causes=causes.most_common(),
    )


def _share(hits: int, n: int) -> Figure:
    return _figure(wilson(hits, n))


def _figure(found: Estimate) -> Figure:
    n = int(found.n)
    if n < FEWEST:
        return Figure(None, None, None, n)
    value, low, high = (float(one) for one in (found.value, found.low, found.high))
    return Figure(value, low, high, n)
