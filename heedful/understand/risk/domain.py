"""Learning every night what goes with unhappy customers."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from cxstats.sums import NOT_ANSWERED
from heedful.listen.feedback.models import Feedback
from heedful.listen.surveys.models import Item, ItemKind, ItemRole, QuestionnaireVersion
from heedful.understand.risk.learning import Said, learn
from heedful.understand.risk.rules import DAYS, KIND, MOST_ROWS, unhappy_mark
from heedful.understand.studies.domain import keep
from heedful.understand.studies.material import newest_material
from heedful.understand.studies.models import StudyRun

NAN = float("nan")


def study(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, now: datetime) -> StudyRun | None:
    """Learn from the newest year of answers. Safe to repeat.

    Returns None without an outcome or where too few were unhappy to learn from.
    """
    material = newest_material(tenant_id=tenant_id, questionnaire_id=questionnaire_id, days=DAYS)
    if material is None:
        return None
    subject, window = material
    items = Item.objects.filter(tenant=tenant_id, questionnaire=questionnaire_id)
    outcome = items.get(slot=subject.slot)
    parts = [one for one in items.order_by("slot") if one.role != ItemRole.OUTCOME]
    rows = Feedback.objects.filter(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        superseded_at=None,
        day__range=(window.first, window.last),
    )
    newest = rows.order_by("-occurred_at").values_list("version_id", "scores", "comment")
    versions = QuestionnaireVersion.objects.filter(tenant=tenant_id, questionnaire=questionnaire_id)
    slots = dict(versions.values_list("pk", "slots"))
    said = list(_said(newest[:MOST_ROWS], slots, outcome, parts))[::-1]
    model = learn(said, [(one.code, one.label) for one in parts])
    if model is None:
        return None
    return keep(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        kind=KIND,
        window=window,
        now=now,
        whole=model,
        places={},
    )


def _said(
    rows: Iterable[tuple[uuid.UUID, Sequence[int], str]],
    slots: Mapping[uuid.UUID, Sequence[int]],
    outcome: Item,
    parts: Sequence[Item],
) -> Iterator[Said]:
    mark = unhappy_mark(
        low=outcome.low, high=outcome.high, recommend=outcome.kind == ItemKind.RECOMMEND
    )
    for version, scores, comment in rows:
        given = dict(zip(slots[version], scores, strict=True))
        headline = given.get(outcome.slot, NOT_ANSWERED)
        if headline > NOT_ANSWERED:
            yield Said(
                unhappy=headline <= mark,
                parts=[_part(one, given.get(one.slot, NOT_ANSWERED)) for one in parts],
                comment=comment,
            )


def _part(item: Item, value: int) -> float:
    return NAN if value <= NOT_ANSWERED else (value - item.low) / (item.high - item.low)
