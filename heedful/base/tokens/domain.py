"""Letting a program in, and ending that."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Q

from heedful.base.audit.domain import record
from heedful.base.audit.rules import OPERATOR, Action, person, program
from heedful.base.org.models import Member, Node
from heedful.base.org.queries import nodes_visible_to
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.base.tokens.models import AccessToken, Pace
from heedful.base.tokens.queries import token_hash, working
from heedful.base.tokens.rules import (
    MOST_TOKENS,
    PREFIX,
    Allowance,
    Limit,
    Scope,
    scopes_open_to,
)

log = structlog.get_logger(__name__)
# When a token was used is told to this much, so that reading does not write each time.
TOLD_TO = timedelta(minutes=10)
SPEND = """
    insert into base_pace as pace (id, tenant_id, free_at)
        values (%(token)s, %(tenant)s, %(now)s + %(step)s)
    on conflict (id) do update set free_at = greatest(pace.free_at, %(now)s) + %(step)s
        where pace.free_at <= %(now)s + %(spare)s
    returning free_at
"""


class NotYours(Exception):
    """Nobody lets a program in to what they may not see themselves."""


class TooManyTokens(Exception):
    """A person has as many tokens as anybody can look after."""


@transaction.atomic
def make_token(
    *,
    member: Member,
    name: str,
    scopes: Collection[Scope],
    place: Node,
    days: int,
    by: Member | None,
    now: datetime,
) -> tuple[AccessToken, str]:
    """Return a new token and its secret, told this once. Raises NotYours, TooManyTokens.

    `by` nobody is an operator.
    """
    if not set(scopes) <= set(scopes_open_to(member.role)):
        raise NotYours
    if not nodes_visible_to(member=member).filter(pk=place.pk).exists():
        raise NotYours
    # Two tabs at the same time wait here.
    Tenant.objects.select_for_update(no_key=True).get(pk=member.tenant_id)
    mine = AccessToken.objects.filter(tenant=member.tenant_id, member=member)
    if working(mine, now=now).count() >= MOST_TOKENS:
        raise TooManyTokens
    secret = PREFIX + secrets.token_urlsafe(32)
    token = AccessToken.objects.create(
        tenant_id=member.tenant_id,
        member=member,
        name=name,
        token_hash=token_hash(secret),
        scopes=sorted(one.value for one in scopes),
        place=place,
        stamp=member.stamp,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    log.info("token.made", token=str(token.pk), scopes=token.scopes, place=str(place.pk))
    record(
        tenant_id=member.tenant_id,
        actor=person(by.user_id) if by else OPERATOR,
        action=Action.TOKEN_MADE,
        about=program(token.pk),
        details={
            "scopes": " ".join(token.scopes),
            "place": str(place.pk),
            "days": days,
            "for": str(member.user_id),
        },
        now=now,
    )
    return token, secret


@transaction.atomic
def revoke_token(*, token: AccessToken, by: Member | None, now: datetime) -> None:
    """End a token for good; ending it again changes nothing. `by` nobody is an operator."""
    ended = AccessToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
    if ended:
        log.info("token.revoked", token=str(token.pk), by=str(by.pk) if by else "operator")
        record(
            tenant_id=token.tenant_id,
            actor=person(by.user_id) if by else OPERATOR,
            action=Action.TOKEN_ENDED,
            about=program(token.pk),
            now=now,
        )


def note_use(*, token: AccessToken, now: datetime) -> None:
    """Keep when a token was last used, to ten minutes."""
    if token.last_used_at is None or token.last_used_at <= now - TOLD_TO:
        AccessToken.objects.filter(
            Q(last_used_at=None) | Q(last_used_at__lte=now - TOLD_TO), pk=token.pk
        ).update(last_used_at=now)


def spend(*, token: AccessToken, limit: Limit, now: datetime) -> Allowance:
    """Count a request of a token, whichever process it came to. Call it outside of any fence."""
    told: dict[str, Any] = {
        "token": token.pk,
        "tenant": token.tenant_id,
        "now": now,
        "step": limit.step,
        "spare": limit.spare,
    }
    with within(token.tenant_id), connection.cursor() as cursor:
        cursor.execute(SPEND, told)
        if moved := cursor.fetchone():
            return limit.allowed(free_at=moved[0], now=now)
        return limit.refused(free_at=Pace.objects.get(pk=token.pk).free_at, now=now)
