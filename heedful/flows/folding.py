"""What happens every few minutes: what the cells were told is folded into the blocks."""

from django.db import OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from heedful.base.tenancy.models import Tenant
from heedful.understand.blocks.domain import fold_all

FOLD = "cells.fold"
QUEUE = "cells"
AGAIN = RetryStrategy(max_attempts=3, wait=10, retry_exceptions=[OperationalError])


@app.periodic(cron="*/2 * * * *", periodic_id=FOLD)
@app.task(name=FOLD, queue=QUEUE, queueing_lock=FOLD, lock=FOLD, retry=AGAIN)
def fold_everywhere(timestamp: int) -> None:
    """Fold in what waits. Answers are exact without it, and quicker after it."""
    del timestamp
    for tenant_id in Tenant.objects.order_by("pk").values_list("pk", flat=True):
        fold_all(tenant_id=tenant_id)
