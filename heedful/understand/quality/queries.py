"""The doors to what is known of answers' quality."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from heedful.base.org.models import Member, Node
from heedful.base.org.queries import locations_visible_to
from heedful.listen.feedback.models import FactorKind, Feedback, RowFactor
from heedful.listen.feedback.queries import feedback_visible_to
from heedful.understand.quality.rules import KIND, PlaceQuality, WholeQuality
from heedful.understand.studies.models import StudyRun
from heedful.understand.studies.queries import latest_run, places_visible_to, result_of, whole_of


@dataclass(frozen=True, slots=True)
class Doubted:
    """One answer that counts less, or of which a person decided."""

    id: uuid.UUID
    place: Node
    occurred_at: datetime
    scores: Sequence[int]
    factor: float
    reasons: Sequence[str]
    decided: float | None
    decided_by: str
    decided_at: datetime | None


def newest_quality(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> StudyRun | None:
    """The newest look at answers."""
    return latest_run(tenant_id=tenant_id, questionnaire_id=questionnaire_id, kind=KIND)


def whole_quality(*, run: StudyRun) -> WholeQuality:
    """What a look found of all answers together."""
    return whole_of(run, WholeQuality)


def quality_visible_to(*, member: Member, run: StudyRun) -> list[tuple[Node, PlaceQuality]]:
    """The only door to what is found of places, for a signed-in person."""
    found = places_visible_to(member=member, run=run).select_related("location")
    return [(place.location, result_of(place, PlaceQuality)) for place in found]


def doubted_visible_to(*, member: Member) -> QuerySet[RowFactor]:
    """The only door to doubted answers, for a signed-in person; newest first."""
    standing = feedback_visible_to(member=member)
    return RowFactor.objects.filter(
        tenant_id=member.tenant_id, kind=FactorKind.QUALITY, feedback_id__in=standing.values("id")
    )


def doubted(*, member: Member, factors: Sequence[RowFactor]) -> list[Doubted]:
    """Put the answers to the factors that a page shows. Two queries."""
    keys = [one.feedback_id for one in factors]
    rows = {
        row.id: row
        for row in Feedback.objects.filter(
            tenant_id=member.tenant_id, id__in=keys, superseded_at=None
        )
    }
    nodes = {
        node.pk: node
        for node in locations_visible_to(member=member).filter(
            pk__in={row.location_id for row in rows.values()}
        )
    }
    return [
        _doubted(one, rows[one.feedback_id], nodes[rows[one.feedback_id].location_id])
        for one in factors
    ]


def _doubted(one: RowFactor, row: Feedback, place: Node) -> Doubted:
    return Doubted(
        id=one.feedback_id,
        place=place,
        occurred_at=row.occurred_at,
        scores=row.scores,
        factor=one.factor / 1_000_000,
        reasons=one.reasons,
        decided=None if one.overruled_to is None else one.overruled_to / 1_000_000,
        decided_by=one.overruled_by.name if one.overruled_by else "",
        decided_at=one.overruled_at,
    )
