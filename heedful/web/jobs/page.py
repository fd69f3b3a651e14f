"""Everything that the page of jobs shows, put together once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from heedful.base.org.models import Member
from heedful.base.outbox.models import Heartbeat
from heedful.flows.jobs import DEAD_AFTER
from heedful.listen.imports.models import Import
from heedful.ops.health import SILENT_TOO_LONG
from heedful.web.jobs import queries
from heedful.web.jobs.rules import first_line
from heedful.web.jobs.words import PROCESSES, ago, coming, kind_of_work, lasting
from heedful.web.numbers import clock

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Sign:
    """Whether a process is alive."""

    name: str | Promise
    does: str | Promise
    is_alive: bool
    says: str  # when it was heard of, and what to do where that is long ago


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is in the outbox and was not given up."""

    n: int
    oldest: str  # how long the oldest of them has waited
    again: int  # how many of them failed at least once


@dataclass(frozen=True, slots=True)
class Job:
    """A job that runs or waits."""

    number: int
    kind: str
    file: Import | None
    runs: bool
    stalled: bool
    lasts: str  # how long it has been running or waiting
    starts: str  # in how long, where that is set
    tried: int


@dataclass(frozen=True, slots=True)
class Failure:
    """An entry that was given up, or a job that failed."""

    source: str
    number: int
    kind: str
    file: Import | None
    at: datetime | None
    tried: int
    error: str


@dataclass(frozen=True, slots=True)
class Page:
    signs: Sequence[Sign]
    waiting: Waiting
    jobs: Sequence[Job]
    more: int  # jobs that wait behind those
    failures: Sequence[Failure]
    entries: int  # how many of all failures are entries of the outbox
    number: int
    last_number: int

    @property
    def changes(self) -> bool:
        """Whether looking again soon may show something else."""
        return bool(self.jobs or self.waiting.n)


def jobs_page(*, member: Member, asked: str, now: datetime) -> Page:
    """Put the page together; `asked` is the number of the page of failures."""
    zone = ZoneInfo(member.tenant.time_zone)
    found = Paginator(queries.failures_visible_to(member=member), PER_PAGE).get_page(asked)
    rows = list(found.object_list)
    under_way = queries.under_way_visible_to(member=member)
    jobs = list(under_way[:PER_PAGE])
    keys = [row["of_import"] for row in rows] + [job.args.get("import_id") for job in jobs]
    files = queries.imports_of(member=member, keys=keys)
    beats = queries.heartbeats()
    outbox = queries.entries_visible_to(member=member).aggregate(
        n=Count("id", filter=Q(parked_at=None)),
        oldest=Min("created_at", filter=Q(parked_at=None)),
        again=Count("id", filter=Q(parked_at=None, attempts__gt=0)),
        parked=Count("id", filter=Q(parked_at__isnull=False)),
    )
    oldest = lasting(now - outbox["oldest"]) if outbox["oldest"] else ""
    return Page(
        signs=[_sign(name, beats.get(name), now, zone) for name in PROCESSES],
        waiting=Waiting(n=outbox["n"], oldest=oldest, again=outbox["again"]),
        jobs=[_job(job, files, now) for job in jobs],
        more=under_way.count() - len(jobs) if len(jobs) == PER_PAGE else 0,
        failures=[_failure(row, files, zone) for row in rows],
        entries=outbox["parked"],
        number=found.number,
        last_number=found.paginator.num_pages,
    )


def _sign(name: str, beat: Heartbeat | None, now: datetime, zone: ZoneInfo) -> Sign:
    label, does = PROCESSES[name]
    if beat is None:
        return Sign(label, does, False, _("no sign yet: run heedful doctor"))
    passed = now - beat.at
    if passed > SILENT_TOO_LONG:
        moment = clock(beat.at.astimezone(zone))
        says = _("since %(moment)s: run heedful doctor") % {"moment": moment}
        return Sign(label, does, False, says)
    return Sign(label, does, True, ago(passed))


def _job(job: queries.UnderWay, files: Mapping[str, Import], now: datetime) -> Job:
    runs = job.status == "doing"
    worker = job.worker
    dead = worker is None or now - worker.last_heartbeat > timedelta(seconds=DEAD_AFTER)
    since = job.started_at if runs else job.waits_since
    later = job.scheduled_at if job.scheduled_at and job.scheduled_at > now else None
    return Job(
        number=job.pk,
        kind=kind_of_work(job.task_name),
        file=files.get(job.args.get("import_id", "")),
        runs=runs,
        stalled=runs and dead,
        lasts=lasting(now - since) if since else "",
        starts=coming(later - now) if later and not runs else "",
        tried=job.tried,
    )


def _failure(row: Mapping[str, Any], files: Mapping[str, Import], zone: ZoneInfo) -> Failure:
    return Failure(
        source=row["source"],
        number=row["number"],
        kind=kind_of_work(row["name"]),
        file=files.get(row["of_import"] or ""),
        at=row["at"].astimezone(zone) if row["at"] else None,
        tried=row["tried"],
        error=first_line(row["trace"]),
    )
