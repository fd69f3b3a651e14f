"""What happens when many addresses are handed out: they are made, and their secrets forgotten."""

import uuid

from django.utils import timezone
from procrastinate.contrib.django import app

from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.flows.priorities import AGAIN
from heedful.listen.authoring import handing, tasks

FORGET = "handouts.forget"


@app.task(name=tasks.MAKE, queue=tasks.QUEUE, retry=AGAIN)
def make(tenant_id: str, handout_id: str) -> None:
    """Make addresses, some at a time, so that the page shows how far it is."""
    left = True
    while left:
        with within(uuid.UUID(tenant_id)):
            left = handing.make_more(handout_id=uuid.UUID(handout_id), now=timezone.now())


@app.periodic(cron="*/5 * * * *", periodic_id=FORGET)
@app.task(name=FORGET, queue=tasks.QUEUE, queueing_lock=FORGET)
def forget(timestamp: int) -> None:
    """Forget the secrets of addresses whose hour of printing is over."""
    del timestamp
    now = timezone.now()
    for tenant_id in Tenant.objects.order_by("pk").values_list("pk", flat=True):
        with within(tenant_id):
            handing.forget_old(tenant_id=tenant_id, now=now)
