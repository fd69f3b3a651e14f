"""What pages show of scores: locations and groups, each with its interval and its n."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from heedful.base.org.queries import parents
from heedful.understand.asking.planner import Served, serve
from heedful.understand.metrics.counts import Count, Keyed, lined_up
from heedful.understand.metrics.dimensions import Filter
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.queries import known_locations
from heedful.understand.metrics.rules import Window
from heedful.understand.metrics.scores import (
    ItemSums,
    ShownTogether,
    pooled_scores,
    show_alone,
    show_together,
)
from heedful.understand.metrics.subject import Subject


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of nodes; the arrays of `shown` are in the order of `ids`."""

    subject: Subject
    window: Window
    ids: tuple[uuid.UUID, ...]
    shown: ShownTogether
    served: Served


def location_scores(
    *,
    subject: Subject,
    window: Window,
    locations: Sequence[uuid.UUID],
    beside: Window | None = None,
    where: tuple[Filter, ...] = (),
) -> Scores:
    """Scores of some locations, pooled with all locations of the organisation.

    What may be called a change or clearly apart is judged over `locations` together, so pass
    exactly those that one page shows. Changes are set beside the window before, or `beside`.
    Three queries.
    """
    groups = parents(tenant_id=subject.tenant_id, on=window.last)
    known = known_locations(tenant_id=subject.tenant_id)
    everybody = tuple(dict.fromkeys([*groups, *known, *locations]))
    spans = (window, beside or window.before)
    served = serve(Count(subject, Need.ANSWERS, spans, everybody, are_locations=True, where=where))
    now, before = (_lined_up(served, everybody, span) for span in range(2))
    names = {name: i for i, name in enumerate(dict.fromkeys(map(groups.get, everybody)))}
    parent = np.array([names[groups.get(key)] for key in everybody], dtype=np.intp)
    item, metric = subject.item, subject.metric
    places = {key: i for i, key in enumerate(everybody)}
    shown = show_together(
        pooled_scores(now, item=item, metric=metric, parent=parent),
        before.moments(metric, item),
        now.moments(metric, item),
        np.array([places[key] for key in locations], dtype=np.intp),
    )
    return Scores(subject, window, tuple(locations), shown, served)


def node_scores(*, subject: Subject, window: Window, nodes: Sequence[uuid.UUID]) -> Scores:
    """Scores of groups, each from all answers below it on the days they belonged there.

    A group has answers enough to speak for itself, so nothing is pooled. One query.
    """
    spans = (window, window.before)
    served = serve(Count(subject, Need.ANSWERS, spans, tuple(nodes), are_locations=False))
    now, before = (_lined_up(served, nodes, span) for span in range(2))
    shown = show_alone(now, before, item=subject.item, metric=subject.metric)
    return Scores(subject, window, tuple(nodes), shown, served)


def _lined_up(served: Served, ids: Sequence[uuid.UUID], span: int) -> ItemSums:
    counted = cast("Keyed[ItemSums]", served.counted)
    places = {node: i for i, (of, node) in enumerate(counted.keys) if of == span}
    return lined_up(counted.sums, [places.get(key) for key in ids])
