"""What cells should hold, counted from the feedback a month at a time, and what they lack of it."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection

from cxstats.sums import WEIGHT_ONE, CrossSums
from heedful.base.outbox.models import OutboxEntry
from heedful.listen.feedback.domain import CHANGED
from heedful.listen.feedback.factors import EFFECTIVE_WEIGHT, FACTORS
from heedful.listen.surveys.models import QuestionnaireVersion
from heedful.understand.metrics.counting import (
    CrossDelta,
    Delta,
    Facts,
    Key,
    cross_deltas,
    day_deltas,
    deltas_of,
)
from heedful.understand.metrics.models import CrossCell, DayCell
from heedful.understand.metrics.queries import series_of
from heedful.understand.metrics.rules import Step
from heedful.understand.metrics.series import Series
from heedful.understand.metrics.storing import read

ROWS = 20_000
# A trading day begins at most a day before or after the same day in UTC.
SLACK = timedelta(days=3)
MONTHS = """
select distinct date_trunc('month', day::timestamp)::date from (
    select day from listen_feedback where tenant_id = %(tenant)s
    union all select day from understand_day_cell where tenant_id = %(tenant)s
    union all select month from understand_cross_cell where tenant_id = %(tenant)s) known
order by 1
"""
RECOUNT = f"""
select row.occurred_at, row.id, row.revision, version_id, location_id, day, scores,
    {EFFECTIVE_WEIGHT}
from listen_feedback row {FACTORS}
where row.tenant_id = %(tenant)s and superseded_at is null
    and day >= %(first)s and day < %(after)s
    and row.occurred_at >= %(from)s and row.occurred_at < %(to)s
    and (row.occurred_at, row.id, row.revision) > (%(at)s, %(id)s, %(revision)s)
order by row.occurred_at, row.id, row.revision limit %(limit)s
"""  # noqa: S608 - made of constants


@dataclass(frozen=True, slots=True)
class Lacking:
    """What is to be added to the cells of one month so that they are right."""

    days: Mapping[uuid.UUID, Mapping[Key, Delta]]  # by questionnaire
    cross: Mapping[uuid.UUID, Mapping[Key, CrossDelta]]  # by version


def months_to_count(tenant_id: uuid.UUID) -> list[date]:
    """The months of which there are feedback or cells."""
    with connection.cursor() as cursor:
        cursor.execute(MONTHS, {"tenant": tenant_id})
        return [row[0] for row in cursor.fetchall()]


def lacking(tenant_id: uuid.UUID, month: date) -> Lacking:
    """Compare a month's cells with its feedback, less what still waits in the outbox.

    Call it in a `snapshot`.
    """
    told = _told(tenant_id, month)
    versions = {one.pk: one for one in QuestionnaireVersion.objects.filter(tenant=tenant_id)}
    by_questionnaire: dict[uuid.UUID, list[Facts]] = defaultdict(list)
    cells = DayCell.objects.filter(tenant_id=tenant_id, **_in(month, "day"))
    pairs = CrossCell.objects.filter(tenant_id=tenant_id, month=month)
    touched = set(cells.values_list("questionnaire_id", flat=True))
    touched |= {versions[key].questionnaire_id for key in told}
    series = {key: series_of(tenant_id=tenant_id, questionnaire_id=key) for key in touched}
    cross = {}
    for key in {*told, *pairs.values_list("version_id", flat=True)}:
        of = versions[key]
        facts = told.get(key)
        if facts is not None:
            spread = facts.spread(of.slots, len(series[of.questionnaire_id].items))
            by_questionnaire[of.questionnaire_id].append(spread)
        due = {} if facts is None else cross_deltas(facts)
        cross[key] = _lacking_cross(due, pairs.filter(version_id=key), len(of.slots))
    days = {}
    for key in touched:
        parts = by_questionnaire.get(key)
        should = day_deltas(Facts.joined(parts), series[key]) if parts else {}
        days[key] = _lacking_days(should, cells.filter(questionnaire_id=key), series[key])
    return Lacking(days, cross)


def _in(month: date, field: str) -> dict[str, date]:
    return {f"{field}__gte": month, f"{field}__lt": Step.MONTH.after(month)}


def _told(tenant_id: uuid.UUID, month: date) -> dict[uuid.UUID, Facts]:
    """The facts of a month that cells should hold by now, by version."""
    parts: dict[uuid.UUID, list[Facts]] = defaultdict(list)
    versions = QuestionnaireVersion.objects.filter(tenant=tenant_id)
    items = {key: len(slots) for key, slots in versions.values_list("pk", "slots")}
    for payload in _payloads(tenant_id, month):
        key = uuid.UUID(payload["version"])
        parts[key].append(Facts.of_payload(payload, items=items[key]))
    first, after = month.toordinal(), Step.MONTH.after(month).toordinal()
    for entry in OutboxEntry.objects.filter(tenant=tenant_id, topic=CHANGED).iterator():
        if not is_readable(entry):
            continue
        key = uuid.UUID(entry.payload["version"])
        facts = Facts.of_payload(entry.payload, items=items[key]).negated()
        facts = facts.take((facts.days >= first) & (facts.days < after))
        if len(facts.days):
            parts[key].append(facts)
    return {key: Facts.joined(given) for key, given in parts.items()}


def is_readable(entry: OutboxEntry) -> bool:
    """Whether the dispatcher will be able to do what an entry tells."""
    try:
        key = uuid.UUID(entry.payload["questionnaire"])
        versions = QuestionnaireVersion.objects.filter(questionnaire=key)
        asked = versions.get(pk=entry.payload["version"]).slots
        series = series_of(tenant_id=entry.tenant_id, questionnaire_id=key)
        facts = Facts.of_payload(entry.payload, items=len(asked))
        day_deltas(facts.spread(asked, len(series.items)), series)
    except (ValueError, LookupError, ObjectDoesNotExist):
        return False
    return True


def _payloads(tenant_id: uuid.UUID, month: date) -> Iterator[Mapping[str, Any]]:
    """Tell a month's feedback that stands, in the shape of the outbox, some rows at a time."""
    last = Step.MONTH.after(month)
    fixed: dict[str, Any] = {"tenant": tenant_id, "first": month, "after": last, "limit": ROWS}
    fixed |= {"from": month - SLACK, "to": last + SLACK}
    after: dict[str, Any] = {"at": "-infinity", "id": uuid.UUID(int=0), "revision": -1}
    while True:
        with connection.cursor() as cursor:
            cursor.execute(RECOUNT, {**fixed, **after})
            rows = cursor.fetchall()
        if not rows:
            return
        after = dict(zip(after, rows[-1][:3], strict=True))
        by_version: dict[uuid.UUID, list[Sequence[Any]]] = defaultdict(list)
        for row in rows:
            by_version[row[3]].append(row[4:])
        for version, facts in by_version.items():
            locations, days, scores, weights = zip(*facts, strict=True)
            yield {
                "version": str(version),
                "sign": 1,
                "locations": [str(location) for location in locations],
                "at": range(len(facts)),
                "days": [day.isoformat() for day in days],
                "scores": scores,
                "weights": None if set(weights) == {WEIGHT_ONE} else weights,
            }


