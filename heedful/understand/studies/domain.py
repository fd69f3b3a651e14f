"""Keeping what was found, so that a page shows it without looking at a single row again."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from heedful.understand.metrics.rules import Window
from heedful.understand.studies.models import PlaceStudy, StudyRun

# Studies of one kind that are kept for looking back; older ones are forgotten.
KEPT_RUNS = 10


@transaction.atomic
def keep(
    *,
    tenant_id: uuid.UUID,
    questionnaire_id: uuid.UUID,
    kind: str,
    window: Window,
    now: datetime,
    whole: object,
    places: Mapping[uuid.UUID, object],
) -> StudyRun:
    """Keep a study: what it says of the whole, and of each location.

    Results are frozen dataclasses of numbers and words; nan is kept as null, so a field that may
    be unknown is typed `float | None`.
    """
    run = StudyRun.objects.create(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        kind=kind,
        first_day=window.first,
        last_day=window.last,
        computed_at=now,
        result=_as_json(whole),
    )
    PlaceStudy.objects.bulk_create(
        [
            PlaceStudy(tenant_id=tenant_id, run=run, location_id=key, result=_as_json(place))
            for key, place in places.items()
        ],
        batch_size=1000,
    )
    _forget_old_runs(run)
    return run


def _as_json(result: object) -> Any:
    return msgspec.json.decode(msgspec.json.encode(result))


def _forget_old_runs(run: StudyRun) -> None:
    runs = StudyRun.objects.filter(
        tenant=run.tenant_id, questionnaire=run.questionnaire_id, kind=run.kind
    )
    old = list(runs.order_by("-computed_at", "-pk").values_list("pk", flat=True)[KEPT_RUNS:])
    if old:
        PlaceStudy.objects.filter(tenant=run.tenant_id, run__in=old).delete()
        runs.filter(pk__in=old).delete()
