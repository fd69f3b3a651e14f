"""The door to what is sent, for people who manage channels."""

from datetime import datetime

from django.db.models import Count, QuerySet

from heedful.base.connectors.sending.models import Outgoing, State
from heedful.base.org.models import Member
from heedful.base.org.rules import Permission, may


def outgoing_visible_to(*, member: Member) -> QuerySet[Outgoing]:
    """What the organisation sends, newest first, for whoever may manage channels."""
    found = Outgoing.objects.filter(tenant=member.tenant_id).order_by("-created_at", "-id")
    allowed = may(role=member.role, permission=Permission.MANAGE_CHANNELS)
    return found if allowed else found.none()


def counts_of(*, member: Member, since: datetime) -> dict[State, int]:
    """How many messages since then are in each state; those that wait count however old."""
    rows = outgoing_visible_to(member=member).order_by()
    recent = rows.filter(created_at__gte=since) | rows.filter(
        state__in=[State.WAITING, State.SENDING]
    )
    found = recent.values_list("state").annotate(n=Count("pk"))
    return {State(state): n for state, n in found}
