"""What happens to feedback after it was given: it is counted, corrected or erased."""

import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import blake2b
from typing import Literal

from django.db import transaction
from django.db.models import QuerySet

from heedful.base.outbox.domain import put
from heedful.base.tenancy.models import new_id
from heedful.listen.feedback.factors import effective_weights
from heedful.listen.feedback.models import Feedback, RowFactor
from heedful.listen.feedback.rules import CountedRows, changed_payload
from heedful.listen.responses.models import Response, Sitting
from heedful.listen.responses.pictures import forget_pictures

CHANGED = "feedback.changed"
# Written with a complete answer that a customer gave just now; not for rows of files.
RECEIVED = "feedback.received"


class NoSuchFeedback(LookupError):
    """It was never given, or it has been erased."""


def publish(
    *,
    tenant_id: uuid.UUID,
    questionnaire_id: uuid.UUID,
    version_id: uuid.UUID,
    rows: CountedRows,
    sign: Literal[1, -1] = 1,
) -> None:
    """Tell the cells of rows that are new (1) or no longer count (-1).

    Call it in the transaction that writes the rows; chunks of a few thousand rows are fine.
    """
    if rows.locations:
        payload = changed_payload(
            questionnaire_id=questionnaire_id, version_id=version_id, rows=rows, sign=sign
        )
        put(tenant_id=tenant_id, topic=CHANGED, key=new_id(), payload=payload)


@transaction.atomic
def correct(
    *,
    tenant_id: uuid.UUID,
    feedback_id: uuid.UUID,
    now: datetime,
    scores: Sequence[int] | None = None,
    comment: str | None = None,
    partial: bool | None = None,
    customer_id: uuid.UUID | None = None,
) -> Feedback:
    """Put a new revision in the place of the current one, which is kept and no longer counts.

    What is not given stays. Saying the same again changes nothing. Raises NoSuchFeedback.
    """
    old = _current(tenant_id, feedback_id)
    new_scores = list(old.scores if scores is None else scores)
    new_comment = old.comment if comment is None else comment
    new_partial = old.partial if partial is None else partial
    new_customer = customer_id or old.customer_id
    said_again = (new_scores, new_comment, new_partial) != (old.scores, old.comment, old.partial)
    if not said_again and new_customer == old.customer_id:
        return old
    _filter(tenant_id, feedback_id).filter(revision=old.revision).update(superseded_at=now)
    _publish_one(old, sign=-1)
    fields = {
        field.attname: getattr(old, field.attname)
        for field in Feedback._meta.concrete_fields  # noqa: SLF001  # Django's public name for it
    }
    changes = {
        "revision": old.revision + 1,
        # Learning who said it leaves when it was said.
        "received_at": now if said_again else old.received_at,
        "scores": new_scores,
        "comment": new_comment,
        "partial": new_partial,
        "customer_id": new_customer,
        "digest": blake2b(repr((new_scores, new_comment)).encode(), digest_size=16).digest(),
    }
    new = Feedback.objects.create(**{**fields, **changes})
    _publish_one(new, sign=1)
    return new


@transaction.atomic
def erase(*, tenant_id: uuid.UUID, feedback_id: uuid.UUID) -> int:
    """Delete all revisions, the answers and pictures as given and what was decided of them.

    The cells forget what counted.

    Returns how many revisions there were; 0 when there was nothing to erase.
    """
    with suppress(NoSuchFeedback):
        _publish_one(_current(tenant_id, feedback_id), sign=-1)
    revisions = _filter(tenant_id, feedback_id)
    given = Response.objects.filter(tenant_id=tenant_id, id=feedback_id)
    given.filter(received_at__in=moments(revisions)).delete()
    Sitting.objects.filter(tenant_id=tenant_id, id=feedback_id).delete()
    forget_pictures(tenant_id=tenant_id, form_id=feedback_id)
    RowFactor.objects.filter(tenant_id=tenant_id, feedback_id=feedback_id).delete()
    return revisions.delete()[0]


def moments(rows: Iterable[Feedback]) -> set[datetime]:
    """When the answers behind these rows were kept, so that only those months are searched.

    What a survey took was kept at the moment of the utterance, what a file brought at its own.
    """
    return {moment for row in rows for moment in (row.occurred_at, row.received_at)}


def _current(tenant_id: uuid.UUID, feedback_id: uuid.UUID) -> Feedback:
    current = _filter(tenant_id, feedback_id).filter(superseded_at=None)
    found = current.select_for_update().first()
    if found is None:
        raise NoSuchFeedback(feedback_id)
    return found


def _filter(tenant_id: uuid.UUID, feedback_id: uuid.UUID) -> QuerySet[Feedback]:
    return Feedback.objects.filter(tenant_id=tenant_id, id=feedback_id)


def _publish_one(row: Feedback, *, sign: Literal[1, -1]) -> None:
    weights = effective_weights(tenant_id=row.tenant_id, ids=[row.id], weights=[row.weight])
    publish(
        tenant_id=row.tenant_id,
        questionnaire_id=row.questionnaire_id,
        version_id=row.version_id,
        rows=CountedRows([row.location_id], [row.day], [row.scores], weights),
        sign=sign,
    )
