"""What visits and invitations hold of one person: told to them, and unlinked."""

import uuid
from collections.abc import Collection

from heedful.listen.invitations.models import Invitation, Visit


def export(*, tenant_id: uuid.UUID, customer_ids: Collection[uuid.UUID]) -> dict[str, object]:
    """Tell visits and what was done with them, as plain values. Call it inside the fence."""
    visits = Visit.objects.filter(tenant=tenant_id, customer__in=list(customer_ids))
    invitations = Invitation.objects.filter(tenant=tenant_id, visit__in=visits)
    return {
        "visits": [
            {
                "location": visit.location.name,
                "visited_at": visit.visited_at.isoformat(),
                "key": visit.key,
                "value": None if visit.value is None else str(visit.value),
                "source": visit.source,
            }
            for visit in visits.select_related("location").order_by("visited_at")
        ],
        "invitations": [
            {
                "visit": one.visit.key,
                "state": one.state,
                "reason": one.reason,
                "channel": one.channel,
                "sent_at": None if one.sent_at is None else one.sent_at.isoformat(),
            }
            for one in invitations.select_related("visit").order_by("at")
        ],
    }


def erase(*, tenant_id: uuid.UUID, customer_ids: Collection[uuid.UUID]) -> int:
    """Let visits count on as anybody's; who waits for an invitation gets none.

    Returns how many visits there were. Safe to repeat. Call it inside the fence.
    """
    visits = Visit.objects.filter(tenant=tenant_id, customer__in=list(customer_ids))
    open_ones = Invitation.objects.filter(tenant=tenant_id, visit__in=visits)
    open_ones.filter(state="waiting").update(state="refused", reason="erased", due_at=None)
    open_ones.update(due_at=None)
    return visits.update(customer=None, value=None)