def _lacking_days(should: Mapping[Key, Delta], cells: Any, series: Series) -> dict[Key, Delta]:
    nothing = Delta(0, np.zeros(series.layout.width, dtype=np.int64), None)
    kept = {}
    for cell in cells.iterator():
        sums = series.layout.pad(np.array(cell.sums, dtype=np.int64))
        heavy = None
        if cell.weighted is not None:
            heavy = series.layout.pad(np.array(cell.weighted, dtype=np.int64))
        kept[cell.location_id, cell.day] = Delta(cell.rows, sums, heavy)
    found = {}
    for key in sorted(should.keys() | kept.keys()):
        due, held = should.get(key, nothing), kept.get(key, nothing)
        heavy = None
        if due.weighted is not None or held.weighted is not None:
            heavy = _weighed(due) - _weighed(held)
        less = Delta(due.rows - held.rows, due.sums - held.sums, heavy)
        if less.rows or less.sums.any() or (heavy is not None and heavy.any()):
            found[key] = less
    return found


def _weighed(delta: Delta) -> Any:
    return delta.sums * WEIGHT_ONE if delta.weighted is None else delta.weighted


def _lacking_cross(should: Mapping[Key, CrossDelta], cells: Any, k: int) -> dict[Key, CrossDelta]:
    nothing = CrossDelta(CrossSums.zeros(1, k), None)
    rows = list(cells.iterator())
    stored = read([cell.sums for cell in rows], [cell.weighted for cell in rows], k).sums()
    kept = deltas_of([(cell.location_id, cell.month) for cell in rows], stored)
    found = {}
    for key in sorted(should.keys() | kept.keys()):
        due, held = should.get(key, nothing), kept.get(key, nothing)
        sums, heavy = due.sums + -held.sums, None
        if due.weighted is not None or held.weighted is not None:
            heavy = due.weighed() + -held.weighed()
        if any(part.any() for part in (*sums.parts(), *(heavy or sums).parts())):
            found[key] = CrossDelta(sums, heavy)
    return found
