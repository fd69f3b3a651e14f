"""What follows when feedback changed: its days are written into the lake, every few minutes."""

import sys
import uuid
from contextlib import suppress
from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from rich.console import Console
from rich.progress import Progress as Bar

from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.flows.imports import NoTenant, the_tenant
from heedful.flows.priorities import AGAIN
from heedful.understand.lake.domain import Elsewhere, sync
from heedful.understand.lake.marks import is_behind
from heedful.understand.lake.rules import Synced
from heedful.understand.lake.verifying import verify

SYNC, SYNC_ALL = "lake.sync", "lake.sync_all"
QUEUE = "lake"

log = structlog.get_logger(__name__)


@app.periodic(cron="*/3 * * * *", periodic_id=SYNC_ALL)
@app.task(name=SYNC_ALL, queue=QUEUE, queueing_lock=SYNC_ALL)
def sync_all(timestamp: int) -> None:
    """Have the lake written wherever something waits, one run an organisation."""
    del timestamp
    for tenant_id in Tenant.objects.order_by("pk").values_list("pk", flat=True):
        with within(tenant_id):
            behind = is_behind(tenant_id=tenant_id)
        if behind:
            name = f"{SYNC}:{tenant_id}"
            task = app.configure_task(SYNC, queue=QUEUE, lock=name, queueing_lock=name)
            with suppress(AlreadyEnqueued), transaction.atomic():
                task.defer(tenant_id=str(tenant_id))


@app.task(name=SYNC, queue=QUEUE, retry=AGAIN)
def sync_one(tenant_id: str) -> None:
    # Somebody may do the same in a terminal; what is left then waits for the next look.
    with suppress(Elsewhere):
        done = sync(tenant_id=uuid.UUID(tenant_id), now=timezone.now())
        log.info("lake.written", tenant=tenant_id, days=done.days, rows=done.rows)


def sync_main(*, tenant: str | None, now: datetime) -> int:
    """Write what waits, with progress; return the exit code."""
    console = Console(stderr=True)
    try:
        organisation = the_tenant(tenant)
        done = _sync_with_bar(organisation.pk, console, now)
    except (NoTenant, Elsewhere) as reason:
        console.print(str(reason) or "Another run writes the lake right now.")
        return 2
    sys.stdout.write(f"{done.rows:,} rows written.\n")
    return 0


def _sync_with_bar(tenant_id: uuid.UUID, console: Console, now: datetime) -> Synced:
    with Bar(console=console, transient=True, disable=not console.is_terminal) as bar:
        line = bar.add_task("Writing the lake", total=None)

        def show(done: Synced, waits: int) -> None:
            told = f"{done.rows:,} rows"
            bar.update(line, completed=done.days, total=done.days + waits, description=told)

        return sync(tenant_id=tenant_id, now=now, progress=show)


def verify_main(*, tenant: str | None) -> int:
    """Say month by month whether the lake holds what feedback holds; return the exit code."""
    console = Console(stderr=True)
    try:
        organisation = the_tenant(tenant)
    except NoTenant as reason:
        console.print(str(reason))
        return 2
    found = list(verify(tenant_id=organisation.pk))
    for month in found:
        sys.stdout.write(month.told() + "\n")
    if not found:
        sys.stdout.write("There is no feedback.\n")
    return 0 if all(month.is_well for month in found) else 1
