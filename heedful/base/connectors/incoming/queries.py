"""The door to what came in, for people who manage channels."""

from django.db.models import QuerySet

from heedful.base.connectors.incoming.models import Incoming
from heedful.base.org.models import Member
from heedful.base.org.rules import Permission, may


def incoming_visible_to(*, member: Member) -> QuerySet[Incoming]:
    """What came in for the organisation, newest first, for whoever may manage channels."""
    found = Incoming.objects.filter(tenant=member.tenant_id).order_by("-received_at", "-id")
    allowed = may(role=member.role, permission=Permission.MANAGE_CHANNELS)
    return found if allowed else found.none()
