"""Asking for the job that makes many addresses. It runs in `heedful.flows.handouts`, which this
room may not know, so it is asked for by name.
"""

from procrastinate.contrib.django import app

from heedful.listen.authoring.models import Handout

MAKE = "handouts.make"
QUEUE = "handouts"


def defer_making(*, handout: Handout) -> None:
    """Have the addresses made by a worker, once this transaction commits."""
    task = app.configure_task(MAKE, queue=QUEUE, lock=f"{MAKE}:{handout.pk}")
    task.defer(tenant_id=str(handout.tenant_id), handout_id=str(handout.pk))
