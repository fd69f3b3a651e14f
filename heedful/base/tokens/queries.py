"""The doors to tokens: those a person looks after, and the one behind a secret."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from heedful.base.org.models import Member
from heedful.base.org.queries import members_visible_to, nodes_visible_to
from heedful.base.org.rules import Permission, may
from heedful.base.tenancy.domain import with_secret, within
from heedful.base.tokens.models import AccessToken
from heedful.base.tokens.rules import PERMISSIONS, PREFIX, Scope


def tokens_visible_to(*, member: Member) -> QuerySet[AccessToken]:
    """A person's own; whoever looks after people also those of the people of their part."""
    mine = Q(member=member)
    if may(role=member.role, permission=Permission.MANAGE_PEOPLE):
        mine |= Q(member__in=members_visible_to(member=member))
    found = AccessToken.objects.filter(mine, tenant=member.tenant_id)
    return found.select_related("member__user", "place").order_by("-created_at", "-pk")


def working(tokens: QuerySet[AccessToken], *, now: datetime) -> QuerySet[AccessToken]:
    """Of some tokens those that would be let in."""
    return tokens.filter(revoked_at=None, expires_at__gt=now, stamp=F("member__stamp"))


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that was let in; `member` is the person who did, cut down to the token's place."""

    token: AccessToken
    member: Member

    def may(self, scope: Scope) -> bool:
        permitted = may(role=self.member.role, permission=PERMISSIONS[scope])
        return permitted and scope in self.token.scopes


def token_hash(secret: str) -> bytes:
    """What is kept of a secret of 256 random bits."""
    return hashlib.sha256(secret.encode()).digest()


def caller_of(*, secret: str, now: datetime) -> Caller | None:
    """Who comes with this secret; None when it opens nothing, whatever the reason. Five queries.

    May be asked outside of any fence, since the secret is what tells the organisation.
    """
    if not secret.startswith(PREFIX) or not secret.isascii() or len(secret) > 100:
        return None
    digest = token_hash(secret)
    with with_secret(digest):
        token = AccessToken.objects.filter(token_hash=digest).first()
    if token is None or token.revoked_at is not None or token.expires_at <= now:
        return None
    with within(token.tenant_id):
        return _caller(token)


def _caller(token: AccessToken) -> Caller | None:
    member = (
        Member.objects.filter(pk=token.member_id, stamp=token.stamp, user__is_active=True)
        .select_related("tenant", "user")
        .first()
    )
    # The tree may have moved: what lies outside of the person's part by now opens nothing.
    place = nodes_visible_to(member=member).filter(pk=token.place_id).first() if member else None
    if member is None or place is None:
        return None
    # Never saved: it stands for the person as far as the token goes.
    member.scope = place
    return Caller(token, member)
