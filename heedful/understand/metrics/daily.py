"""The path over daily cells: always as of now, and as quick as there are few cells to add."""

from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection

from cxstats.sums import WEIGHT_ONE
from heedful.understand.metrics.counts import Count, Keyed
from heedful.understand.metrics.dimensions import TIMES, Dimension
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.scores import ItemSums
from heedful.understand.metrics.subject import Subject

CUTS = {
    Dimension.DAY: "cell.day",
    Dimension.WEEK: "date_trunc('week', cell.day::timestamp)::date",
    Dimension.MONTH: "date_trunc('month', cell.day::timestamp)::date",
    Dimension.WEEKDAY: "extract(isodow from cell.day)::int - 1",
}
BELOW = """join base_ancestry below on below.tenant_id = cell.tenant_id
    and below.descendant_id = cell.location_id
    and cell.day >= below.valid_from and cell.day < below.valid_to"""


class DailyCells:
    """One row for each location and day that has feedback."""

    name = "daily cells"

    def refuses(self, count: Count) -> str:
        if count.needs is not Need.ANSWERS:
            return f"a day's cell does not hold {count.needs}"
        if extra := [str(one) for one in count.by if one not in TIMES]:
            return f"a day's cell is not cut by {', '.join(extra)}"
        if extra := [str(one.dimension) for one in count.where if one.dimension not in TIMES]:
            return f"a day's cell does not know {', '.join(extra)}"
        return ""

    def reads(self, count: Count) -> int:
        # A group has many locations: about as many cells as all of them.
        return count.days * (len(count.nodes) if count.are_locations else 200 * len(count.nodes))

    def fresh(self, count: Count) -> datetime | None:
        del count
        return None

    def count(self, count: Count) -> Keyed[ItemSums]:
        node = "cell.location_id" if count.are_locations else "below.ancestor_id"
        keys = [_span(count), node, *(CUTS[one] for one in count.by)]
        sql = f"""
            select {", ".join(keys)}, {_columns(count.subject)}
            from understand_day_cell cell {"" if count.are_locations else BELOW}
            where cell.tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s
                and {node} = any(%(nodes)s) and ({_days(count)}) {_weekdays(count)}
            group by {", ".join(str(i + 1) for i in range(len(keys)))}
            """  # noqa: S608 - columns are numbers of ours
        return _fetch(sql, _values(count), keys=len(keys))


def _span(count: Count) -> str:
    cases = " ".join(
        f"when cell.day between %(first{i})s and %(last{i})s then {i}"
        for i in range(len(count.spans))
    )
    return f"case {cases} end"


def _days(count: Count) -> str:
    spans = range(len(count.spans))
    return " or ".join(f"cell.day between %(first{i})s and %(last{i})s" for i in spans)


def _weekdays(count: Count) -> str:
    chosen = [int(value) for one in count.where for value in one.values]
    if not count.where:
        return ""
    return f"and {CUTS[Dimension.WEEKDAY]} in ({', '.join(map(str, chosen))})"


def _values(count: Count) -> dict[str, Any]:
    of = count.subject
    values: dict[str, Any] = {
        "tenant": of.tenant_id,
        "questionnaire": of.questionnaire_id,
        "nodes": list(count.nodes),
    }
    for i, span in enumerate(count.spans):
        values |= {f"first{i}": span.first, f"last{i}": span.last}
    return values


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


def _fetch(sql: str, values: dict[str, Any], *, keys: int) -> Keyed[ItemSums]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
        width = len(cursor.description) - keys - 2
    numbers = np.array([row[keys + 2 :] for row in rows], dtype=np.int64).reshape(len(rows), width)
    plain, weighted = numbers[:, : width // 2], numbers[:, width // 2 :]
    is_weighted = any(row[keys + 1] for row in rows)
    chosen = weighted if is_weighted else plain
    return Keyed(
        keys=tuple(row[:keys] for row in rows),
        sums=ItemSums(
            answers=np.array([row[keys] for row in rows], dtype=np.int64),
            histogram=chosen[:, 1:],
            weight_squares=chosen[:, 0] if is_weighted else None,
        ),
    )
