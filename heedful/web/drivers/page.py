"""Everything that the page of drivers shows, put together once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.http import Http404

from heedful.base.org.models import Member, Node
from heedful.base.org.queries import locations_under
from heedful.understand.drivers.queries import (
    current_study_window,
    first_steps,
    priorities_visible_to,
    studies_for,
)
from heedful.understand.drivers.rules import DriverShare, Study, Way, whole_months
from heedful.understand.metrics.series import RatedItem
from heedful.web.about import About, trail, visible_node, what_it_is_about
from heedful.web.drivers.early import Early, early_of
from heedful.web.drivers.sides import Sides, sides_of
from heedful.web.one_thing import OneThing, labels_of, newest_run, one_thing
from heedful.web.period import Period, read_period

# Below this many answers a place's own shares say little; the page says so.
FEW_ANSWERS = 100
# So many first drivers can be looked into.
BRANCHES = 3
# Less of the difference than this is not worth sharing.
LITTLE = 0.05


@dataclass(frozen=True, slots=True)
class DriverRow:
    """One rating: its share, where it stands and how far up it could reach."""

    item: RatedItem
    share: DriverShare
    # The same in another way of looking, if one was asked for and could take it.
    beside: DriverShare | None = None

    @property
    def decimals(self) -> int:
        return 1 if self.item.high - self.item.low > 6 else 2

    @property
    def is_best(self) -> bool:
        """What the best quarter of places reaches is reached, to the decimals that are shown."""
        return self.share.room is not None and not round(self.share.room, self.decimals)

    @property
    def may_have_room(self) -> bool:
        """Whether the interval leaves some way up all the same."""
        return bool(round(self.share.room_high or 0.0, self.decimals))


@dataclass(frozen=True, slots=True)
class FirstStep:
    """How many places should begin with a rating, or why none is named there."""

    code: str
    label: str
    places: int


@dataclass(frozen=True, slots=True)
class Drivers:
    node: Node
    trail: Sequence[Node]
    about: About
    period: Period
    # What a study takes are whole months, so it may begin a little before the period.
    study: Study | None
    rows: Sequence[DriverRow]
    left_out: Sequence[tuple[str, str]]
    way: Way
    beside: Study | None  # the same in that way; None for the plain one
    of: RatedItem | None  # the driver that stands in the outcome's place
    branches: Sequence[RatedItem]  # the first drivers, which can be looked into
    widest: float  # the end of the track on which shares are drawn
    one: OneThing | None  # of a location
    first_steps: Sequence[FirstStep]  # of a group
    not_named: int
    sides: Sides | None
    early: Early | None

    @property
    def key(self) -> str:
        return str(self.node.pk)

    @property
    def looked_into(self) -> str:
        """The question that shares are about."""
        return (self.of or self.about.subject.item).label

    @property
    def little_left(self) -> bool:
        """Shares of hardly anything say hardly anything."""
        return self.beside is not None and not self.beside.r_squared >= LITTLE

    @property
    def query(self) -> str:
        """What the address says beside the way of looking."""
        return f"{self.period.query}&of={quote(self.of.code)}" if self.of else self.period.query

    @property
    def card_query(self) -> str:
        """What a method card needs to tell of the same."""
        return f"{self.query}&way={self.way}" if self.way is not Way.PLAIN else self.query

    @property
    def few_answers(self) -> bool:
        return self.study is not None and self.study.n < FEW_ANSWERS

    @property
    def collinear(self) -> Sequence[DriverRow]:
        return [row for row in self.rows if row.share.collinear]


def drivers_page(*, member: Member, key: str, query: Mapping[str, str]) -> Drivers | None:
    """Put the page together; None while there is no feedback. Raises Http404."""
    node = visible_node(member=member, key=key)
    about = what_it_is_about(member=member)
    if about is None:
        return None
    period = _period(query, about)
    way, of = _asked(query, about)
    studies = studies_for(
        subject=about.subject,
        window=period.window,
        node=node.pk,
        of=of,
        ways=tuple(dict.fromkeys((Way.PLAIN, way))),
    )
    study, beside = (*studies, None, None)[:2]
    items = {item.code: item for item in about.subject.series.items}
    others = {one.item: one for one in beside.drivers} if beside else {}
    rows = [
        DriverRow(items[one.item], one, others.get(one.item))
        for one in (study.drivers if study else ())
    ]
    steps, not_named = ([], 0) if node.is_location else _first_steps(member, node, about, period)
    return Drivers(
        node=node,
        trail=trail(member=member, node=node),
        about=about,
        period=period,
        study=study,
        rows=rows,
        left_out=[(items[code].label, why) for code, why in study.left_out] if study else [],
        way=way,
        beside=beside,
        of=None if of is None else about.subject.series.items[of],
        branches=_branches(about, rows, of),
        widest=max((one.high for one in _shares(rows)), default=1.0) * 1.05,
        one=one_thing(location=node, about=about) if node.is_location else None,
        first_steps=steps,
        not_named=not_named,
        sides=sides_of(about),
        early=early_of(member=member, node=node, about=about),
    )


def _asked(query: Mapping[str, str], about: About) -> tuple[Way, int | None]:
    """The way of looking and the driver looked into. Raises Http404 for what there is not."""
    series = about.subject.series
    try:
        way = Way(query.get("way") or Way.PLAIN)
        of = series.slot(query["of"]) if query.get("of") else None
    except (ValueError, KeyError) as unknown:
        raise Http404 from unknown
    if of is not None and of not in series.drivers:
        raise Http404
    return way, of


def _branches(about: About, rows: Sequence[DriverRow], of: int | None) -> list[RatedItem]:
    """The drivers that can be looked into from here: the first ones, of the outcome alone."""
    series = about.subject.series
    enough = len(series.drivers) + len(series.markers) > 1
    return [row.item for row in rows[:BRANCHES]] if of is None and enough else []


def _shares(rows: Sequence[DriverRow]) -> list[DriverShare]:
    return [one for row in rows for one in (row.share, row.beside) if one]


def _period(query: Mapping[str, str], about: About) -> Period:
    """As the address says, in whole months; else the window that studies are made for now."""
    if not {"days", "from"} & query.keys():
        window = current_study_window(subject=about.subject)
        if window is not None:
            return Period(window, None, f"from={window.first}&to={window.last}")
    asked = read_period(query, newest=about.newest, default_days=90)
    window = whole_months(asked.window.last, days=asked.window.days)
    return Period(window, asked.days, asked.query)


def _first_steps(
    member: Member, node: Node, about: About, period: Period
) -> tuple[list[FirstStep], int]:
    run = newest_run(about=about)
    if run is None:
        return [], 0
    places = locations_under(node=node, on=period.window.last)
    counted = first_steps(
        priorities=priorities_visible_to(member=member, run=run).filter(location__in=places)
    )
    labels = labels_of(about)
    steps = [FirstStep(code, labels[code], n) for code, n in counted.by_item]
    return steps, sum(n for _reason, n in counted.not_named)
