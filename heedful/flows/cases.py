"""Recovery cases: what opens one by hand, and what time does to all of them once a minute."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from heedful.act.alerts.domain import belong_to, see_of_cases
from heedful.act.cases.asking import ask_again
from heedful.act.cases.models import Case
from heedful.act.cases.opening import open_case
from heedful.act.cases.reaching import reach_again
from heedful.act.cases.sweeping import sweep
from heedful.base.connectors.callbacks import own_address
from heedful.base.org.models import Member
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.listen.feedback.models import Feedback

SWEEP = "cases.sweep"
QUEUE = "cases"


def open_from(*, said: Feedback, by: Member, now: datetime) -> Case | None:
    """Open the case that a person sees in this feedback, or find the one that it belongs to.

    Alerts about it lead there from now on, and this person looks after them. Safe to repeat. None
    when it no longer stands.
    """
    case = open_case(feedback=said, by=by, now=now)
    if case is not None:
        belong_to(tenant_id=by.tenant_id, feedback_id=said.id, case_id=case.pk)
        see_of_cases(cases=[case], by=by, now=now)
    return case


def country_set(tenant_id: uuid.UUID, entries: Sequence[OutboxEntry]) -> None:
    """Read numbers without a country's code anew at places whose country is known now."""
    places = {uuid.UUID(place) for entry in entries for place in entry.payload["places"]}
    reach_again(tenant_id=tenant_id, locations=places, now=timezone.now())


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
