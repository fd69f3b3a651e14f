"""Keeping the cells true: additions as feedback arrives, a recount when somebody doubts them."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import connection, transaction

from cxstats.sums import WEIGHT_ONE
from heedful.base.live.domain import announce
from heedful.base.live.models import LiveEvent
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.domain import CHANGED
from heedful.listen.feedback.factors import EFFECTIVE_WEIGHT, FACTORS
from heedful.listen.surveys.models import QuestionnaireVersion
from heedful.understand.lake.marks import mark
from heedful.understand.metrics.cells import add_cross, add_days
from heedful.understand.metrics.counting import Facts, Key, cross_deltas, day_deltas
from heedful.understand.metrics.models import CrossCell, DayCell
from heedful.understand.metrics.packing import times_one, unpacked
from heedful.understand.metrics.queries import series_of
from heedful.understand.metrics.waiting import keep

RECOUNT_ROWS = 20_000
RECOUNT = f"""
select row.occurred_at, row.id, row.revision, questionnaire_id, version_id, location_id, day,
    scores, {EFFECTIVE_WEIGHT}
from listen_feedback row {FACTORS}
where row.tenant_id = %(tenant)s and superseded_at is null
    and (row.occurred_at, row.id, row.revision) > (%(at)s, %(id)s, %(revision)s)
order by row.occurred_at, row.id, row.revision limit %(limit)s
"""  # noqa: S608 - made of constants


class UnknownVersion(Exception):
    """Feedback names a version that the questionnaire does not have."""


def apply(tenant_id: uuid.UUID, entries: Sequence[OutboxEntry]) -> None:
    """Add what the entries of topic `feedback.changed` tell to the cells.

    Called by the dispatcher in the transaction that removes the entries, so each one counts once
    however often it is tried. Effects commute: a correction may come before what it corrects.
    Raises UnknownVersion; ValueError and KeyError for a payload that is not as agreed.
    """
    locations = _add(tenant_id, [entry.payload for entry in entries])
    announce(tenant_id=tenant_id, topics=map(LiveEvent.location_topic, locations))


def _add(tenant_id: uuid.UUID, payloads: Sequence[Mapping[str, Any]]) -> set[uuid.UUID]:
    """Add the facts of all payloads, in one fixed order of cells; return whose cells they were."""
    sorted_out: dict[uuid.UUID, dict[uuid.UUID, list[Mapping[str, Any]]]]
    sorted_out = defaultdict(lambda: defaultdict(list))
    for payload in payloads:
        if payload["days"]:
            questionnaire, version = payload["questionnaire"], payload["version"]
            sorted_out[uuid.UUID(questionnaire)][uuid.UUID(version)].append(payload)
    locations: set[uuid.UUID] = set()
    for questionnaire_id, by_version in sorted(sorted_out.items()):
        series = series_of(tenant_id=tenant_id, questionnaire_id=questionnaire_id)
        slots = _slots(questionnaire_id)
        spread = []
        for version_id, given in sorted(by_version.items()):
            if version_id not in slots:
                raise UnknownVersion(f"questionnaire {questionnaire_id}, version {version_id}")
            asked = slots[version_id]
            facts = Facts.joined([Facts.of_payload(one, items=len(asked)) for one in given])
            add_cross(tenant_id=tenant_id, version_id=version_id, deltas=cross_deltas(facts))
            spread.append(facts.spread(asked, len(series.items)))
        together = Facts.joined(spread)
        deltas = day_deltas(together, series)
        keep(tenant_id=tenant_id, questionnaire_id=questionnaire_id, facts=together)
        add_days(tenant_id=tenant_id, questionnaire_id=questionnaire_id, deltas=deltas)
        locations |= {location for location, _ in deltas}
    return locations


def _slots(questionnaire_id: uuid.UUID) -> dict[uuid.UUID, list[int]]:
    versions = QuestionnaireVersion.objects.filter(questionnaire=questionnaire_id)
    return dict(versions.values_list("pk", "slots"))


@dataclass(slots=True)
class Differences:
    """Cells that are not what a recount from the feedback gives; empty when all is well."""

    days: list[tuple[uuid.UUID, Key]] = field(default_factory=list)
    cross: list[tuple[uuid.UUID, Key]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.days or self.cross)


def rebuild(tenant_id: uuid.UUID) -> None:
    """Count all cells of a tenant anew from its feedback, in one snapshot of the database.

    What entries in the outbox tell is in that snapshot too, so they are taken out, those given up
    with the rest: to retry them later would count them twice. Raises OperationalError when
    somebody else changed the same entries meanwhile: call it again.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read")
        with within(tenant_id):
            told = OutboxEntry.objects.filter(tenant=tenant_id, topic=CHANGED)
            mark(tenant_id, list(told))
            told.delete()
            DayCell.objects.filter(tenant_id=tenant_id).delete()
            CrossCell.objects.filter(tenant_id=tenant_id).delete()
            for payload in _payloads_of_feedback(tenant_id):
                _add(tenant_id, [payload])


