"""Keeping cells and blocks: what waits is folded in; both are looked over and set right."""

import sys
import uuid

from django.db import OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from rich.console import Console
from rich.progress import Progress as Bar

from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.flows.imports import NoTenant, the_tenant
from heedful.listen.surveys.models import Questionnaire
from heedful.understand.blocks import domain as blocks
from heedful.understand.metrics import domain as cells

FOLD = "cells.fold"
QUEUE = "cells"
AGAIN = RetryStrategy(max_attempts=3, wait=10, retry_exceptions=[OperationalError])


@app.periodic(cron="*/2 * * * *", periodic_id=FOLD)
@app.task(name=FOLD, queue=QUEUE, queueing_lock=FOLD, lock=FOLD, retry=AGAIN)
def fold_everywhere(timestamp: int) -> None:
    """Fold in what waits. Answers are exact without it, and quicker after it."""
    del timestamp
    for tenant_id in Tenant.objects.order_by("pk").values_list("pk", flat=True):
        blocks.fold_all(tenant_id=tenant_id)


def verify_main(*, tenant: str | None) -> int:
    """Say which cells and blocks are not what they are made of; return the exit code."""
    try:
        organisation = the_tenant(tenant)
    except NoTenant as reason:
        Console(stderr=True).print(str(reason))
        return 2
    names = _questionnaires(organisation.pk)
    found = cells.verify(organisation.pk)
    wrong = [
        f"{names[of]}: cell of location {place} on {day} differs from its feedback"
        for of, (place, day) in found.days
    ]
    wrong += [
        f"cross-products of version {of}, location {place}, {month:%Y-%m} differ"
        for of, (place, month) in found.cross
    ]
    for key, name in names.items():
        days = blocks.verify(tenant_id=organisation.pk, questionnaire_id=key)
        wrong += [f"{name}: running sums of {day} differ from the cells" for day in days]
    for line in wrong:
        sys.stdout.write(line + "\n")
    if wrong:
        sys.stdout.write("Set it right with: heedful cells rebuild\n")
        return 1
    sys.stdout.write("Cells hold what feedback says, and running sums what cells say.\n")
    return 0


def rebuild_main(*, tenant: str | None) -> int:
    """Put cells and blocks right while everything goes on; return the exit code."""
    console = Console(stderr=True)
    try:
        organisation = the_tenant(tenant)
    except NoTenant as reason:
        console.print(str(reason))
        return 2
    rebuild(tenant_id=organisation.pk, console=console)
    sys.stdout.write("Cells and running sums are counted anew.\n")
    return 0


def rebuild(*, tenant_id: uuid.UUID, console: Console) -> None:
    """Count cells anew, then blocks; meanwhile the cells answer. Cut off, it can be begun again."""
    names = _questionnaires(tenant_id)
    for key in names:
        blocks.drop(tenant_id=tenant_id, questionnaire_id=key)
    with Bar(console=console, transient=True, disable=not console.is_terminal) as bar:
        line = bar.add_task("Cells", total=None)

        def show_month(told: str) -> None:
            bar.update(line, description=f"Cells of {told}")

        cells.rebuild(tenant_id, progress=show_month)
        for key, name in names.items():

            def show(done: int, months: int, name: str = name) -> None:
                told = f"Running sums of {name}"
                bar.update(line, completed=done, total=months, description=told)

            blocks.build(tenant_id=tenant_id, questionnaire_id=key, progress=show)


def _questionnaires(tenant_id: uuid.UUID) -> dict[uuid.UUID, str]:
    with within(tenant_id):
        asked = Questionnaire.objects.filter(tenant=tenant_id, items__isnull=False)
        return dict(asked.order_by("name").values_list("pk", "name"))
