"""What happens when much feedback came in, or a day has passed: priorities are found anew."""

import uuid
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.db.models import Max
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.flows.dispatch import count_all
from heedful.flows.studies import study_all, tell_planner, weigh_all
from heedful.listen.feedback.domain import CHANGED
from heedful.listen.surveys.models import Questionnaire
from heedful.understand.blocks.domain import fold_all
from heedful.understand.drivers.domain import compute
from heedful.understand.drivers.models import DriverRun

REFRESH, REFRESH_OLD = "priorities.refresh", "priorities.refresh_old"
QUEUE = "priorities"
# Cells must have what came in before they are studied; it is looked for this often.
WAIT_SECONDS = 5
# A little less than a day, so that an hourly look finds each organisation once a day.
OLD = timedelta(hours=20)
AGAIN = RetryStrategy(max_attempts=5, exponential_wait=4, retry_exceptions=[OperationalError])


def refresh_soon(*, tenant_id: uuid.UUID) -> None:
    """Have priorities found anew once all that is in the outbox by now is counted.

    Asked for often, it is done once.
    """
    waiting = OutboxEntry.objects.filter(tenant=tenant_id, topic=CHANGED, parked_at=None)
    _defer(tenant_id, up_to=waiting.aggregate(newest=Max("id"))["newest"])


def _defer(tenant_id: uuid.UUID, *, up_to: int | None) -> None:
    name = f"{REFRESH}:{tenant_id}"
    task = app.configure_task(
        REFRESH,
        queue=QUEUE,
        lock=name,
        queueing_lock=name,
        schedule_in={"seconds": WAIT_SECONDS},
    )
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(tenant_id=str(tenant_id), up_to=up_to)


def run_or_wait(*, tenant_id: uuid.UUID, now: datetime) -> list[DriverRun]:
    """Find priorities now; by a job where the dispatcher of a running Heedful still counts."""
    if OutboxEntry.objects.filter(tenant=tenant_id, topic=CHANGED, parked_at=None).exists():
        refresh_soon(tenant_id=tenant_id)
        return []
    return run(tenant_id=tenant_id, up_to=None, now=now)


@app.task(name=REFRESH, queue=QUEUE, retry=AGAIN)
def refresh(tenant_id: str, up_to: int | None = None) -> None:
    run(tenant_id=uuid.UUID(tenant_id), up_to=up_to, now=timezone.now())


def run(*, tenant_id: uuid.UUID, up_to: int | None, now: datetime) -> list[DriverRun]:
    """Study every questionnaire of an organisation; come again if counting is not done yet."""
    waiting = OutboxEntry.objects.filter(tenant=tenant_id, topic=CHANGED, parked_at=None)
    if up_to is not None and waiting.filter(id__lte=up_to).exists():
        _defer(tenant_id, up_to=up_to)
        return []
    tell_planner("listen_feedback", "base_node")
    with within(tenant_id):
        studied = Questionnaire.objects.filter(tenant=tenant_id, items__primary=True)
        keys = list(studied.values_list("pk", flat=True))
    for key in keys:
        weigh_all(tenant_id=tenant_id, questionnaire_id=key, now=now)
    count_all()
    fold_all(tenant_id=tenant_id)
    with within(tenant_id):
        runs = [_study(tenant_id, key, now=now) for key in keys]
    return [made for made in runs if made]


def _study(tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, *, now: datetime) -> DriverRun | None:
    made = compute(tenant_id=tenant_id, questionnaire_id=questionnaire_id, now=now)
    study_all(tenant_id=tenant_id, questionnaire_id=questionnaire_id, now=now)
    return made


@app.periodic(cron="20 * * * *", periodic_id=REFRESH_OLD)
@app.task(name=REFRESH_OLD, queue=QUEUE, queueing_lock=REFRESH_OLD)
def refresh_old(timestamp: int) -> None:
    """Have priorities found anew where that was a day ago; what was slept through is made up."""
    del timestamp
    for tenant_id in old_ones(now=timezone.now()):
        refresh_soon(tenant_id=tenant_id)


def old_ones(*, now: datetime) -> list[uuid.UUID]:
    """Organisations whose newest study is old, or that have none."""
    found = []
    for tenant_id in Tenant.objects.order_by("pk").values_list("pk", flat=True):
        with within(tenant_id):
            newest = DriverRun.objects.aggregate(at=Max("computed_at"))["at"]
        if newest is None or now - newest > OLD:
            found.append(tenant_id)
    return found
