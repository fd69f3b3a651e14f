"""What happens when the time of a kept question has come: it is answered, and the answer kept."""

import uuid
from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.flows.priorities import AGAIN
from heedful.understand.saved.domain import answer_due, forget_deleted
from heedful.understand.saved.queries import due

ANSWER, ANSWER_ALL = "saved.answer", "saved.answer_all"
QUEUE = "saved"


@app.periodic(cron="*/5 * * * *", periodic_id=ANSWER_ALL)
@app.task(name=ANSWER_ALL, queue=QUEUE, queueing_lock=ANSWER_ALL)
def answer_all(timestamp: int) -> None:
    """Have every question answered whose time has come; what was slept through is made up once."""
    del timestamp
    now = timezone.now()
    for tenant_id in Tenant.objects.order_by("pk").values_list("pk", flat=True):
        with within(tenant_id):
            forget_deleted(tenant_id=tenant_id, now=now)
            keys = due(tenant_id=tenant_id, now=now)
        for key in keys:
            name = f"{ANSWER}:{key}"
            task = app.configure_task(ANSWER, queue=QUEUE, lock=name, queueing_lock=name)
            with suppress(AlreadyEnqueued), transaction.atomic():
                task.defer(tenant_id=str(tenant_id), saved_id=str(key))


@app.task(name=ANSWER, queue=QUEUE, retry=AGAIN)
def answer_one(tenant_id: str, saved_id: str) -> None:
    with within(uuid.UUID(tenant_id)):
        answer_due(saved_id=uuid.UUID(saved_id), now=timezone.now())
