"""What the worker does about alerts: calls the next people in time, and listens for silence."""

from django.utils import timezone
from procrastinate.contrib.django import app

from heedful.act.alerts.calling import call_about_silence, call_next
from heedful.act.alerts.silence import raise_silences
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant

ESCALATE, LISTEN = "alerts.escalate", "alerts.listen"
QUEUE = "alerts"


@app.periodic(cron="* * * * * */20", periodic_id=ESCALATE)
@app.task(name=ESCALATE, queue=QUEUE, queueing_lock=ESCALATE)
def escalate(timestamp: int) -> None:
    """Call the next people about alerts that nobody has looked at in time."""
    del timestamp
    for tenant_id in Tenant.objects.order_by("pk").values_list("pk", flat=True):
        with within(tenant_id):
            call_next(tenant_id=tenant_id, now=timezone.now())


@app.periodic(cron="17 * * * *", periodic_id=LISTEN)
@app.task(name=LISTEN, queue=QUEUE, queueing_lock=LISTEN)
def listen(timestamp: int) -> None:
    """Look whether places or channels have fallen silent, and call whoever is on duty there."""
    del timestamp
    for tenant_id in Tenant.objects.order_by("pk").values_list("pk", flat=True):
        with within(tenant_id):
            now = timezone.now()
            alerts = raise_silences(tenant_id=tenant_id, now=now)
            call_about_silence(tenant_id=tenant_id, alerts=alerts, now=now)
