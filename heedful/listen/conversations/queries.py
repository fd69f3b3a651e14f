"""Finding the survey that a word, a number dialled or an invitation leads to."""

import uuid
from datetime import datetime, timedelta

from django.db.models import QuerySet

from heedful.base.customers.domain import NotAnIdentity
from heedful.base.customers.identities import normal
from heedful.base.customers.models import Identity, IdentityKind
from heedful.base.org.models import Member
from heedful.base.org.queries import nodes_visible_to
from heedful.base.org.rules import Permission, may
from heedful.listen.conversations.models import EntryPoint, Recording
from heedful.listen.surveys.models import SurveyLink

# A reply after that is about something else.
ANSWERS_FOR = timedelta(days=7)


def entry_link(*, tenant_id: uuid.UUID, channel: str, word: str) -> SurveyLink | None:
    """The address that a word leads to, else the one for any word."""
    found = EntryPoint.objects.filter(tenant=tenant_id, channel=channel, word__in=[word, ""])
    entry = found.order_by("-word").first()
    if entry is None:
        return None
    return SurveyLink.objects.filter(pk=bytes(entry.link_hash), tenant=tenant_id).first()


def link_invited_by(*, tenant_id: uuid.UUID, number: str, now: datetime) -> SurveyLink | None:
    """The newest unused address that was sent to this number by text message."""
    try:
        value = normal(IdentityKind.PHONE, number)
    except NotAnIdentity:
        return None
    customers = Identity.objects.filter(tenant=tenant_id, kind=IdentityKind.PHONE, value=value)
    links = SurveyLink.objects.filter(
        tenant=tenant_id,
        customer_id__in=list(customers.values_list("customer", flat=True)),
        channel="sms",
        once=True,
        used_at=None,
        closed_at=None,
        created_at__gt=now - ANSWERS_FOR,
    )
    return links.order_by("-created_at").first()


def entry_points_visible_to(*, member: Member) -> QuerySet[EntryPoint]:
    """Every word and number of the organisation, for whoever manages channels."""
    found = EntryPoint.objects.filter(tenant=member.tenant_id).order_by("channel", "word")
    return found if may(role=member.role, permission=Permission.MANAGE_CHANNELS) else found.none()


def recordings_visible_to(*, member: Member) -> QuerySet[Recording]:
    """Spoken answers about the locations of a person who may read customers' words."""
    found = Recording.objects.filter(
        tenant=member.tenant_id, location__in=nodes_visible_to(member=member)
    ).order_by("-recorded_at")
    return found if may(role=member.role, permission=Permission.SEE_COMMENTS) else found.none()
