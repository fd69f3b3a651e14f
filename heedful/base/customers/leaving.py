"""The addresses in messages at which a customer ends further asks."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from heedful.base.customers.models import UnsubscribeLink
from heedful.base.customers.queries import has_opted_out
from heedful.base.customers.saying import opt_out, take_back
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant

SOURCE = "link"


@dataclass(frozen=True, slots=True)
class Leaving:
    """What an address in a message leads to."""

    tenant: Tenant
    customer_id: uuid.UUID
    channel: str
    has_left: bool


def unsubscribe_link(*, tenant_id: uuid.UUID, customer_id: uuid.UUID, channel: str) -> str:
    """Make an address for one message and return its secret, told this once."""
    token = secrets.token_urlsafe(24)
    UnsubscribeLink.objects.create(
        token_hash=_hash(token), tenant_id=tenant_id, customer_id=customer_id, channel=channel
    )
    return token


def find(*, token: str) -> Leaving | None:
    """What this address leads to; None when it was never ours."""
    rows = UnsubscribeLink.objects.select_related("tenant")
    link = rows.filter(token_hash=_hash(token)).first()
    if link is None:
        return None
    with within(link.tenant_id):
        left = has_opted_out(
            tenant_id=link.tenant_id, customer_id=link.customer_id, channel=link.channel
        )
    return Leaving(link.tenant, link.customer_id, link.channel, left)


def leave(*, leaving: Leaving, everywhere: bool, now: datetime) -> None:
    """End further asks, on this channel or on all. Safe to repeat."""
    if leaving.has_left and not everywhere:
        return
    opt_out(
        tenant_id=leaving.tenant.pk,
        customer_id=leaving.customer_id,
        channel="all" if everywhere else leaving.channel,
        source=SOURCE,
        now=now,
    )


def come_back(*, leaving: Leaving, now: datetime) -> None:
    """Undo it: all stands as before the customer left."""
    take_back(
        tenant_id=leaving.tenant.pk,
        customer_id=leaving.customer_id,
        channel=leaving.channel,
        now=now,
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
