"""Counts by place and day, and the doors to what a study of them found."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from heedful.base.org.models import Member, Node, NodeKind
from heedful.base.org.queries import locations_under
from heedful.understand.metrics.counts import Count
from heedful.understand.metrics.daily import DailyCells
from heedful.understand.metrics.dimensions import Dimension
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.queries import known_locations
from heedful.understand.metrics.rules import Window
from heedful.understand.metrics.subject import Subject
from heedful.understand.studies.models import StudyRun
from heedful.understand.studies.queries import latest_run, places_visible_to, result_of, whole_of
from heedful.understand.trends.finding import Days
from heedful.understand.trends.rules import KIND, Course, TrendStudy

# Days that are fetched at once.
PART_DAYS = 61


def days_of(
    *, subject: Subject, window: Window, groups: list[Node]
) -> tuple[tuple[uuid.UUID, ...], Days] | None:
    """The sums of every location on each day, from the first day with an answer on.

    None without any answer. A query for each group and each two months, and one.
    """
    places = tuple(known_locations(tenant_id=subject.tenant_id))
    counts = [
        Count(subject, Need.ANSWERS, (part,), places, are_locations=True, by=(Dimension.DAY,))
        for part in _parts(window)
    ]
    parts = [DailyCells().count(count) for count in counts]
    keys = [key[1:] for part in parts for key in part.keys]
    if not keys:
        return None
    ids = tuple(dict.fromkeys(key for key, _day in keys))
    place = {key: i for i, key in enumerate(ids)}
    first = min(day for _key, day in keys)
    shape = (len(ids), (window.last - first).days + 1)
    n, total, squares = (np.zeros(shape) for _ in range(3))
    answers = np.zeros(shape, dtype=np.int64)
    for part in parts:
        at = np.array([place[key] for _, key, _day in part.keys], dtype=np.intp)
        on = np.array([(day - first).days for _, _key, day in part.keys], dtype=np.intp)
        moments = part.sums.moments(subject.metric, subject.item)
        n[at, on], total[at, on], squares[at, on] = moments.n, moments.total, moments.squares
        answers[at, on] = part.sums.answers
    members = np.zeros((len(groups), len(ids)), dtype=bool)
    for k, group in enumerate(groups):
        below = locations_under(node=group, on=window.last).values_list("pk", flat=True)
        members[k, [place[key] for key in below if key in place]] = True
    return ids, Days(first, n, total, squares, answers, members)


def _parts(window: Window) -> Iterator[Window]:
    """A window in parts, so that never more than a few weeks of rows are held as rows."""
    first = window.first
    while first <= window.last:
        last = min(first + timedelta(days=PART_DAYS - 1), window.last)
        yield Window(first, last)
        first = last + timedelta(days=1)


def groups_of(*, tenant_id: uuid.UUID) -> list[Node]:
    """All groups below the top; what all places did is told by itself."""
    groups = Node.objects.filter(tenant=tenant_id, kind=NodeKind.GROUP)
    return list(groups.order_by("pk"))


def newest_trends(*, subject: Subject) -> tuple[StudyRun, TrendStudy] | None:
    """The newest study; None when there is none."""
    run = latest_run(
        tenant_id=subject.tenant_id, questionnaire_id=subject.questionnaire_id, kind=KIND
    )
    return None if run is None else (run, whole_of(run, TrendStudy))


def courses_visible_to(
    *, member: Member, run: StudyRun, node: Node, on: date
) -> dict[uuid.UUID, Course]:
    """What the places below a node did, for a signed-in person."""
    below = locations_under(node=node, on=on)
    rows = places_visible_to(member=member, run=run).filter(location__in=below)
    return {row.location_id: result_of(row, Course) for row in rows}
