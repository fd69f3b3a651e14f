"""Reading single utterances of customers."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from cxstats.sums import NOT_ANSWERED
from heedful.base.org.models import Member, Node
from heedful.base.org.queries import locations_visible_to
from heedful.listen.feedback.models import Channel, Feedback
from heedful.listen.responses.models import Picture
from heedful.listen.surveys.models import Item, ItemKind, ItemRole, QuestionnaireVersion


@dataclass(frozen=True, slots=True)
class Score:
    """One rated answer; `value` lies between the item's low and high."""

    label: str
    value: int
    low: int
    high: int
    is_outcome: bool
    is_primary: bool
    is_recommend: bool = False


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one customer said, as a page shows it."""

    id: uuid.UUID
    occurred_at: datetime  # by the location's own clock
    channel: str
    language: str
    scores: tuple[Score, ...]
    comment: str  # empty when there is none, and when the reader may not see words
    pictures: tuple[uuid.UUID, ...] = ()  # none when the reader may not see words

    @property
    def headline(self) -> Score | None:
        return next((score for score in self.scores if score.is_primary), None)

    @property
    def lowest(self) -> Score | None:
        """The worst rating of a part of the visit for its scale; None when all are at best."""
        others = [one for one in self.scores if not one.is_outcome and one.value < one.high]
        return min(others, key=lambda s: (s.value - s.low) / (s.high - s.low), default=None)


def feedback_visible_to(*, member: Member) -> QuerySet[Feedback]:
    """What customers said at the locations in a person's part, as far as it stands."""
    places = locations_visible_to(member=member).values("pk")
    found = Feedback.objects.filter(tenant_id=member.tenant_id, superseded_at=None)
    return found.filter(location_id__in=places)


def latest(*, location: Node, limit: int, with_comments: bool) -> list[Utterance]:
    """Return the newest feedback of a location that stands, newest first.

    Callers pass a location that the reader may see, and whether their role may read words.
    """
    rows = list(
        Feedback.objects.filter(
            tenant_id=location.tenant_id, location_id=location.pk, superseded_at=None
        ).order_by("-occurred_at")[:limit]
    )
    versions = _versions(rows)
    items = _items(rows)
    zone = ZoneInfo(location.time_zone)
    pictures = _pictures(location, rows) if with_comments else {}
    return [
        Utterance(
            id=row.id,
            occurred_at=row.occurred_at.astimezone(zone),
            channel=str(Channel(row.channel).label),
            language=row.language,
            scores=_scores(row, versions[row.version_id], items[row.questionnaire_id]),
            comment=row.comment if with_comments else "",
            pictures=tuple(pictures.get(row.id, ())),
        )
        for row in rows
    ]


def _versions(rows: Sequence[Feedback]) -> Mapping[uuid.UUID, Sequence[int]]:
    wanted = {row.version_id for row in rows}
    return dict(QuestionnaireVersion.objects.filter(pk__in=wanted).values_list("pk", "slots"))


def _items(rows: Sequence[Feedback]) -> Mapping[uuid.UUID, Mapping[int, Item]]:
    found: dict[uuid.UUID, dict[int, Item]] = {row.questionnaire_id: {} for row in rows}
    for item in Item.objects.filter(questionnaire__in=list(found)):
        found[item.questionnaire_id][item.slot] = item
    return found


def _scores(row: Feedback, slots: Sequence[int], items: Mapping[int, Item]) -> tuple[Score, ...]:
    """The numbers only: what was not asked, not used or not answered is left out."""
    pairs = zip(row.scores, (items[slot] for slot in slots), strict=True)
    return tuple(_score(item, value) for value, item in pairs if value > NOT_ANSWERED)


def _score(item: Item, value: int) -> Score:
    is_outcome, is_recommend = item.role == ItemRole.OUTCOME, item.kind == ItemKind.RECOMMEND
    return Score(
        item.label, value, item.low, item.high, is_outcome, item.primary, is_recommend=is_recommend
    )


def _pictures(location: Node, rows: Sequence[Feedback]) -> Mapping[uuid.UUID, list[uuid.UUID]]:
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    pictures = Picture.objects.filter(
        tenant=location.tenant_id, form_id__in=[row.id for row in rows]
    )
    for form_id, key in pictures.order_by("created_at").values_list("form_id", "id"):
        if form_id is not None:
            found.setdefault(form_id, []).append(key)
    return found
