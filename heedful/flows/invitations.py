"""Inviting customers: new visits are looked at, who is due is asked, answers end reminders."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.listen.invitations.answers import note_answers, note_failures
from heedful.listen.invitations.drawing import draw_all
from heedful.listen.invitations.sending import step_due

QUEUE = "invitations"
STEP = "invitations.step"
# The machine has other work: one round does so many, the next one the rest.
MOST = 500

log = structlog.get_logger(__name__)


@app.periodic(cron="* * * * *", periodic_id=STEP)
@app.task(name=STEP, queue=QUEUE, queueing_lock=STEP, lock=STEP)
def every_minute(timestamp: int) -> None:
    del timestamp
    if done := round_of_all(now=timezone.now()):
        log.info("invitations.round", steps=done)


def round_of_all(*, now: datetime, tenants: Sequence[Tenant] | None = None) -> int:
    """Do what is due at every organisation; return how many steps were done.

    Safe to repeat, to cut off anywhere and to run beside itself.
    """
    done = 0
    for tenant in Tenant.objects.all() if tenants is None else tenants:
        with within(tenant.pk):
            note_answers(tenant_id=tenant.pk, since=now - timedelta(days=2), now=now)
            note_failures(tenant_id=tenant.pk, now=now)
            draw_all(tenant_id=tenant.pk, now=now)
        done += step_due(tenant_id=tenant.pk, now=now, limit=MOST)
    return done
