"""Rows of feedback as rules look at them: ratings by item, words, who, where."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from cxstats.sums import NOT_ANSWERED
from heedful.act.alerts.rules import Heard, Rating
from heedful.listen.feedback.models import Feedback
from heedful.listen.surveys.models import Item, ItemKind, QuestionnaireVersion


class Row(Protocol):
    """What rules read of feedback: a whole row, or its columns where very many are read."""

    id: uuid.UUID
    occurred_at: datetime
    location_id: uuid.UUID
    questionnaire_id: uuid.UUID
    version_id: uuid.UUID
    channel: str
    scores: list[int]
    comment: str
    respondent: str
    customer_id: uuid.UUID | None


COLUMNS = tuple(Row.__annotations__)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One utterance, and what rules hear in it."""

    feedback: Row
    heard: Heard


@dataclass(frozen=True, slots=True)
class Asked:
    """An item at its place in a version's form."""

    place: int
    item: Item


Forms = Mapping[uuid.UUID, Sequence[Asked]]


def forms_of(*, tenant_id: uuid.UUID, questionnaires: Iterable[uuid.UUID]) -> Forms:
    """Which items each version of these questionnaires asks, in order. Two queries."""
    wanted = list(questionnaires)
    items: dict[uuid.UUID, dict[int, Item]] = defaultdict(dict)
    for item in Item.objects.filter(tenant=tenant_id, questionnaire__in=wanted):
        items[item.questionnaire_id][item.slot] = item
    versions = QuestionnaireVersion.objects.filter(tenant=tenant_id, questionnaire__in=wanted)
    return {
        version.pk: [
            Asked(place, items[version.questionnaire_id][slot])
            for place, slot in enumerate(version.slots)
        ]
        for version in versions
    }


def spoken_of(
    *, tenant_id: uuid.UUID, keys: Sequence[uuid.UUID], remember: int = 0
) -> list[Spoken]:
    """These utterances as they stand, oldest first. Three queries.

    With `remember` their customers' unhappy visits of so many days before; one query more.
    """
    rows = list(
        Feedback.objects.filter(
            tenant_id=tenant_id, id__in=list(keys), superseded_at=None
        ).order_by("occurred_at", "id")
    )
    earlier = _earlier(tenant_id, rows, remember) if remember else []
    forms = forms_of(
        tenant_id=tenant_id, questionnaires={row.questionnaire_id for row in (*rows, *earlier)}
    )
    before = unhappy_visits(spoken(row, forms) for row in (*earlier, *rows))
    return [
        replace(one, heard=replace(one.heard, unhappy_before=before.get(row.customer_id, ())))
        for row in rows
        if (one := spoken(row, forms))
    ]


def unhappy_visits(said: Iterable[Spoken]) -> dict[uuid.UUID | None, list[datetime]]:
    """When each customer that is known was unhappy."""
    found: dict[uuid.UUID | None, list[datetime]] = defaultdict(list)
    for one in said:
        if one.feedback.customer_id is not None and one.heard.unhappy:
            found[one.feedback.customer_id].append(one.heard.occurred_at)
    return found


def _earlier(tenant_id: uuid.UUID, rows: Sequence[Feedback], days: int) -> list[Feedback]:
    customers = {row.customer_id for row in rows} - {None}
    if not customers:
        return []
    found = Feedback.objects.filter(
        tenant_id=tenant_id,
        customer_id__in=customers,
        superseded_at=None,
        occurred_at__gte=min(row.occurred_at for row in rows) - timedelta(days=days),
    )
    return list(found.exclude(id__in=[row.id for row in rows]))


def spoken(row: Row, forms: Forms) -> Spoken:
    ratings = {
        asked.item.code: _rating(asked.item, value)
        for asked in forms[row.version_id]
        if (value := row.scores[asked.place]) > NOT_ANSWERED
    }
    heard = Heard(ratings=ratings, comment=row.comment, occurred_at=row.occurred_at)
    return Spoken(row, heard)


def _rating(item: Item, value: int) -> Rating:
    return Rating(
        label=item.label,
        value=value,
        low=item.low,
        high=item.high,
        primary=item.primary,
        recommend=item.kind == ItemKind.RECOMMEND,
    )
