"""Everything that the page of locations shows, put together once."""

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.utils import timezone

from heedful.base.org.models import Member, Node, NodeKind
from heedful.base.org.queries import children, locations_under, target_of
from heedful.understand.asking.overview import location_scores, node_scores
from heedful.understand.drivers.queries import named_in
from heedful.web.about import About, trail, visible_node, what_it_is_about
from heedful.web.figures import Row, Scale, common_scale, fitting_target, rows_of
from heedful.web.locations.rules import Verdict
from heedful.web.one_thing import labels_of, newest_run
from heedful.web.period import Period, read_period

PER_PAGE = 50
DEFAULT_DAYS = 90


@dataclass(frozen=True, slots=True)
class Page:
    node: Node
    trail: Sequence[Node]
    about: About
    period: Period
    target: float | None
    whole: Row
    groups: Sequence[Row]
    scale: Scale
    # All that were asked for, sorted; `shown` is the part on this page.
    rows: Sequence[Row]
    shown: Sequence[tuple[Verdict | None, Sequence[Row]]]
    counts: Mapping[Verdict, int]
    # The first step of each place by its key, where one can be named.
    first_steps: Mapping[uuid.UUID, str]
    only_first: str  # the first step that the list is narrowed to, if any
    number: int
    last_number: int


def locations_page(*, member: Member, query: Mapping[str, str]) -> Page | None:
    """Put the page together; None while there is no feedback. Raises Http404."""
    node = visible_node(member=member, key=query.get("node"))
    about = what_it_is_about(member=member)
    if about is None:
        return None
    period = read_period(query, newest=about.newest, default_days=DEFAULT_DAYS)
    today = timezone.localdate()
    below = list(children(node=node, on=today).filter(kind=NodeKind.GROUP))
    places = [one for one in locations_under(node=node, on=today) if _was_open(one, period)]
    # All places of the part are judged as one family, whatever the search hides of them.
    judged = rows_of(
        places,
        location_scores(
            subject=about.subject, window=period.window, locations=[one.pk for one in places]
        ),
    )
    # A location by itself has one score, the one that it has in the list.
    alone = judged[:1] if node.is_location else []
    nodes = below if alone else [node, *below]
    groups = [*alone, *_of_groups(about, period, nodes)]
    by_name = query.get("sort") == "name"
    named = named_in(run=newest_run(about=about))
    found = _searched(judged, query.get("search", ""))
    if only := query.get("first", ""):
        found = [row for row in found if named.get(row.node.pk) == only]
    rows = _sorted(found, by_name=by_name)
    labels = labels_of(about)
    number, last = page_number(query.get("page", ""), len(rows), per_page=PER_PAGE)
    part = rows[(number - 1) * PER_PAGE : number * PER_PAGE]
    target = fitting_target(target_of(node=node, on=today), about.subject.bounds)
    return Page(
        node=node,
        trail=trail(member=member, node=node),
        about=about,
        period=period,
        target=target,
        whole=groups[0],
        groups=groups[1:],
        scale=common_scale([*groups, *part], target, about.subject.bounds),
        rows=rows,
        shown=_grouped(part, by_name=by_name),
        counts={one: sum(row.verdict == one for row in judged) for one in Verdict},
        first_steps={
            row.node.pk: labels[named[row.node.pk]] for row in part if row.node.pk in named
        },
        only_first=labels.get(only, ""),
        number=number,
        last_number=last,
    )


def _of_groups(about: About, period: Period, nodes: Sequence[Node]) -> Sequence[Row]:
    if not nodes:
        return []
    keys = [one.pk for one in nodes]
    return rows_of(nodes, node_scores(subject=about.subject, window=period.window, nodes=keys))


def _was_open(node: Node, period: Period) -> bool:
    return node.closed_on is None or node.closed_on > period.window.first


def _searched(rows: Sequence[Row], words: str) -> list[Row]:
    wanted = words.strip().casefold()
    return [
        row
        for row in rows
        if wanted in row.node.name.casefold() or wanted in row.node.code.casefold()
    ]


def _sorted(rows: Sequence[Row], *, by_name: bool) -> list[Row]:
    """By name, or by need: what may be said of a place first, then its name. Never by score."""
    order = list(Verdict)

    def key(row: Row) -> tuple[int, str]:
        return (0 if by_name else order.index(row.verdict), row.node.name.casefold())

    return sorted(rows, key=key)


def _grouped(rows: Sequence[Row], *, by_name: bool) -> list[tuple[Verdict | None, Sequence[Row]]]:
    if by_name:
        return [(None, rows)] if rows else []
    return [(kind, list(part)) for kind, part in groupby(rows, attrgetter("verdict"))]


def page_number(asked: str, n_rows: int, *, per_page: int) -> tuple[int, int]:
    """Return the page that an address asks for, as far as there is one, and the last."""
    last = max(1, math.ceil(n_rows / per_page))
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
    return min(max(number, 1), last), last
