"""The doors to accounts: for people who manage them, for the loop that sends, for networks."""

import hashlib
import uuid

from django.db.models import QuerySet

from heedful.base.connectors.accounts.models import ChannelAccount, Hook
from heedful.base.org.models import Member
from heedful.base.org.rules import Permission, may
from heedful.base.tenancy.domain import within


def accounts_visible_to(*, member: Member) -> QuerySet[ChannelAccount]:
    """The accounts of the organisation, for whoever may manage channels."""
    found = ChannelAccount.objects.filter(tenant=member.tenant_id, removed_at=None)
    allowed = may(role=member.role, permission=Permission.MANAGE_CHANNELS)
    return found if allowed else found.none()


def working_accounts(*, tenant_id: uuid.UUID) -> QuerySet[ChannelAccount]:
    """Accounts that nobody switched off, the oldest first: that one carries what names none."""
    return ChannelAccount.objects.filter(tenant=tenant_id, removed_at=None, paused_at=None)


def hook_hash(secret: str) -> bytes:
    """What is kept of a secret address of 192 random bits."""
    return hashlib.sha256(secret.encode(errors="replace")).digest()


def hook_of(*, secret: str) -> Hook | None:
    """Whose address this is; None when it is nobody's. Needs no fence."""
    return Hook.objects.filter(token_hash=hook_hash(secret)).first()


def account_behind(*, secret: str) -> ChannelAccount | None:
    """Return the account whose addresses hold this secret; None where nobody's do."""
    hook = hook_of(secret=secret)
    if hook is None:
        return None
    with within(hook.tenant_id):
        return ChannelAccount.objects.filter(pk=hook.account_id, removed_at=None).first()
