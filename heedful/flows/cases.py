"""What time does to recovery cases: once a minute promised times are looked at, ranks renewed."""

from django.utils import timezone
from procrastinate.contrib.django import app

from heedful.act.cases.asking import ask_again
from heedful.act.cases.sweeping import sweep
from heedful.base.connectors.callbacks import own_address
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant

SWEEP = "cases.sweep"
QUEUE = "cases"


@app.periodic(cron="* * * * *", periodic_id=SWEEP)
@app.task(name=SWEEP, queue=QUEUE, queueing_lock=SWEEP)
def sweep_all(timestamp: int) -> None:
    """Note what passed unseen, organisation by organisation; safe to repeat."""
    del timestamp
    now = timezone.now()
    for tenant_id in Tenant.objects.order_by("pk").values_list("pk", flat=True):
        with within(tenant_id):
            sweep(tenant_id=tenant_id, now=now)
            ask_again(tenant_id=tenant_id, now=now, site=own_address())
