"""The only doors to jobs and to the outbox for a signed-in person.

Neither table is fenced, because who does the work serves all organisations. So each query here
names the organisation, and a test asks for those of others.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    F,
    IntegerField,
    Max,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from procrastinate.contrib.django.models import ProcrastinateJob

from heedful.base.org.models import Member, Placement
from heedful.base.org.rules import Permission, may
from heedful.base.outbox.models import Heartbeat, OutboxEntry
from heedful.listen.imports.models import Import
from heedful.listen.imports.queries import imports_visible_to

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

# What an event of a job tells: when it began to wait, when it began, when it failed.
BEGAN_TO_WAIT = ("deferred", "deferred_for_retry", "retried")
ENTRY, JOB = "entry", "job"


class Times(TypedDict):
    started_at: datetime | None
    waits_since: datetime | None
    tried: int


UnderWay: TypeAlias = "WithAnnotations[ProcrastinateJob, Times]"


def entries_visible_to(*, member: Member) -> QuerySet[OutboxEntry]:
    """What is in the outbox of the organisation, for whoever works for the whole of it."""
    found = OutboxEntry.objects.filter(tenant=member.tenant_id)
    return found if _sees_whole(member) else found.none()


def jobs_visible_to(*, member: Member) -> QuerySet[ProcrastinateJob]:
    """Jobs of the person's organisation; those of the house belong to nobody.

    Whoever works for a part of it sees only those of files that they may see.
    """
    found: QuerySet[ProcrastinateJob] = ProcrastinateJob.objects.filter(
        args__tenant_id=str(member.tenant_id)
    )
    if _sees_whole(member):
        return found
    files = imports_visible_to(member=member).values_list("pk", flat=True)
    return found.filter(args__import_id__in=[str(key) for key in files])


def _sees_whole(member: Member) -> bool:
    placed = Placement.objects.filter(tenant=member.tenant_id, node=member.scope_id, parent=None)
    return placed.exists()


def under_way_visible_to(*, member: Member) -> QuerySet[UnderWay, UnderWay]:
    """Jobs that run, then those that wait, in the order in which they were asked for."""
    return (
        jobs_visible_to(member=member)
        .filter(status__in=["doing", "todo"])
        .select_related("worker")
        .annotate(
            started_at=_newest("started"),
            waits_since=_newest(*BEGAN_TO_WAIT),
            tried=_times("started"),
        )
        .order_by("-status", "id")
    )


def failures_visible_to(*, member: Member) -> QuerySet[Any, Any]:
    """Entries given up and jobs that failed, the newest first, in the shape of `Failure`."""
    parked = (
        entries_visible_to(member=member)
        .filter(parked_at__isnull=False)
        .values(
            source=Value(ENTRY, CharField()),
            number=F("id"),
            name=Cast("topic", TextField()),
            at=F("parked_at"),
            tried=Cast("attempts", IntegerField()),
            trace=F("error"),
            of_import=Value(None, TextField(null=True)),
        )
    )
    failed = (
        jobs_visible_to(member=member)
        .filter(status="failed")
        .values(
            source=Value(JOB, CharField()),
            number=F("id"),
            name=Cast("task_name", TextField()),
            at=_newest("failed"),
            tried=Cast(_times("started"), IntegerField()),
            trace=Value("", TextField()),
            of_import=KeyTextTransform("import_id", "args"),
        )
    )
    return parked.union(failed, all=True).order_by(F("at").desc(nulls_last=True), "-number")


def imports_of(*, member: Member, keys: Iterable[str | None]) -> Mapping[str, Import]:
    """The files that jobs are about, by key, as far as the person may see them."""
    wanted = [uuid.UUID(key) for key in keys if key]
    if not wanted or not may(role=member.role, permission=Permission.IMPORT_FILES):
        return {}
    return {str(one.pk): one for one in imports_visible_to(member=member).filter(pk__in=wanted)}


def heartbeats() -> Mapping[str, Heartbeat]:
    """When each process that nobody looks at was last alive; the same for all organisations."""
    return {beat.name: beat for beat in Heartbeat.objects.all()}


def _newest(*types: str) -> Max:
    condition = Q(procrastinateevent__type__in=types)
    return Max("procrastinateevent__at", filter=condition, output_field=DateTimeField())


def _times(event: str) -> Count:
    return Count("procrastinateevent", filter=Q(procrastinateevent__type=event))
