"""Sums of cells. The database adds whole numbers only; NumPy finishes every ratio."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Max, Sum

from cxstats.sums import WEIGHT_ONE
from heedful.listen.surveys.models import Item, Questionnaire
from heedful.understand.metrics.models import DayCell
from heedful.understand.metrics.rules import Metric, Step, Window
from heedful.understand.metrics.scores import ItemSums
from heedful.understand.metrics.series import RatedItem, Series
from heedful.understand.metrics.subject import Subject


def series_of(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> Series:
    """The items of a questionnaire by slot. Raises Item.DoesNotExist when it has none."""
    items = list(Item.objects.filter(tenant=tenant_id, questionnaire=questionnaire_id))
    if not items:
        raise Item.DoesNotExist(f"questionnaire {questionnaire_id} has no items")
    if [item.slot for item in items] != list(range(len(items))):
        raise ValueError(f"the slots of questionnaire {questionnaire_id} have gaps")
    return Series(tuple(_rated(item) for item in items))


def subject(
    *,
    tenant_id: uuid.UUID,
    questionnaire_id: uuid.UUID,
    item: str | None = None,
    metric: Metric | None = None,
) -> Subject:
    """What a page is about: the primary outcome by its headline metric, or what is named.

    Raises Item.DoesNotExist, NoOutcome, KeyError.
    """
    return Subject.of(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        series=series_of(tenant_id=tenant_id, questionnaire_id=questionnaire_id),
        item=item,
        metric=metric,
    )


def _rated(item: Item) -> RatedItem:
    return RatedItem(
        code=item.code,
        label=item.label,
        role=item.role,
        low=item.low,
        high=item.high,
        kind=item.kind,
        primary=item.primary,
    )


YEAR = timedelta(days=365)


def main_questionnaire(*, tenant_id: uuid.UUID) -> Questionnaire | None:
    """The questionnaire that pages speak of: with most feedback in the newest year of any.

    The newest day alone would let one answer to a small survey hide a chain's main one.
    """
    candidates = Questionnaire.objects.filter(tenant=tenant_id, items__primary=True)
    found = list(candidates.order_by("created_at"))
    if len(found) <= 1:
        return found[0] if found else None
    newest = max(newest_days(tenant_id=tenant_id).values(), default=date.max)
    cells = DayCell.objects.filter(tenant_id=tenant_id, day__gt=newest - YEAR)
    counts = dict(cells.values_list("questionnaire_id").annotate(Sum("rows")))
    return max(found, key=lambda one: counts.get(one.pk, 0))


def newest_days(*, tenant_id: uuid.UUID) -> dict[uuid.UUID, date]:
    """The newest day with feedback of each questionnaire."""
    cells = DayCell.objects.filter(tenant_id=tenant_id)
    return dict(cells.values_list("questionnaire_id").annotate(Max("day")))


@dataclass(frozen=True, slots=True)
class KeyedSums:
    """Counts of one item, one group for each key."""

    keys: tuple[Any, ...]
    sums: ItemSums


def cells_by_location(
    *,
    subject: Subject,
    window: Window,
    locations: Sequence[uuid.UUID] | None = None,
) -> KeyedSums:
    """Counts of each location (of those given, or of all) now and in the window before.

    Keys are (location, is_now).
    """
    only = "and location_id = any(%(locations)s)" if locations is not None else ""
    return _fetch(
        f"""
        select location_id, day >= %(first)s as is_now, {_columns(subject)}
        from understand_day_cell
        where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s {only}
            and day between %(before)s and %(last)s
        group by 1, 2
        """,  # noqa: S608 - columns are numbers of ours
        {
            **_scope(subject, window),
            "locations": None if locations is None else list(locations),
        },
        keys=2,
    )


def cells_under(
    *,
    subject: Subject,
    window: Window,
    nodes: Sequence[uuid.UUID],
) -> KeyedSums:
    """Counts of everything below each node, now and in the window before.

    A location that moved counts for each node on the days on which it belonged there. Keys are
    (node, is_now).
    """
    return _fetch(
        f"""
        select ancestor_id, day >= %(first)s as is_now, {_columns(subject)}
        from understand_day_cell cell {_BELOW}
        where cell.tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s
            and ancestor_id = any(%(nodes)s) and day between %(before)s and %(last)s
        group by 1, 2
        """,  # noqa: S608 - columns are numbers of ours
        {**_scope(subject, window), "nodes": list(nodes)},
        keys=2,
    )


def cells_by_day(*, subject: Subject, window: Window) -> KeyedSums:
    """Counts of each location on each day. Keys are (location, day)."""
    return _fetch(
        f"""
        select location_id, day, {_columns(subject)}
        from understand_day_cell
        where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s
            and day between %(first)s and %(last)s
        group by 1, 2
        """,  # noqa: S608 - columns are numbers of ours
        _scope(subject, window),
        keys=2,
    )


def cells_along(
    *, subject: Subject, window: Window, nodes: Sequence[uuid.UUID], step: Step
) -> KeyedSums:
    """Counts of everything below each node in each week or month of a window.

    Keys are (node, first day of the calendar's week or month).
    """
    return _fetch(
        f"""
        select ancestor_id, date_trunc(%(step)s, cell.day::timestamp)::date, {_columns(subject)}
        from understand_day_cell cell {_BELOW}
        where cell.tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s
            and ancestor_id = any(%(nodes)s) and day between %(first)s and %(last)s
        group by 1, 2
        """,  # noqa: S608 - columns are numbers of ours
        {**_scope(subject, window), "nodes": list(nodes), "step": step},
        keys=2,
    )


_BELOW = """join base_ancestry below on below.tenant_id = cell.tenant_id
    and below.descendant_id = cell.location_id
    and cell.day >= below.valid_from and cell.day < below.valid_to"""


def _scope(subject: Subject, window: Window) -> dict[str, Any]:
    return {
        "tenant": subject.tenant_id,
        "questionnaire": subject.questionnaire_id,
        "before": window.before.first,
        "first": window.first,
        "last": window.last,
    }


def _columns(subject: Subject) -> str:
    """The sums of one item: plain answers, is any weighted, squared weights, the histogram twice.

    Cells from before the item existed are shorter: beyond their end PostgreSQL reads null, that
    is nothing.
    """
    layout, slot = subject.series.layout, subject.slot
    bins = layout.histogram(slot)
    places = [layout.weight_squares(slot) + 1, *range(bins.start + 1, bins.stop + 1)]
    plain = [f"coalesce(sum(sums[{place}]), 0)::bigint" for place in places]
    weighted = [
        f"coalesce(sum(coalesce(weighted[{place}], sums[{place}] * {WEIGHT_ONE})), 0)::bigint"
        for place in places
    ]
    answers = f"coalesce(sum(sums[{layout.answered(slot) + 1}]), 0)::bigint"
    return ", ".join([answers, "bool_or(weighted is not null)", *plain, *weighted])


def _fetch(sql: str, values: dict[str, Any], *, keys: int) -> KeyedSums:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
        width = len(cursor.description) - keys - 2
    numbers = np.array([row[keys + 2 :] for row in rows], dtype=np.int64).reshape(len(rows), width)
    plain, weighted = numbers[:, : width // 2], numbers[:, width // 2 :]
    is_weighted = any(row[keys + 1] for row in rows)
    chosen = weighted if is_weighted else plain
    return KeyedSums(
        keys=tuple(row[0] if keys == 1 else row[:keys] for row in rows),
        sums=ItemSums(
            answers=np.array([row[keys] for row in rows], dtype=np.int64),
            histogram=chosen[:, 1:],
            weight_squares=chosen[:, 0] if is_weighted else None,
        ),
    )
