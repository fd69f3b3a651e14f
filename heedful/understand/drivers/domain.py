"""Finding anew what each place should do first."""

import uuid
from datetime import datetime

from django.db import transaction

from heedful.base.org.models import Node, NodeKind
from heedful.understand.drivers.evidence import gather
from heedful.understand.drivers.finding import find
from heedful.understand.drivers.models import DriverRun, Priority
from heedful.understand.drivers.queries import current_study_window, latest_run, named_in
from heedful.understand.metrics.queries import subject as subject_of
from heedful.understand.metrics.rules import Window
from heedful.understand.metrics.subject import NoOutcome

# Runs that are kept for looking back; older ones are forgotten.
KEPT_RUNS = 30


@transaction.atomic
def compute(
    *,
    tenant_id: uuid.UUID,
    questionnaire_id: uuid.UUID,
    now: datetime,
    window: Window | None = None,
) -> DriverRun | None:
    """Study the drivers of the primary outcome and pick every location's priority.

    The first choice of the run before stays while nothing is clearly better. Returns None when
    there is nothing to study: no outcome, no driver, or no answer. Safe to repeat.
    """
    try:
        subject = subject_of(tenant_id=tenant_id, questionnaire_id=questionnaire_id)
    except NoOutcome:
        return None
    window = window or current_study_window(subject=subject)
    if window is None:
        return None
    everybody = Node.objects.filter(tenant=tenant_id, kind=NodeKind.LOCATION)
    gathered = gather(
        subject=subject,
        window=window,
        locations=list(everybody.order_by("pk").values_list("pk", flat=True)),
    )
    if not gathered.evidence.is_enough:
        return None
    before = latest_run(tenant_id=tenant_id, questionnaire_id=questionnaire_id)
    named = named_in(run=before)
    found = find(gathered.evidence, before=[named.get(key) for key in gathered.ids])
    run = DriverRun.objects.create(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        first_day=window.first,
        last_day=window.last,
        computed_at=now,
        study=found.study.to_json(),
    )
    Priority.objects.bulk_create(
        [
            Priority(
                tenant_id=tenant_id,
                run=run,
                location_id=key,
                n=priority.n,
                choices=priority.choices_json(),
                reason=priority.reason or "",
                kept=priority.kept,
            )
            for key, priority in zip(gathered.ids, found.priorities, strict=True)
        ],
        batch_size=1000,
    )
    _forget_old_runs(run)
    return run


def _forget_old_runs(run: DriverRun) -> None:
    runs = DriverRun.objects.filter(tenant=run.tenant_id, questionnaire=run.questionnaire_id)
    old = list(runs.order_by("-computed_at", "-pk").values_list("pk", flat=True)[KEPT_RUNS:])
    if old:
        Priority.objects.filter(tenant=run.tenant_id, run__in=old).delete()
        runs.filter(pk__in=old).delete()
