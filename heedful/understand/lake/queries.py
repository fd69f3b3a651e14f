"""How fresh the lake is, and what its rows call otherwise than questions do."""

from datetime import datetime

from django.db.models import Min, Q

from heedful.base.org.queries import dayparts_of
from heedful.listen.surveys.models import QuestionnaireVersion
from heedful.understand.lake.models import LakeMark, LakeState
from heedful.understand.lake.shapes import Names
from heedful.understand.lake.source import fingerprint
from heedful.understand.metrics.counts import Count


def is_written(count: Count) -> bool:
    """Whether the lake was written to its end, with the columns that are read by now."""
    of = count.subject
    return LakeState.objects.filter(
        tenant_id=of.tenant_id,
        questionnaire_id=of.questionnaire_id,
        fingerprint=fingerprint(tenant_id=of.tenant_id),
        written_at__isnull=False,
    ).exists()


def whole_up_to(count: Count) -> datetime | None:
    """When the oldest change of the days asked about came that is not in yet; None for none.

    Ask before counting: what comes in meanwhile then makes the answer better than told.
    """
    days = Q()
    for span in count.spans:
        days |= Q(day__range=(span.first, span.last))
    of = count.subject
    waiting = LakeMark.objects.filter(
        days, tenant_id=of.tenant_id, questionnaire_id=of.questionnaire_id
    )
    oldest: datetime | None = waiting.aggregate(at=Min("marked_at"))["at"]
    return oldest


def names_for(count: Count) -> Names:
    """What rows call otherwise than questions do. Two queries."""
    of = count.subject
    versions = QuestionnaireVersion.objects.filter(questionnaire=of.questionnaire_id)
    return Names(
        versions={name: str(key) for name, key in versions.values_list("name", "pk")},
        parts=tuple(part.name for part in dayparts_of(tenant_id=of.tenant_id)),
    )
