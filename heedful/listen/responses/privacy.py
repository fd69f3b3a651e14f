"""What one person answered: told to them, and erased with everything counted from it."""

import uuid
from collections.abc import Collection

from django.db.models import QuerySet

from heedful.listen.feedback.domain import erase as erase_feedback
from heedful.listen.feedback.domain import moments
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.models import Response, Sitting
from heedful.listen.responses.pictures import forget_pictures
from heedful.listen.surveys.models import SurveyLink


def export(*, tenant_id: uuid.UUID, customer_ids: Collection[uuid.UUID]) -> dict[str, object]:
    """Tell answers as they were given, as plain values. Call it inside the fence."""
    given = _feedback(tenant_id, customer_ids).filter(superseded_at=None)
    found = list(given.order_by("occurred_at"))
    kept = Response.objects.filter(tenant_id=tenant_id, received_at__in=moments(found))
    answers = dict(kept.filter(id__in=[one.id for one in found]).values_list("id", "answers"))
    begun = Sitting.objects.filter(tenant=tenant_id, customer_id__in=list(customer_ids))
    return {
        "answers": [
            {
                "given_at": one.occurred_at.isoformat(),
                "channel": one.channel,
                "scores": [int(score) for score in one.scores],
                "comment": one.comment,
                "answers": answers.get(one.id, {}),
            }
            for one in found
        ],
        "begun": list(begun.order_by("pk").values_list("answers", flat=True)),
    }


def erase(*, tenant_id: uuid.UUID, customer_ids: Collection[uuid.UUID]) -> int:
    """Erase all answers of a person; what was counted from them is taken out again.

    Returns how many there were. Safe to repeat. Call it inside the fence.
    """
    keys = set(_feedback(tenant_id, customer_ids).values_list("id", flat=True))
    for key in keys:
        erase_feedback(tenant_id=tenant_id, feedback_id=key)
        forget_pictures(tenant_id=tenant_id, form_id=key)
    mine = {"customer_id__in": list(customer_ids)}
    for begun in Sitting.objects.filter(tenant=tenant_id, **mine):
        forget_pictures(tenant_id=tenant_id, form_id=begun.pk)
        begun.delete()
    SurveyLink.objects.filter(tenant=tenant_id, **mine).delete()
    return len(keys)


def _feedback(tenant_id: uuid.UUID, customer_ids: Collection[uuid.UUID]) -> QuerySet[Feedback]:
    return Feedback.objects.filter(tenant_id=tenant_id, customer_id__in=list(customer_ids))
