"""Letting people in by a link that works once."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from heedful.base.accounts.models import SignInLink, User
from heedful.base.accounts.queries import membership
from heedful.base.audit.domain import record
from heedful.base.audit.rules import Action, person
from heedful.base.org.currencies import currency_by_clock
from heedful.base.org.domain import add_root
from heedful.base.org.models import Member, Role
from heedful.base.tenancy.domain import as_user, within
from heedful.base.tenancy.models import Tenant

LINK_LASTS = timedelta(days=3)
FIRST_OWNER = "owner@localhost.localdomain"


class LinkUsed(Exception):
    """The link was used before, is too old or never existed."""


def make_sign_in_link(*, user: User, now: datetime) -> str:
    """Return the path of a link that signs `user` in once; earlier unused links stop working."""
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        SignInLink.objects.filter(user=user, used_at=None).delete()
        SignInLink.objects.create(
            token_hash=token_hash(token), user=user, created_at=now, expires_at=now + LINK_LASTS
        )
    return f"/welcome/{token}/"


@transaction.atomic
def use_sign_in_link(*, token: str, now: datetime) -> User:
    """Spend the link and return whom it lets in. Raises LinkUsed."""
    spent = SignInLink.objects.filter(
        token_hash=token_hash(token), used_at=None, expires_at__gt=now, user__is_active=True
    ).update(used_at=now)
    if not spent:
        raise LinkUsed
    user = SignInLink.objects.select_related("user").get(token_hash=token_hash(token)).user
    note_sign_in(user=user, action=Action.SIGNED_IN, way="link", now=now)
    return user


def note_sign_in(*, user: User, action: Action, way: str, now: datetime) -> None:
    """Write down that a person came in, or that somebody tried to in their name."""
    with as_user(user.pk):
        member = membership(user=user)
    if member is None:
        return
    with within(member.tenant_id):
        record(
            tenant_id=member.tenant_id,
            actor=person(user.pk),
            action=action,
            about=person(user.pk),
            details={"way": way},
            now=now,
        )


def token_hash(token: str) -> bytes:
    """Return what is stored of a secret of 128 random bits or more."""
    return hashlib.sha256(token.encode()).digest()


@transaction.atomic
def first_sign_in_link(*, now: datetime) -> str | None:
    """On an empty installation make the first organisation and owner; return the way in.

    Returns None once somebody has signed in; until then each call makes a fresh link.
    """
    if not Tenant.objects.exists():
        # Files may come in by the terminal, and pages be seen, before anybody names it.
        new_organisation(name=_("Our organisation"), email=FIRST_OWNER, time_zone="UTC")
    owner = User.objects.filter(email=FIRST_OWNER, last_login=None).first()
    return make_sign_in_link(user=owner, now=now) if owner else None


@transaction.atomic
def new_organisation(*, name: str, email: str, time_zone: str) -> tuple[Tenant, User]:
    """Make a tenant with its root node and one owner who has no password yet.

    Amounts are in the money of the time zone until somebody says otherwise.
    """
    currency = currency_by_clock(time_zone)
    tenant = Tenant.objects.create(name=name, time_zone=time_zone, currency=currency)
    owner = User.objects.create_user(email)
    with within(tenant.pk):
        root = add_root(tenant=tenant)
        Member.objects.create(
            tenant=tenant, user=owner, role=Role.OWNER, scope=root, stamp=uuid.uuid4()
        )
    return tenant, owner


@transaction.atomic
def found_organisation(
    *,
    member: Member,
    organisation: str,
    time_zone: str,
    name: str,
    email: str,
    password: str,
    currency: str = "",
) -> User:
    """Give the first organisation its name and its first owner their own sign-in.

    Without a currency it is that of the time zone.
    """
    tenant, root, owner = member.tenant, member.scope, member.user
    tenant.name, tenant.time_zone = organisation, time_zone
    tenant.currency = currency or currency_by_clock(time_zone)
    tenant.save(update_fields=["name", "time_zone", "currency"])
    root.name, root.time_zone = organisation, time_zone
    root.save(update_fields=["name", "time_zone"])
    owner.name, owner.email = name, email
    owner.set_password(password)
    owner.save(update_fields=["name", "email", "password"])
    return owner


def rename(*, user: User, name: str) -> None:
    """Let a person be called by another name."""
    user.name = name
    user.save(update_fields=["name"])
