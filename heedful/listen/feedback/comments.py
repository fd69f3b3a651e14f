"""Reading what customers wrote, newest first, for programs and exports."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from cxstats.sums import NOT_ANSWERED
from heedful.base.org.models import Node
from heedful.listen.feedback.masking import masked
from heedful.listen.feedback.models import Feedback
from heedful.listen.surveys.models import Item, QuestionnaireVersion


@dataclass(frozen=True, slots=True)
class Comment:
    """One customer's words, with what leads to a person masked, and their answers by code."""

    id: uuid.UUID
    at: datetime  # by the location's own clock
    day: date
    location: Node
    channel: str
    language: str
    scores: Mapping[str, int]
    words: str
    place: tuple[datetime, uuid.UUID]  # where a list goes on after it


def comments_of(
    *,
    locations: QuerySet[Node],
    first: date | None,
    last: date | None,
    after: tuple[datetime, uuid.UUID] | None,
    limit: int,
) -> list[Comment]:
    """Comments that stand, newest first. Four queries.

    Callers pass locations of one organisation that the reader may see, and whether they may read
    words.
    """
    places = {node.pk: node for node in locations}
    rows = Feedback.objects.filter(location_id__in=list(places), superseded_at=None)
    rows = rows.exclude(comment="")
    if first:
        rows = rows.filter(day__gte=first)
    if last:
        rows = rows.filter(day__lte=last)
    if after:
        moment, key = after
        rows = rows.filter(Q(occurred_at__lt=moment) | Q(id__lt=key), occurred_at__lte=moment)
    found = list(rows.order_by("-occurred_at", "-id")[:limit])
    codes = _codes(found)
    return [
        Comment(
            id=row.id,
            at=row.occurred_at.astimezone(ZoneInfo(places[row.location_id].time_zone)),
            day=row.day,
            location=places[row.location_id],
            channel=row.channel,
            language=row.language,
            scores={
                code: value
                for code, value in zip(codes[row.version_id], row.scores, strict=True)
                if value > NOT_ANSWERED
            },
            words=masked(row.comment),
            place=(row.occurred_at, row.id),
        )
        for row in found
    ]


def _codes(rows: list[Feedback]) -> dict[uuid.UUID, list[str]]:
    """The codes of what each version asked, in its order."""
    versions = QuestionnaireVersion.objects.filter(pk__in={row.version_id for row in rows})
    items = Item.objects.filter(questionnaire__in={row.questionnaire_id for row in rows})
    codes = {(item.questionnaire_id, item.slot): item.code for item in items}
    return {
        version.pk: [codes[version.questionnaire_id, slot] for slot in version.slots]
        for version in versions
    }
