"""The door to what was found of low and high answers."""

import uuid
from datetime import date
from typing import NamedTuple

from heedful.understand.asymmetry.rules import KIND, AsymmetryStudy
from heedful.understand.studies.queries import latest_run, whole_of


class Found(NamedTuple):
    """A study and the days that it is about."""

    study: AsymmetryStudy
    first_day: date
    last_day: date


def latest(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> Found | None:
    """The newest study, of all places together. One query."""
    run = latest_run(tenant_id=tenant_id, questionnaire_id=questionnaire_id, kind=KIND)
    if run is None:
        return None
    return Found(whole_of(run, AsymmetryStudy), run.first_day, run.last_day)
