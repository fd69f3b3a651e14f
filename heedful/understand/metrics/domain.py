"""Keeping the cells true: additions as feedback arrives, a recount when somebody doubts them."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from heedful.base.live.domain import announce
from heedful.base.live.models import LiveEvent
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.domain import CHANGED
from heedful.listen.surveys.models import QuestionnaireVersion
from heedful.understand.lake.marks import mark_given_up
from heedful.understand.metrics.ahead import ahead
from heedful.understand.metrics.cells import add_days, check_locations
from heedful.understand.metrics.counting import Facts, Key, day_parts, month_parts
from heedful.understand.metrics.gathering import cross_together, days_together
from heedful.understand.metrics.moment import at_one_moment
from heedful.understand.metrics.months import add_months
from heedful.understand.metrics.queries import series_of
from heedful.understand.metrics.recounting import is_readable, lacking, months_to_count
from heedful.understand.metrics.series import Series
from heedful.understand.metrics.waiting import keep


class UnknownVersion(Exception):
    """Feedback names a version that the questionnaire does not have."""


def apply(tenant_id: uuid.UUID, entries: Sequence[OutboxEntry]) -> None:
    """Add what the entries of topic `feedback.changed` tell to the cells.

    Called by the dispatcher in the transaction that removes the entries, so each one counts once
    however often it is tried. Effects commute: a correction may come before what it corrects.
    Raises UnknownVersion, UnknownLocation; ValueError and KeyError for what is not as agreed.
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
        told = _told(questionnaire_id, by_version)
        together = Facts.joined(
            [one.spread(asked, len(series.items)) for asked, one in told.values()]
        )
        check_locations(tenant_id=tenant_id, locations=together.locations)
        for store in ahead(_parts(tenant_id, questionnaire_id, told, together, series)):
            store()
        locations |= set(together.locations)
    return locations


def _told(
    questionnaire_id: uuid.UUID, by_version: Mapping[uuid.UUID, Sequence[Mapping[str, Any]]]
) -> dict[uuid.UUID, tuple[Sequence[int], Facts]]:
    """The slots and the facts of each version, in their order."""
    versions = QuestionnaireVersion.objects.filter(questionnaire=questionnaire_id)
    slots = dict(versions.values_list("pk", "slots"))
    told: dict[uuid.UUID, tuple[Sequence[int], Facts]] = {}
    for version_id, given in sorted(by_version.items()):
        if version_id not in slots:
            raise UnknownVersion(f"questionnaire {questionnaire_id}, version {version_id}")
        asked = slots[version_id]
        parts = [Facts.of_payload(one, items=len(asked)) for one in given]
        told[version_id] = asked, Facts.joined(parts)
    return told


def _parts(
    tenant_id: uuid.UUID,
    questionnaire_id: uuid.UUID,
    told: Mapping[uuid.UUID, tuple[Sequence[int], Facts]],
    together: Facts,
    series: Series,
) -> Iterator[Callable[[], None]]:
    """Count some cells at once, and say how they are stored."""
    of = {"tenant_id": tenant_id, "questionnaire_id": questionnaire_id}
    for version_id, (_, facts) in told.items():
        for months in month_parts(facts):
            yield partial(add_months, tenant_id=tenant_id, version_id=version_id, cells=months)
    yield partial(keep, **of, facts=together)
    for days in day_parts(together, series):
        yield partial(add_days, **of, cells=days)


@dataclass(slots=True)
class Differences:
    """Cells that are not what a recount from the feedback gives; empty when all is well."""

    days: list[tuple[uuid.UUID, Key]] = field(default_factory=list)
    cross: list[tuple[uuid.UUID, Key]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.days or self.cross)


def rebuild(tenant_id: uuid.UUID, *, progress: Callable[[str], None] | None = None) -> None:
    """Put the cells of a tenant right, a month at a time, by adding what a recount says they lack.

    Additions commute, so readers and the dispatcher go on meanwhile; cut off and called again, it
    ends the same. Entries of the outbox that were given up are taken out: the recount has what
    they told. Blocks are not put right by it: build them anew after it.
    """
    with within(tenant_id):
        given_up = [one for one in _entries(tenant_id) if one.parked_at or not is_readable(one)]
        mark_given_up(tenant_id, given_up)
        OutboxEntry.objects.filter(pk__in=[one.pk for one in given_up]).delete()
        months = months_to_count(tenant_id)
    for month in months:
        if progress is not None:
            progress(f"{month:%Y-%m}")
        at_one_moment(tenant_id, partial(_put_right, tenant_id, month))


def _put_right(tenant_id: uuid.UUID, month: date) -> None:
    less = lacking(tenant_id, month)
    for questionnaire_id, days in sorted(less.days.items()):
        if days:
            lacks = days_together(days)
            add_days(tenant_id=tenant_id, questionnaire_id=questionnaire_id, cells=lacks)
    for version_id, cross in sorted(less.cross.items()):
        if cross:
            pairs = cross_together(cross)
            add_months(tenant_id=tenant_id, version_id=version_id, cells=pairs)


def _entries(tenant_id: uuid.UUID) -> list[OutboxEntry]:
    return list(OutboxEntry.objects.filter(tenant=tenant_id, topic=CHANGED))


def verify(tenant_id: uuid.UUID) -> Differences:
    """Compare the cells with a recount from the feedback, changing nothing.

    Entries that wait in the outbox are looked at as not counted yet.
    """
    found = Differences()
    with within(tenant_id):
        months = months_to_count(tenant_id)
    for month in months:
        less = at_one_moment(tenant_id, partial(lacking, tenant_id, month))
        found.days += [(of, key) for of, days in less.days.items() for key in days]
        found.cross += [(of, key) for of, pairs in less.cross.items() for key in pairs]
    return found
