"""Rows of feedback as rules look at them: ratings by item, words, who, where."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cxstats.sums import NOT_ANSWERED
from heedful.act.alerts.rules import Heard, Rating
from heedful.listen.feedback.models import Feedback
from heedful.listen.surveys.models import Item, ItemKind, QuestionnaireVersion


@dataclass(frozen=True, slots=True)
class Spoken:
    """One utterance, and what rules hear in it."""

    feedback: Feedback
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


def spoken_of(*, tenant_id: uuid.UUID, keys: Sequence[uuid.UUID]) -> list[Spoken]:
    """These utterances as they stand, oldest first. Three queries."""
    rows = list(
        Feedback.objects.filter(
            tenant_id=tenant_id, id__in=list(keys), superseded_at=None
        ).order_by("occurred_at", "id")
    )
    forms = forms_of(tenant_id=tenant_id, questionnaires={row.questionnaire_id for row in rows})
    return [spoken(row, forms) for row in rows]


def spoken(row: Feedback, forms: Forms) -> Spoken:
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
