"""What pages show of scores: locations and groups, each with its interval and its n."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heedful.base.org.queries import parents
from heedful.understand.metrics.queries import (
    KeyedSums,
    cells_by_location,
    cells_under,
)
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


def location_scores(*, subject: Subject, window: Window, locations: Sequence[uuid.UUID]) -> Scores:
    """Scores of some locations, pooled with all locations of the organisation.

    What may be called a change or clearly apart is judged over `locations` together, so pass
    exactly those that one page shows. Two queries.
    """
    counted = cells_by_location(subject=subject, window=window)
    groups = parents(tenant_id=subject.tenant_id, on=window.last)
    everybody = tuple(dict.fromkeys([*groups, *(key for key, _ in counted.keys), *locations]))
    now, before = (_lined_up(counted, everybody, is_now=when) for when in (True, False))
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
    return Scores(subject, window, tuple(locations), shown)


def node_scores(*, subject: Subject, window: Window, nodes: Sequence[uuid.UUID]) -> Scores:
    """Scores of groups, each from all answers below it on the days they belonged there.

    A group has answers enough to speak for itself, so nothing is pooled. One query.
    """
    counted = cells_under(subject=subject, window=window, nodes=nodes)
    now, before = (_lined_up(counted, nodes, is_now=when) for when in (True, False))
    shown = show_alone(now, before, item=subject.item, metric=subject.metric)
    return Scores(subject, window, tuple(nodes), shown)


def _lined_up(counted: KeyedSums, ids: Sequence[uuid.UUID], *, is_now: bool) -> ItemSums:
    places = {key: i for i, (key, now) in enumerate(counted.keys) if now == is_now}
    return _picked(counted.sums, [places.get(key) for key in ids])


def _picked(sums: ItemSums, places: Sequence[int | None]) -> ItemSums:
    """Take groups by place, zeros where there is none."""
    chosen = np.array([-1 if place is None else place for place in places], dtype=np.intp)
    there = (chosen >= 0).astype(np.int64)

    def pick(column: NDArray[np.int64]) -> NDArray[np.int64]:
        if not len(column):
            return np.zeros((len(chosen), *column.shape[1:]), dtype=np.int64)
        picked: NDArray[np.int64] = (column[chosen].T * there).T
        return picked

    squares = None if sums.weight_squares is None else pick(sums.weight_squares)
    return ItemSums(pick(sums.answers), pick(sums.histogram), squares)
