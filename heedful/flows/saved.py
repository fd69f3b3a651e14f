"""What happens when the time of a kept question has come: it is answered, and the answer kept."""

import uuid
from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.flows.answer_mail import mail_answer
from heedful.flows.priorities import AGAIN
from heedful.understand.lake.stopping import stopped_when
from heedful.understand.saved.domain import answer_due, forget_deleted
from heedful.understand.saved.models import PendingAnswer
from heedful.understand.saved.pending import fail, finish, is_unwanted, start
from heedful.understand.saved.queries import due

ANSWER, ANSWER_ALL, COUNT = "saved.answer", "saved.answer_all", "saved.count"
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
        snapshot = answer_due(saved_id=uuid.UUID(saved_id), now=timezone.now())
        if snapshot and snapshot.question.by_mail:
            mail_answer(snapshot=snapshot)


def count_soon(*, pending: PendingAnswer) -> None:
    """Have a question that reads much counted once this transaction commits."""
    task = app.configure_task(COUNT, queue=QUEUE)
    task.defer(tenant_id=str(pending.tenant_id), pending_id=str(pending.pk))


@app.task(name=COUNT, queue=QUEUE)
def count_one(tenant_id: str, pending_id: str) -> None:
    """Count for somebody who waits. Who cancels stops it, and then it ends in quiet."""
    tenant, key = uuid.UUID(tenant_id), uuid.UUID(pending_id)

    def is_cancelled() -> bool:
        with within(tenant):
            return is_unwanted(pending_id=key)

    with within(tenant):
        if not start(pending_id=key):
            return
    try:
        with stopped_when(is_cancelled), within(tenant):
            finish(pending_id=key, now=timezone.now())
    except Exception:
        with within(tenant):
            is_waited_for = fail(pending_id=key, now=timezone.now())
        if is_waited_for:
            raise
