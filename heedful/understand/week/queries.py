"""The doors to what is known of trading weeks."""

import uuid
from collections.abc import Mapping

from django.db.models import QuerySet

from heedful.base.org.models import Member, Node
from heedful.understand.studies.models import PlaceStudy, StudyRun
from heedful.understand.studies.queries import latest_run, places_visible_to, result_of, whole_of
from heedful.understand.week.rules import KIND, Cell, PlaceWeek, WholeWeek


def newest_week(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> StudyRun | None:
    """The newest study of trading weeks."""
    return latest_run(tenant_id=tenant_id, questionnaire_id=questionnaire_id, kind=KIND)


def whole_week(*, run: StudyRun) -> WholeWeek:
    """What a study says of all locations together."""
    return whole_of(run, WholeWeek)


def weeks_visible_to(
    *, member: Member, run: StudyRun, locations: QuerySet[Node]
) -> Mapping[uuid.UUID, PlaceWeek]:
    """The only door to locations' weeks for a signed-in person: of `locations`, those in scope."""
    places = places_visible_to(member=member, run=run).filter(location__in=locations)
    return {place.location_id: result_of(place, PlaceWeek) for place in places}


def weakest_part(*, location: Node, questionnaire_id: uuid.UUID) -> tuple[WholeWeek, Cell] | None:
    """The weakest marked part of a location's week in the newest study. One query.

    For a location that the reader was already found to see.
    """
    newest = (
        PlaceStudy.objects.filter(
            tenant=location.tenant_id,
            location=location.pk,
            run__questionnaire=questionnaire_id,
            run__kind=KIND,
        )
        .select_related("run")
        .order_by("-run__computed_at", "-run__pk")
        .first()
    )
    cell = result_of(newest, PlaceWeek).weakest if newest else None
    return (whole_week(run=newest.run), cell) if newest and cell else None
