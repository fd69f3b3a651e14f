"""The newest model of a questionnaire."""

import uuid
from collections.abc import Iterable

from heedful.understand.risk.rules import KIND, RiskModel
from heedful.understand.studies.models import StudyRun
from heedful.understand.studies.queries import whole_of


def models_of(
    *, tenant_id: uuid.UUID, questionnaires: Iterable[uuid.UUID]
) -> dict[uuid.UUID, RiskModel]:
    """The newest model of each of these, where there is one. One query."""
    runs = (
        StudyRun.objects.filter(tenant=tenant_id, questionnaire__in=list(questionnaires), kind=KIND)
        .order_by("questionnaire_id", "-computed_at", "-pk")
        .distinct("questionnaire_id")
    )
    return {run.questionnaire_id: whole_of(run, RiskModel) for run in runs}
