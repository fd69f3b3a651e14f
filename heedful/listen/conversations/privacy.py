"""Conversations with one person by text message and telephone: told to them, and erased."""

import uuid
from collections.abc import Collection

from django.db.models import QuerySet

from heedful.base.customers.models import Identity
from heedful.listen.conversations.models import Conversation, Recording
from heedful.listen.feedback.models import Feedback


def export(*, tenant_id: uuid.UUID, customer_ids: Collection[uuid.UUID]) -> dict[str, object]:
    """Tell when there were conversations, and what was recorded. Call it inside the fence."""
    talks = _talks(tenant_id, customer_ids).order_by("begun_at")
    spoken = _recordings(tenant_id, customer_ids).order_by("recorded_at")
    return {
        "conversations": [
            {"channel": one.channel, "number": one.peer, "begun_at": one.begun_at.isoformat()}
            for one in talks
        ],
        "recordings": [
            {"asked": one.asked, "recorded_at": one.recorded_at.isoformat(), "source": one.source}
            for one in spoken
        ],
    }


def erase(*, tenant_id: uuid.UUID, customer_ids: Collection[uuid.UUID]) -> int:
    """Erase recordings and who was talked to. Call it inside the fence, before the answers go."""
    return (
        _recordings(tenant_id, customer_ids).delete()[0]
        + _talks(tenant_id, customer_ids).delete()[0]
    )


def _talks(tenant_id: uuid.UUID, customer_ids: Collection[uuid.UUID]) -> QuerySet[Conversation]:
    phones = Identity.objects.filter(
        tenant=tenant_id, customer__in=list(customer_ids), kind="phone"
    )
    return Conversation.objects.filter(tenant=tenant_id, peer__in=phones.values("value"))


def _recordings(tenant_id: uuid.UUID, customer_ids: Collection[uuid.UUID]) -> QuerySet[Recording]:
    said = Feedback.objects.filter(tenant_id=tenant_id, customer_id__in=list(customer_ids))
    return Recording.objects.filter(
        tenant=tenant_id, form_id__in=list(said.values_list("id", flat=True))
    )
