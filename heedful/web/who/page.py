"""Everything that the page on who answers shows, put together once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from heedful.base.org.dayparts import Daypart, clock
from heedful.base.org.models import Member, Node
from heedful.listen.feedback.models import Channel
from heedful.understand.metrics.rules import Window
from heedful.understand.studies.models import StudyRun
from heedful.understand.studies.queries import whole_of
from heedful.understand.weights.queries import answers_visible_to, newest_study, newest_traffic
from heedful.understand.weights.rules import Kind, PlaceAnswers, Traffic, WhoAnswers, part_of
from heedful.understand.weights.summing import Mix, Rate, Together, mix, rate, rates_by, together
from heedful.web.about import About, trail, visible_node, what_it_is_about
from heedful.web.week.words import daypart
from heedful.web.who.weighting import WeightingPart, weighting_part
from heedful.web.who.words import weekday

CHANNELS = dict(Channel.choices)
# So many places with the lowest rates are named.
LOWEST = 10


@dataclass(frozen=True, slots=True)
class Who:
    node: Node
    trail: Sequence[Node]
    about: About
    window: Window
    computed_at: datetime
    whole: WhoAnswers
    traffic: Traffic | None
    all: Together
    dayparts: Sequence[Rate]
    weekdays: Sequence[Rate]
    channels: Sequence[Rate]
    lowest: Sequence[tuple[str, str, Rate]]  # address key, name and rate
    weighting: WeightingPart

    @property
    def key(self) -> str:
        return str(self.node.pk)

    @property
    def decimals(self) -> int:
        return self.about.decimals + 1

    @property
    def mix(self) -> list[Mix]:
        """Parts of the day, and then weekdays, by shares of answers and of visits."""
        return [*mix(self.dayparts), *mix(self.weekdays)]

    @property
    def scale(self) -> tuple[float, float]:
        """From where to where the drawings run: all ends that are shown but the worst case."""
        shown = [one for one in (self.all.raw, self.all.weighted, self.all.band) if one]
        low, high = min(one.low for one in shown), max(one.high for one in shown)
        margin = 0.05 * (high - low) or 1.0
        return low - margin, high + margin


def who_page(*, member: Member, key: str | None) -> Who | None:
    """Put the page together; None while nothing was studied. Raises Http404."""
    node = visible_node(member=member, key=key)
    about = what_it_is_about(member=member)
    if about is None:
        return None
    questionnaire = about.subject.questionnaire_id
    run = newest_study(tenant_id=member.tenant_id, questionnaire_id=questionnaire)
    if run is None:
        return None
    traffic = newest_traffic(tenant_id=member.tenant_id, questionnaire_id=questionnaire)
    return _page(member, node, about, run, traffic)


def _page(member: Member, node: Node, about: About, run: StudyRun, traffic: StudyRun | None) -> Who:
    whole = whole_of(run, WhoAnswers)
    named = answers_visible_to(member=member, run=run, node=node)
    places = [place for _key, _name, place in named]
    subject = about.subject
    return Who(
        node=node,
        trail=trail(member=member, node=node),
        about=about,
        window=Window(run.first_day, run.last_day),
        computed_at=run.computed_at,
        whole=whole,
        traffic=whole_of(traffic, Traffic) if traffic else None,
        all=together(
            places,
            about=whole,
            values=subject.metric.values(subject.item.scale),
            finish=subject.metric.finish,
        ),
        dayparts=_dayparts(places, whole),
        weekdays=_weekdays(places, whole),
        channels=_channels(places, whole),
        lowest=_lowest([(str(key), name, place) for key, name, place in named]),
        weighting=weighting_part(member=member, node=node, about=about, has_visits=bool(traffic)),
    )


def _dayparts(places: Sequence[PlaceAnswers], whole: WhoAnswers) -> list[Rate]:
    """By the organisation's own parts of the day, the same as of its trading week."""
    found = rates_by(places, whole.kinds, lambda kind: _part_name(kind, whole.dayparts))
    return [rate(name, *counts) for name, counts in found.items()]


def _part_name(kind: Kind, dayparts: Sequence[Daypart]) -> str:
    """As its trading week calls it; hours that are spread over several parts by themselves."""
    part = part_of(kind.hours, dayparts)
    if part is None:
        return f"{kind.name} {kind.hours}".strip()
    ends = [*(one.starts for one in dayparts[1:]), dayparts[0].starts]
    return f"{daypart(part)} {clock(part.starts)}-{clock(ends[dayparts.index(part)])}"


def _weekdays(places: Sequence[PlaceAnswers], whole: WhoAnswers) -> list[Rate]:
    found = rates_by(places, whole.kinds, lambda kind: kind.weekday)
    return [rate(weekday(day), *found[day]) for day in sorted(found)]


def _channels(places: Sequence[PlaceAnswers], whole: WhoAnswers) -> list[Rate]:
    """Shares of all answers; nobody counts visits by channel."""
    answers = sum(one.answers for one in places)
    counted = [
        (str(CHANNELS.get(name, name)) or _("not known"), sum(one.by_channel[n] for one in places))
        for n, name in enumerate(whole.channels)
    ]
    return [rate(name, n, answers) for name, n in sorted(counted, key=lambda one: -one[1]) if n]


def _lowest(named: Sequence[tuple[str, str, PlaceAnswers]]) -> list[tuple[str, str, Rate]]:
    found = [
        (key, name, rate(name, place.answers, sum(place.visits)))
        for key, name, place in named
        if sum(place.visits)
    ]
    found.sort(key=lambda one: one[2].answers / one[2].visits)
    return found[:LOWEST] if len(found) > 1 else []
