"""The door to what was noticed in a questionnaire's feedback."""

import uuid

from heedful.understand.soundness.rules import KIND, Soundness
from heedful.understand.studies.models import StudyRun
from heedful.understand.studies.queries import latest_run, whole_of


def newest_soundness(
    *, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID
) -> tuple[StudyRun, Soundness] | None:
    """The newest look at a questionnaire; None before the first."""
    run = latest_run(tenant_id=tenant_id, questionnaire_id=questionnaire_id, kind=KIND)
    return None if run is None else (run, whole_of(run, Soundness))
