"""What happens when somebody takes out many answers: they are written, and forgotten in a day."""

import uuid

from django.utils import timezone
from procrastinate.contrib.django import app

from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.flows.priorities import AGAIN
from heedful.listen.exchange import keeping, tasks

FORGET = "answers.forget"


@app.task(name=tasks.WRITE, queue=tasks.QUEUE, retry=AGAIN)
def write(tenant_id: str, file_id: str) -> None:
    """Write one file; its page shows how far it is."""
    keeping.write_file(
        tenant_id=uuid.UUID(tenant_id), file_id=uuid.UUID(file_id), now=timezone.now()
    )


@app.periodic(cron="7 * * * *", periodic_id=FORGET)
@app.task(name=FORGET, queue=tasks.QUEUE, queueing_lock=FORGET)
def forget(timestamp: int) -> None:
    """Delete files that were kept for a day."""
    del timestamp
    now = timezone.now()
    for tenant_id in Tenant.objects.order_by("pk").values_list("pk", flat=True):
        with within(tenant_id):
            keeping.forget_old_files(tenant_id=tenant_id, now=now)
