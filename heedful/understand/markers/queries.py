"""The doors to warnings: of all places in scope, and of one place."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from heedful.base.org.models import Member, Node
from heedful.understand.markers.rules import KIND, MarkerStudy, PlaceWarnings
from heedful.understand.studies.models import StudyRun
from heedful.understand.studies.queries import latest_run, places_visible_to, result_of, whole_of


@dataclass(frozen=True, slots=True)
class WarnedPlace:
    """A location and what is on there."""

    location: Node
    found: PlaceWarnings


def newest(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> StudyRun | None:
    """The newest look at markers."""
    return latest_run(tenant_id=tenant_id, questionnaire_id=questionnaire_id, kind=KIND)


def markers_of(run: StudyRun) -> MarkerStudy:
    """What a look says of the markers themselves."""
    return whole_of(run, MarkerStudy)


def warnings_visible_to(
    *, member: Member, run: StudyRun, places: Sequence[uuid.UUID]
) -> list[WarnedPlace]:
    """The locations of `places` in the person's scope that were looked at, by name. One query."""
    seen = places_visible_to(member=member, run=run).filter(location__in=places)
    rows = seen.select_related("location").order_by("location__name", "location_id")
    return [WarnedPlace(row.location, result_of(row, PlaceWarnings)) for row in rows]
