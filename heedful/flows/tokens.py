"""`heedful token`: letting programs in from the terminal."""

import sys
import uuid
from collections.abc import Sequence

from django.utils import timezone
from rich.console import Console
from rich.table import Table

from heedful.base.org.models import Member
from heedful.base.org.queries import find_place
from heedful.base.tenancy.domain import within
from heedful.base.tokens.domain import NotYours, TooManyTokens, make_token, revoke_token
from heedful.base.tokens.models import AccessToken
from heedful.base.tokens.queries import working
from heedful.base.tokens.rules import Scope
from heedful.flows.imports import NoTenant, the_tenant

WRONG = 2


def make(
    *,
    email: str,
    name: str,
    scopes: Sequence[str],
    under: str | None,
    days: int,
    tenant: str | None,
) -> int:
    """Print a new token's secret and nothing else; return the exit code."""
    try:
        organisation = the_tenant(tenant)
    except NoTenant as error:
        return _wrong(str(error))
    with within(organisation.pk):
        people = Member.objects.filter(tenant=organisation).select_related("scope")
        member = people.filter(user__email__iexact=email).first()
        if member is None:
            return _wrong(f"There is no “{email}” in this organisation.")
        place = find_place(member=member, text=under) if under else member.scope
        if place is None:
            return _wrong(f"There is no single place “{under}”. Give its code or its whole name.")
        try:
            _, secret = make_token(
                member=member,
                name=name[:100],
                scopes=[Scope(one) for one in scopes or (Scope.METRICS,)],
                place=place,
                days=days,
                by=None,
                now=timezone.now(),
            )
        except NotYours:
            return _wrong(f"{email} may not see this, so no program may on their behalf.")
        except TooManyTokens:
            return _wrong(f"{email} has a hundred tokens that work. End some of them first.")
    sys.stdout.write(secret + "\n")
    return 0


def show(*, tenant: str | None) -> int:
    """Print all tokens, newest first; return the exit code."""
    try:
        organisation = the_tenant(tenant)
    except NoTenant as error:
        return _wrong(str(error))
    table = Table()
    # What is copied from here must stand in one piece.
    table.add_column("key", min_width=36)
    for heading in ("name", "of", "place", "reads", "until", "last used"):
        table.add_column(heading)
    with within(organisation.pk):
        found = AccessToken.objects.filter(tenant=organisation)
        works = set(working(found, now=timezone.now()).values_list("pk", flat=True))
        for one in found.select_related("member__user", "place").order_by("-created_at"):
            table.add_row(
                str(one.pk),
                one.name,
                one.member.user.email,
                one.place.name,
                ", ".join(one.scopes),
                f"{one.expires_at:%Y-%m-%d}" if one.pk in works else "ended",
                f"{one.last_used_at:%Y-%m-%d %H:%M}" if one.last_used_at else "never",
            )
    Console(soft_wrap=True).print(table)
    return 0


def end(*, key: uuid.UUID, tenant: str | None) -> int:
    """End a token; return the exit code."""
    try:
        organisation = the_tenant(tenant)
    except NoTenant as error:
        return _wrong(str(error))
    with within(organisation.pk):
        token = AccessToken.objects.filter(tenant=organisation, pk=key).first()
        if token is None:
            return _wrong("There is no such token. See them with: heedful token list")
        revoke_token(token=token, by=None, now=timezone.now())
    sys.stdout.write(f"“{token.name}” opens nothing any more.\n")
    return 0


def _wrong(sentence: str) -> int:
    Console(stderr=True).print(sentence, markup=False)
    return WRONG
