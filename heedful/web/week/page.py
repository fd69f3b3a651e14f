"""Everything that the page of the trading week shows, put together once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from heedful.base.org.dayparts import Daypart, clock
from heedful.base.org.models import Member, Node
from heedful.base.org.queries import locations_under
from heedful.understand.studies.models import StudyRun
from heedful.understand.week.queries import newest_week, weeks_visible_to, whole_week
from heedful.understand.week.rules import WEEKDAYS, Cell, Pattern, PlaceWeek, WholeWeek
from heedful.web.about import About, trail, visible_node, what_it_is_about
from heedful.web.week import words

Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Part:
    """One weekday's daypart at one location, with its name."""

    name: str
    column: str
    cell: Cell | None


@dataclass(frozen=True, slots=True)
class Marked:
    """The places of a group that are weak, and those that are strong, in one part of the week."""

    name: str
    column: str
    pattern: Pattern | None  # what all locations have in common then
    weak: list[Node] = field(default_factory=list)
    strong: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Row(Generic[Shown]):
    """One weekday."""

    day: str
    short: str
    parts: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Weeks:
    node: Node
    trail: Sequence[Node]
    about: About
    label: str  # of the question that the averages are of
    run: StudyRun
    whole: WholeWeek
    here: PlaceWeek | None  # of a location with answers
    rows: Sequence[Row[Part]]  # of a location
    marked: Sequence[Row[Marked]]  # of a group
    heard: int  # locations of the group with answers

    @property
    def key(self) -> str:
        return str(self.node.pk)

    @property
    def decimals(self) -> int:
        """Averages are told to a tenth of a scale of ten, to a hundredth of a scale of five."""
        item = self.about.subject.item
        return 1 if item.high - item.low > 6 else 2

    @property
    def weakest_away(self) -> float:
        """How far the weakest part is below the rest of the week."""
        weakest = self.weakest
        return abs(weakest.cell.distance or 0.0) if weakest and weakest.cell else 0.0

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Each daypart's name and when it begins."""
        parts = self.whole.dayparts
        return [(words.daypart(part), clock(part.starts)) for part in parts]

    @property
    def weakest(self) -> Part | None:
        """The part of the week that a location's sentence is about."""
        cell = self.here.weakest if self.here else None
        if cell is None:
            return None
        part = self.whole.dayparts[cell.daypart]
        return Part(words.part_of_week(cell.weekday, part), "", cell)

    @property
    def weakest_average(self) -> tuple[float, float, float] | None:
        """What the weakest part's average likely is, with its interval."""
        cell = self.here.weakest if self.here else None
        if self.here is None or cell is None or self.here.level is None:
            return None
        level = self.here.level
        ends = (cell.distance, cell.distance_low, cell.distance_high)
        value, low, high = (level + (end or 0.0) for end in ends)
        return value, low, high

    @property
    def marks(self) -> list[Marked]:
        """Parts of the week with any mark, most weak places first."""
        every = [part for row in self.marked for part in row.parts if part.weak or part.strong]
        return sorted(every, key=lambda part: (-len(part.weak), -len(part.strong)))

    @property
    def patterns(self) -> list[tuple[str, Pattern]]:
        """What all locations have in common, with names."""
        parts = self.whole.dayparts
        return [
            (words.part_of_week(one.weekday, parts[one.daypart]), one)
            for one in self.whole.patterns
        ]


def week_page(*, member: Member, key: str) -> Weeks | None:
    """Put the page together; None while no week was studied. Raises Http404."""
    node = visible_node(member=member, key=key)
    about = what_it_is_about(member=member)
    if about is None:
        return None
    subject = about.subject
    run = newest_week(tenant_id=subject.tenant_id, questionnaire_id=subject.questionnaire_id)
    if run is None:
        return None
    whole = whole_week(run=run)
    places = locations_under(node=node, on=run.last_day)
    weeks = weeks_visible_to(member=member, run=run, locations=places)
    here = weeks.get(node.pk) if node.is_location else None
    labels = {item.code: item.label for item in subject.series.items}
    group = {} if node.is_location else {place: weeks.get(place.pk) for place in places}
    return Weeks(
        node=node,
        trail=trail(member=member, node=node),
        about=about,
        label=labels.get(whole.item, whole.item),
        run=run,
        whole=whole,
        here=here,
        rows=list(_rows(whole.dayparts, here)) if here else [],
        marked=list(_marked(whole, group)) if weeks and not node.is_location else [],
        heard=len(weeks),
    )


def _rows(dayparts: Sequence[Daypart], here: PlaceWeek) -> Iterator[Row[Part]]:
    cells = here.by_place
    for day in range(WEEKDAYS):
        parts = [
            Part(words.part_of_week(day, part), words.daypart(part), cells.get((day, i)))
            for i, part in enumerate(dayparts)
        ]
        yield Row(words.weekday(day), words.weekday_short(day), parts)


def _marked(whole: WholeWeek, places: Mapping[Node, PlaceWeek | None]) -> Iterator[Row[Marked]]:
    patterns = {(one.weekday, one.daypart): one for one in whole.patterns}
    found: dict[tuple[int, int], Marked] = {
        (day, i): Marked(words.part_of_week(day, part), words.daypart(part), patterns.get((day, i)))
        for day in range(WEEKDAYS)
        for i, part in enumerate(whole.dayparts)
    }
    for node, week in sorted(places.items(), key=lambda pair: pair[0].name):
        for cell in week.cells if week else ():
            marked = found[cell.weekday, cell.daypart]
            # What all have in common is told once, not place by place.
            if cell.is_marked and not cell.everywhere:
                (marked.weak if cell.is_weak else marked.strong).append(node)
    for day in range(WEEKDAYS):
        parts = [found[day, i] for i in range(len(whole.dayparts))]
        yield Row(words.weekday(day), words.weekday_short(day), parts)