def verify(tenant_id: uuid.UUID) -> Differences:
    """Compare the cells with a recount from the feedback, changing nothing.

    Entries that wait in the outbox show as differences.
    """
    with within(tenant_id):
        kept = _snapshot(tenant_id)
        with transaction.atomic():
            DayCell.objects.filter(tenant_id=tenant_id).delete()
            CrossCell.objects.filter(tenant_id=tenant_id).delete()
            for payload in _payloads_of_feedback(tenant_id):
                _add(tenant_id, [payload])
            counted = _snapshot(tenant_id)
            transaction.set_rollback(True)
    return Differences(*(sorted(_unequal(a, b)) for a, b in zip(kept, counted, strict=True)))


def _payloads_of_feedback(tenant_id: uuid.UUID) -> Iterator[Mapping[str, Any]]:
    """Tell all feedback that stands, in the shape of the outbox, some rows at a time."""
    after: dict[str, Any] = {"at": "-infinity", "id": uuid.UUID(int=0), "revision": -1}
    while True:
        with connection.cursor() as cursor:
            cursor.execute(RECOUNT, {"tenant": tenant_id, "limit": RECOUNT_ROWS, **after})
            rows = cursor.fetchall()
        if not rows:
            return
        after = dict(zip(after, rows[-1][:3], strict=True))
        by_version: dict[tuple[uuid.UUID, uuid.UUID], list[tuple[Any, ...]]] = defaultdict(list)
        for row in rows:
            by_version[row[3], row[4]].append(row[5:])
        for (questionnaire, version), facts in by_version.items():
            locations, days, scores, weights = zip(*facts, strict=True)
            yield {
                "questionnaire": str(questionnaire),
                "version": str(version),
                "sign": 1,
                "locations": [str(location) for location in locations],
                "at": range(len(facts)),
                "days": [day.isoformat() for day in days],
                "scores": scores,
                "weights": None if set(weights) == {WEIGHT_ONE} else weights,
            }


Cells = dict[tuple[uuid.UUID, Key], tuple[object, ...]]


def _snapshot(tenant_id: uuid.UUID) -> tuple[Cells, Cells]:
    """All cells of a tenant, weights spelled out, items added later as zeros."""
    days: Cells = {}
    layouts = {}
    for cell in DayCell.objects.filter(tenant_id=tenant_id):
        of = cell.questionnaire_id
        if of not in layouts:
            layouts[of] = series_of(tenant_id=tenant_id, questionnaire_id=of).layout
        sums = layouts[of].pad(np.array(cell.sums, dtype=np.int64))
        heavy = sums * WEIGHT_ONE
        if cell.weighted is not None:
            heavy = layouts[of].pad(np.array(cell.weighted, dtype=np.int64))
        days[of, (cell.location_id, cell.day)] = (cell.rows, sums.tobytes(), heavy.tobytes())
    cross: Cells = {}
    k = {pk: len(slots) for pk, slots in QuestionnaireVersion.objects.values_list("pk", "slots")}
    for pair in CrossCell.objects.filter(tenant_id=tenant_id):
        items = k[pair.version_id]
        both = unpacked(pair.sums, items)
        heavier = times_one(both) if pair.weighted is None else unpacked(pair.weighted, items)
        key = (pair.version_id, (pair.location_id, pair.month))
        cross[key] = (both.to_bytes(), heavier.to_bytes())
    return days, cross


def _unequal(one: Cells, other: Cells) -> list[tuple[uuid.UUID, Key]]:
    return [key for key in one.keys() | other.keys() if one.get(key) != other.get(key)]
