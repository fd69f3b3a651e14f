"""The doors to studies: the newest of a kind, and what it says of the places in scope."""

import uuid
from typing import TypeVar

import msgspec
from django.db.models import QuerySet

from heedful.base.org.models import Member
from heedful.base.org.queries import locations_visible_to
from heedful.understand.studies.models import PlaceStudy, StudyRun

Result = TypeVar("Result")


def latest_run(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, kind: str) -> StudyRun | None:
    """The newest study of a kind."""
    runs = StudyRun.objects.filter(tenant=tenant_id, questionnaire=questionnaire_id, kind=kind)
    return runs.order_by("-computed_at", "-pk").first()


def whole_of(run: StudyRun, kind: type[Result]) -> Result:
    """What a study says of the whole, as the room's own dataclass."""
    return msgspec.convert(run.result, kind)


def places_visible_to(*, member: Member, run: StudyRun) -> QuerySet[PlaceStudy]:
    """The only door to what a study says of places, for a signed-in person."""
    places = locations_visible_to(member=member).values("pk")
    return PlaceStudy.objects.filter(tenant=member.tenant_id, run=run, location__in=places)


def result_of(place: PlaceStudy, kind: type[Result]) -> Result:
    """What a study says of one place, as the room's own dataclass."""
    return msgspec.convert(place.result, kind)
