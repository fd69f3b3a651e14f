"""Places or groups side by side, item by item."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from heedful.base.org.models import Member, Node, NodeKind
from heedful.base.org.queries import children, locations_visible_to
from heedful.understand.asking.beside import Column, Line, side_by_side
from heedful.understand.metrics.rules import MEAN, METRICS, Metric, Window, fits, headline
from heedful.understand.metrics.subject import Subject
from heedful.web.about import About, visible_node, what_it_is_about
from heedful.web.period import Period, read_period

FEWEST, MOST = 2, 12
FOUND = 30
# What says that two locations are of one kind, in the attributes that files bring.
FORMAT = "format"
# By what locations are put together, besides their attributes.
REGION, BRAND = "region", "brand"


@dataclass(frozen=True, slots=True)
class Table:
    """The figures, and what they are of."""

    columns: Sequence[Column]
    lines: Sequence[tuple[Line, Sequence["Cell"]]]
    window: Window


@dataclass(frozen=True, slots=True)
class Cell:
    column: str
    value: float
    low: float
    high: float
    answers: int
    enough: bool
    standing: int
    decimals: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Locations that a person picks."""

    about: About
    period: Period
    measure: str
    picked: Sequence[Node]
    found: Sequence[Node]  # what the search offers besides
    search: str
    has_more: bool  # than are offered
    formats: Sequence[str]  # of what is picked
    is_mixed: bool  # locations of several formats were asked for all the same
    table: Table | None

    @property
    def is_alone(self) -> bool:
        """Whether this person sees no two locations."""
        return not self.picked and not self.search and len(self.found) < FEWEST

    @property
    def mixes(self) -> bool:
        return len(self.formats) > 1

    @property
    def is_too_many(self) -> bool:
        return len(self.picked) > MOST


@dataclass(frozen=True, slots=True)
class Benchmarks:
    """Groups of locations."""

    about: About
    period: Period
    measure: str
    node: Node
    by: str
    ways: Sequence[tuple[str, str]]
    table: Table | None
    n: int  # of locations
    left_out: int  # groups that have no room beside the others


def compare_page(*, member: Member, query: QueryDict) -> Compared | None:
    """Put the page together; None while there is no feedback."""
    about = what_it_is_about(member=member)
    if about is None:
        return None
    period = read_period(_plain(query), newest=about.newest, default_days=90)
    visible = locations_visible_to(member=member).order_by("name", "pk")
    wanted = {key for one in query.getlist("place") if (key := _key(one)) is not None}
    picked = list(visible.filter(pk__in=wanted)) if wanted else []
    search = query.get("search", "").replace("\0", "").strip()[:100]
    others = visible.exclude(pk__in=wanted)
    fitting = others.filter(name__icontains=search) if search or not picked else others.none()
    found = list(fitting[: FOUND + 1])
    formats = sorted({str(node.attributes.get(FORMAT, "")) for node in picked} - {""})
    is_mixed, measure = query.get("mixed") == "1", query.get("measure", "")
    table = None
    if FEWEST <= len(picked) <= MOST and (len(formats) < 2 or is_mixed):
        columns = [Column(node.name, (node.pk,)) for node in picked]
        everybody = list(visible.values_list("pk", flat=True))
        table = _table(about, measure, period.window, columns, everybody)
    more, found = len(found) > FOUND, found[:FOUND]
    return Compared(about, period, measure, picked, found, search, more, formats, is_mixed, table)


def benchmarks_page(*, member: Member, query: QueryDict) -> Benchmarks | None:
    """Put the page together; None while there is no feedback. Raises Http404."""
    about = what_it_is_about(member=member)
    if about is None:
        return None
    node = visible_node(member=member, key=query.get("node"))
    period = read_period(_plain(query), newest=about.newest, default_days=90)
    places = list(locations_visible_to(member=member).select_related("brand").order_by("name"))
    ways = _ways(places)
    by = query.get("by", "")
    by = by if by in dict(ways) else REGION
    columns = _regions(node, period.window) if by == REGION else _kinds(places, by)
    measure, table = query.get("measure", ""), None
    if len(columns) >= FEWEST:
        everybody = [place.pk for place in places]
        table = _table(about, measure, period.window, columns[:MOST], everybody)
    left_out = max(len(columns) - MOST, 0)
    return Benchmarks(about, period, measure, node, by, ways, table, len(places), left_out)


def subjects_of(*, member: Member, query: QueryDict) -> tuple[list[Subject], Window] | None:
    """What an address asks about, and which days; None while there is no feedback."""
    about = what_it_is_about(member=member)
    if about is None:
        return None
    period = read_period(_plain(query), newest=about.newest, default_days=90)
    return list(_subjects(about, METRICS.get(query.get("measure", "")))), period.window


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _plain(query: QueryDict) -> dict[str, str]:
    return {name: query.get(name, "") for name in query}


def _ways(places: Sequence[Node]) -> list[tuple[str, str]]:
    """By what locations can be put together here."""
    values: dict[str, set[str]] = {}
    for place in places:
        for name, value in place.attributes.items():
            values.setdefault(name, set()).add(str(value))
    kinds = [name for name, found in sorted(values.items()) if FEWEST <= len(found) <= MOST]
    brands = {place.brand_id for place in places} - {None}
    ways = [(REGION, _("Groups of the tree"))]
    if len(brands) >= FEWEST:
        ways.append((BRAND, _("Brands")))
    return [*ways, *((f"of-{name}", name.replace("_", " ").capitalize()) for name in kinds)]


def _regions(node: Node, window: Window) -> list[Column]:
    below = children(node=node, on=window.last).filter(kind=NodeKind.GROUP)
    return [Column(one.name, (), one.pk) for one in below]


def _kinds(places: Sequence[Node], by: str) -> list[Column]:
    """Locations put together by brand or by what an attribute says; those without are left out."""
    kinds: dict[str, list[uuid.UUID]] = {}
    for place in places:
        name = _brand(place) if by == BRAND else place.attributes.get(by.removeprefix("of-"))
        if name:
            kinds.setdefault(str(name), []).append(place.pk)
    return [Column(name, tuple(keys)) for name, keys in sorted(kinds.items())]


def _brand(place: Node) -> str:
    return place.brand.name if place.brand else ""


def _table(
    about: About,
    measure: str,
    window: Window,
    columns: Sequence[Column],
    everybody: Sequence[uuid.UUID],
) -> Table:
    lines = side_by_side(
        subjects=list(_subjects(about, METRICS.get(measure))),
        window=window,
        columns=columns,
        everybody=everybody,
    )
    return Table(columns, [(line, _cells(line, columns)) for line in lines], window)


def _subjects(about: About, metric: Metric | None) -> list[Subject]:
    """Every item by the measure asked for, or by its own where that does not fit."""
    of = about.subject
    found = []
    for slot, item in enumerate(of.series.items):
        chosen = metric or headline(item)
        fitting = chosen if fits(chosen, item) else MEAN
        found.append(Subject(of.tenant_id, of.questionnaire_id, of.series, slot, fitting))
    return found


def _cells(line: Line, columns: Sequence[Column]) -> list[Cell]:
    low, high = line.subject.bounds
    decimals = 0 if high - low > 20 else 1 if high - low > 6 else 2
    return [
        Cell(
            column.label,
            float(line.value[i]),
            float(line.low[i]),
            float(line.high[i]),
            int(line.answers[i]),
            bool(line.enough[i]),
            int(line.standing[i]),
            decimals,
        )
        for i, column in enumerate(columns)
    ]
