"""Forms that were begun: kept while somebody may come back, then as they were left."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from heedful.base.org.models import Node
from heedful.base.tenancy.models import Tenant
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.domain import Submission, submit
from heedful.listen.responses.models import Sitting
from heedful.listen.surveys.definition import Value, record
from heedful.listen.surveys.models import QuestionnaireVersion
from heedful.listen.surveys.queries import definition_of

# How long somebody may be away from a page in a browser.
BROWSER_WAIT = timedelta(hours=2)
KIOSK_WAIT = timedelta(minutes=10)
BATCH = 200


@dataclass(frozen=True, slots=True)
class Begun:
    """How far somebody has come; `id` is the form's."""

    id: uuid.UUID
    version: QuestionnaireVersion
    location: Node
    channel: str
    language: str
    answers: Mapping[str, Value]
    page: str
    wait: timedelta
    customer_id: uuid.UUID | None = None
    visit_id: uuid.UUID | None = None


def keep_begun(*, tenant_id: uuid.UUID, begun: Begun, now: datetime) -> Sitting:
    """Keep what was answered so far; call it inside the fence. Safe to repeat."""
    fresh = {
        "language": begun.language,
        "answers": dict(begun.answers),
        "page": begun.page,
        "updated_at": now,
        "ends_at": now + begun.wait,
    }
    first = {
        "version": begun.version,
        "location": begun.location,
        "channel": begun.channel,
        "customer_id": begun.customer_id,
        "visit_id": begun.visit_id,
        "started_at": now,
    }
    sitting, _made = Sitting.objects.update_or_create(
        tenant_id=tenant_id, id=begun.id, defaults=fresh, create_defaults={**first, **fresh}
    )
    return sitting


def begun_of(*, tenant_id: uuid.UUID, form_id: uuid.UUID) -> Sitting | None:
    """Return a begun form; None when it was never begun, was sent, or was given up."""
    return Sitting.objects.filter(tenant_id=tenant_id, id=form_id).first()


def end_left(*, tenant: Tenant, now: datetime) -> int:
    """Keep the answers of forms that nobody came back to; those without any are dropped.

    Return how many went. Call it inside the fence; each form goes in the transaction that keeps
    its answers, and two that run at once share them.
    """
    due = Sitting.objects.filter(tenant=tenant, ends_at__lte=now).order_by("ends_at")
    left = list(
        due.select_for_update(skip_locked=True, of=("self",)).select_related("version", "location")[
            :BATCH
        ]
    )
    for sitting in left:
        _end(tenant, sitting, now)
    return len(left)


def _end(tenant: Tenant, sitting: Sitting, now: datetime) -> None:
    kept = record(definition_of(version=sitting.version), sitting.answers, sitting.pk)
    if kept.answers:
        submit(
            tenant=tenant,
            version=sitting.version,
            location=sitting.location,
            submission=Submission(
                id=sitting.pk,
                at=sitting.updated_at,
                channel=sitting.channel,
                language=sitting.language,
                scores=kept.scores,
                comment=kept.comment,
                answers=kept.answers,
                seconds=(sitting.updated_at - sitting.started_at).total_seconds() or None,
                customer_id=sitting.customer_id,
                visit_id=sitting.visit_id,
                partial=True,
                now=now,
            ),
        )
    Sitting.objects.filter(pk=sitting.pk).delete()


def is_kept(*, tenant_id: uuid.UUID, form_id: uuid.UUID) -> bool:
    """Say whether this form was sent as a whole."""
    found = Feedback.objects.filter(tenant_id=tenant_id, id=form_id, superseded_at=None)
    return found.filter(partial=False).exists()
