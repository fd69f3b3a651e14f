"""Survey forms that nobody came back to are kept as they were left; their lone photos go."""

from django.utils import timezone
from procrastinate.contrib.django import app

from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.listen.responses.pictures import forget_unsent
from heedful.listen.responses.sittings import end_left

END = "sittings.end"
SWEEP = "sittings.sweep"
QUEUE = "house"


@app.periodic(cron="* * * * *", periodic_id=END)
@app.task(name=END, queue=QUEUE, queueing_lock=END)
def end_all(timestamp: int) -> None:
    """End what is due in every organisation, some at a time, each lot in its own transaction."""
    del timestamp
    now = timezone.now()
    for tenant in Tenant.objects.order_by("pk"):
        while True:
            with within(tenant.pk):
                ended = end_left(tenant=tenant, now=now)
            if not ended:
                break


@app.periodic(cron="25 * * * *", periodic_id=SWEEP)
@app.task(name=SWEEP, queue=QUEUE, queueing_lock=SWEEP)
def sweep_all(timestamp: int) -> None:
    """Delete photos of forms that were never sent, in every organisation."""
    del timestamp
    now = timezone.now()
    for tenant in Tenant.objects.order_by("pk"):
        with within(tenant.pk):
            forget_unsent(tenant_id=tenant.pk, now=now)
