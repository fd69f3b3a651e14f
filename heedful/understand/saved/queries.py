"""The doors to kept questions and their answers."""

import uuid
from datetime import datetime

from django.db.models import Q, QuerySet

from heedful.base.org.models import Member
from heedful.base.org.queries import nodes_visible_to
from heedful.understand.asking.telling import Told, read_back
from heedful.understand.saved.models import SavedQuestion, Snapshot


def saved_visible_to(*, member: Member) -> QuerySet[SavedQuestion]:
    """A person's own questions and those that others share, by name."""
    mine_or_shared = Q(owner=member) | Q(is_shared=True)
    found = SavedQuestion.objects.filter(mine_or_shared, tenant=member.tenant_id, deleted_at=None)
    return found.select_related("owner__user").order_by("name", "pk")


def own_visible_to(*, member: Member) -> QuerySet[SavedQuestion]:
    """What a person may change: their own, and those deleted of late."""
    return SavedQuestion.objects.filter(tenant=member.tenant_id, owner=member)


def snapshots_visible_to(*, member: Member) -> QuerySet[Snapshot]:
    """Answers to a person's own questions, as far as they were made for what they may see now."""
    nodes = nodes_visible_to(member=member).values("pk")
    found = Snapshot.objects.filter(
        tenant=member.tenant_id,
        question__owner=member,
        question__deleted_at=None,
        scope__in=nodes,
    )
    return found.order_by("-made_at", "-pk")


def due(*, tenant_id: uuid.UUID, now: datetime) -> list[uuid.UUID]:
    """Questions whose time has come."""
    waiting = SavedQuestion.objects.filter(
        tenant=tenant_id, next_at__lte=now, paused_at=None, deleted_at=None
    )
    return list(waiting.order_by("next_at").values_list("pk", flat=True))


def told_of(snapshot: Snapshot) -> Told | None:
    """What was answered; None when there was no answer."""
    if snapshot.told is None:
        return None
    return read_back(bytes(snapshot.told))
