"""Visits told by signed messages, as Standard Webhooks asks (standardwebhooks.com)."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime

from heedful.base.connectors.secrets import SecretLost, seal, unseal
from heedful.base.org.models import Member
from heedful.base.tenancy.domain import with_secret, within
from heedful.listen.invitations.models import VisitHook

# So that a secret found in a file says what it is.
PREFIX = "whsec_"


class NotSigned(Exception):
    """The message is not of whoever has the secret, or it is too old."""


def make_hook(*, member: Member, now: datetime) -> tuple[str, str]:
    """Make the person's address and secret anew, told this once; the former ones end."""
    address = secrets.token_urlsafe(24)
    secret = PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()
    with within(member.tenant_id):
        VisitHook.objects.filter(tenant=member.tenant_id, member=member).delete()
        VisitHook.objects.create(
            tenant_id=member.tenant_id,
            member=member,
            address_hash=_hash(address),
            sealed=seal({"secret": secret}),
            created_at=now,
        )
    return address, secret


def end_hook(*, member: Member) -> bool:
    """Let nobody tell visits there any more; say whether anybody could."""
    with within(member.tenant_id):
        found = VisitHook.objects.filter(tenant=member.tenant_id, member=member)
        return bool(found.delete()[0])


def hook_at(*, address: str) -> VisitHook | None:
    """Whose address this is; None when it is nobody's."""
    digest = _hash(address)
    with with_secret(digest):
        return VisitHook.objects.filter(address_hash=digest).first()


def check(*, hook: VisitHook, body: bytes, headers: Mapping[str, str]) -> None:
    """Check that a message is of whoever has the secret, and of the last minutes.

    Raises NotSigned.
    """
    from standardwebhooks import Webhook, WebhookVerificationError  # noqa: PLC0415  # rarely needed

    try:
        signer = Webhook(unseal(hook.sealed)["secret"])
        signer.verify(body.decode("utf-8"), {k.lower(): v for k, v in headers.items()})
    except (WebhookVerificationError, SecretLost, ValueError) as reason:
        raise NotSigned from reason


def _hash(address: str) -> bytes:
    return hashlib.sha256(address.encode()).digest()
