"""The doors to what the newest study of consistency says."""

import uuid

from heedful.base.org.models import Member
from heedful.understand.consistency.rules import KIND, PlaceFinding
from heedful.understand.studies.models import StudyRun
from heedful.understand.studies.queries import latest_run, places_visible_to, result_of


def newest_study(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> StudyRun | None:
    """The newest study of a questionnaire."""
    return latest_run(tenant_id=tenant_id, questionnaire_id=questionnaire_id, kind=KIND)


def findings_visible_to(*, member: Member, run: StudyRun) -> dict[uuid.UUID, PlaceFinding]:
    """What is said of the places in a person's scope, by location. One query."""
    places = places_visible_to(member=member, run=run)
    return {place.location_id: result_of(place, PlaceFinding) for place in places}
