"""What the worker does about alerts: whoever has not looked in time is followed by the next."""

from django.utils import timezone
from procrastinate.contrib.django import app

from heedful.act.alerts.calling import call_next
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant

ESCALATE = "alerts.escalate"
QUEUE = "alerts"


@app.periodic(cron="* * * * * */20", periodic_id=ESCALATE)
@app.task(name=ESCALATE, queue=QUEUE, queueing_lock=ESCALATE)
def escalate(timestamp: int) -> None:
    """Call the next people about alerts that nobody has looked at in time."""
    del timestamp
    for tenant_id in Tenant.objects.order_by("pk").values_list("pk", flat=True):
        with within(tenant_id):
            call_next(tenant_id=tenant_id, now=timezone.now())
