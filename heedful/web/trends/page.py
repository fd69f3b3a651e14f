"""Everything that the page of scores over time shows, put together once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404
from django.utils import timezone

from heedful.base.org.models import Member, Node
from heedful.base.org.queries import nodes_visible_to
from heedful.understand.metrics.rules import METRICS, Metric, Step, fits
from heedful.understand.metrics.series import RatedItem
from heedful.understand.trends.queries import courses_visible_to, newest_trends
from heedful.understand.trends.rules import Course, OddDay, Shift
from heedful.web.about import About, trail, visible_node, what_it_is_about
from heedful.web.period import Period, read_period
from heedful.web.trends.points import Point, points_of

DEFAULT_DAYS = 365
# Longer periods are shown by the month unless weeks are asked for.
WEEKS_UP_TO = 120
# Places whose changes are listed at once.
PLACES_LISTED = 30


@dataclass(frozen=True, slots=True)
class PlaceShift:
    """The newest change of one place below the node."""

    node: Node
    shift: Shift


@dataclass(frozen=True, slots=True)
class Trends:
    node: Node
    trail: Sequence[Node]
    about: About
    period: Period
    step: Step
    points: Sequence[Point]
    above: Node | None  # the group that the score is shown beside
    looked_for: bool  # whether changes were looked for in this score at all
    tested: bool  # whether there were answers enough here
    shifts: Sequence[Shift]  # of this place or group alone
    everywhere: Sequence[Shift]
    odd_days: Sequence[OddDay]
    places: Sequence[PlaceShift]  # of a group: newest changes first
    more_places: int
    judged: int  # places that were judged together

    @property
    def key(self) -> str:
        return str(self.node.pk)

    @property
    def items(self) -> Sequence[RatedItem]:
        return self.about.subject.series.items

    @property
    def metrics(self) -> Sequence[Metric]:
        return [one for one in METRICS.values() if fits(one, self.about.subject.item)]

    @property
    def known(self) -> bool:
        return any(point.here.enough for point in self.points)

    @property
    def query(self) -> str:
        """What leads back to this page, without the place."""
        subject = self.about.subject
        return (
            f"{self.period.query}&by={self.step}"
            f"&item={subject.item.code}&metric={subject.metric.name}"
        )


def trends_page(*, member: Member, key: str, query: Mapping[str, str]) -> Trends | None:
    """Put the page together; None while there is no feedback. Raises Http404."""
    node = visible_node(member=member, key=key)
    about = _about(member, query)
    if about is None:
        return None
    period = read_period(query, newest=about.newest, default_days=DEFAULT_DAYS)
    step = _step(query, period)
    path = trail(member=member, node=node)
    above = path[-2] if len(path) > 1 else None
    points = points_of(subject=about.subject, window=period.window, step=step, nodes=[node, above])
    found = newest_trends(subject=about.subject)
    if found is not None:
        subject = (about.subject.item.code, about.subject.metric.name)
        found = found if subject == (found[1].item, found[1].metric) else None
    course, places = Course(), []
    if found is not None:
        run, study = found
        courses = courses_visible_to(member=member, run=run, node=node, on=timezone.localdate())
        course = courses.get(node.pk, Course()) if node.is_location else study.of_group(node.pk)
        if not node.is_location:
            named = {key: within(one.shifts, period) for key, one in courses.items()}
            places = _newest({key: one[-1] for key, one in named.items() if one}, member)
    return Trends(
        node=node,
        trail=path,
        about=about,
        period=period,
        step=step,
        points=points,
        above=above,
        looked_for=found is not None,
        tested=course.tested,
        shifts=within(course.shifts, period),
        everywhere=within(found[1].everywhere, period) if found else [],
        odd_days=[
            one for one in course.odd_days if period.window.first <= one.day <= period.window.last
        ],
        places=places[:PLACES_LISTED],
        more_places=max(len(places) - PLACES_LISTED, 0),
        judged=found[1].places if found else 0,
    )


def within(shifts: Sequence[Shift], period: Period) -> list[Shift]:
    """The changes whose likeliest day is shown."""
    return [one for one in shifts if period.window.first <= one.day <= period.window.last]


def _about(member: Member, query: Mapping[str, str]) -> About | None:
    """The number that the address names; a metric that does not fit counts as not named."""
    item, metric = query.get("item") or None, METRICS.get(query.get("metric", ""))
    about = what_it_is_about(member=member, item=item, metric=metric)
    if about is None or fits(about.subject.metric, about.subject.item):
        return about
    return what_it_is_about(member=member, item=item)


def _step(query: Mapping[str, str], period: Period) -> Step:
    asked = query.get("by", "")
    if asked in set(Step):
        return Step(asked)
    return Step.WEEK if period.window.days <= WEEKS_UP_TO else Step.MONTH


def _newest(shifts: Mapping[object, Shift], member: Member) -> list[PlaceShift]:
    nodes = nodes_visible_to(member=member).filter(pk__in=list(shifts))
    found = [PlaceShift(node, shifts[node.pk]) for node in nodes]
    return sorted(found, key=lambda one: (-one.shift.day.toordinal(), one.node.name))


def page_or_404(*, member: Member, key: str, query: Mapping[str, str]) -> Trends:
    """The page where something must be sent. Raises Http404 without feedback too."""
    page = trends_page(member=member, key=key, query=query)
    if page is None:
        raise Http404
    return page
