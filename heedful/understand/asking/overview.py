"""What pages show of scores: locations and groups, each with its interval and its n."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from heedful.understand.asking.planner import Served, serve
from heedful.understand.metrics.counts import Count, Keyed, of_span
from heedful.understand.metrics.dimensions import Filter
from heedful.understand.metrics.everybody import everybody
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.places import Ids, keys_of
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
    Two queries and those of the path.
    """
    asked = Ids(keys_of(locations))
    known = everybody(tenant_id=subject.tenant_id, on=window.last, also=asked)
    spans = (window, beside or window.before)
    served = serve(Count(subject, Need.ANSWERS, spans, known.ids, are_locations=True, where=where))
    now, before = (_lined_up(served, known.ids, span) for span in range(2))
    item, metric = subject.item, subject.metric
    shown = show_together(
        pooled_scores(now, item=item, metric=metric, parent=known.parent),
        before.moments(metric, item),
        now.moments(metric, item),
        known.at(asked),
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
    return of_span(cast("Keyed[ItemSums]", served.counted), ids, span)
