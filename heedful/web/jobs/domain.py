"""Letting failed work try again."""

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import UniqueViolation

from heedful.base.org.models import Member
from heedful.base.outbox.domain import retry_parked
from heedful.base.outbox.models import OutboxEntry
from heedful.web.jobs import queries


class NotFailed(Exception):
    """The job runs, waits or is done."""


class WaitsAlready(Exception):
    """The same work was asked for again meanwhile, and one of them is enough."""


def retry_job(*, job: ProcrastinateJob, now: datetime) -> None:
    """Have a failed job done again. Raises NotFailed or WaitsAlready.

    A worker takes it within seconds of the commit. Safe to ask for twice.
    """
    failed = ProcrastinateJob.objects.select_for_update().filter(pk=job.pk, status="failed")
    with transaction.atomic():
        if not failed.exists():
            raise NotFailed
        try:
            with transaction.atomic():
                app.job_manager.retry_job_by_id(job_id=job.pk, retry_at=now)
        except UniqueViolation as error:
            raise WaitsAlready from error


def retry_entry(*, entry: OutboxEntry) -> None:
    """Have an entry that was given up handed out again. Safe to ask for twice."""
    retry_parked(ids=[entry.pk])


def retry_all_entries(*, member: Member) -> int:
    """Have all that was given up of the person's organisation handed out again; say how many."""
    parked = queries.entries_visible_to(member=member).filter(parked_at__isnull=False)
    return retry_parked(ids=parked.values_list("pk", flat=True))
