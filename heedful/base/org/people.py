"""Bringing people in, changing what they may do and where, and letting them go."""

import uuid
from datetime import datetime

from django.db import transaction

from heedful.base.accounts.domain import make_sign_in_link
from heedful.base.accounts.models import SignInLink, User
from heedful.base.audit.domain import record
from heedful.base.audit.rules import Action, person
from heedful.base.org.domain import change_membership
from heedful.base.org.models import Member, Node, Placement, Role
from heedful.base.org.queries import members_visible_to, nodes_visible_to
from heedful.base.tenancy.domain import as_user
from heedful.base.tenancy.models import Tenant


class LastOwner(Exception):
    """Somebody must remain who owns the whole organisation."""


class OutsideScope(Exception):
    """Nobody gives or changes rights outside their own part of the organisation."""


class AlreadyHere(Exception):
    """Somebody of the organisation has this e-mail address already."""


class WorksElsewhere(Exception):
    """The account belongs to another organisation, which alone may let the person in."""


@transaction.atomic
def add_person(
    *, by: Member, email: str, name: str, role: str, scope: Node, now: datetime
) -> tuple[Member, str]:
    """Bring a person in; return the membership and the path of their one-time sign-in link.

    Raises OutsideScope, AlreadyHere, WorksElsewhere.
    """
    _within_scope(by, scope)
    user = find_or_make_user(tenant_id=by.tenant_id, email=email, name=name)
    member, made = Member.objects.get_or_create(
        tenant_id=by.tenant_id,
        user=user,
        defaults={"role": role, "scope": scope, "stamp": uuid.uuid4()},
    )
    if not made:
        raise AlreadyHere(email)
    _note(Action.PERSON_ADDED, by=by, member=member, now=now)
    return member, make_sign_in_link(user=user, now=now)


@transaction.atomic
def change_person(*, by: Member, member: Member, role: str, scope: Node, now: datetime) -> Member:
    """Give a person another role or place. Raises OutsideScope, LastOwner."""
    _within_reach(by, member)
    _within_scope(by, scope)
    keep_an_owner(member=member, role=role, scope_id=scope.pk)
    if (member.role, member.scope_id) == (role, scope.pk):
        return member
    changed = change_membership(member=member, role=role, scope=scope)
    _note(Action.PERSON_CHANGED, by=by, member=changed, now=now)
    return changed


@transaction.atomic
def new_link(*, by: Member, member: Member, now: datetime) -> str:
    """Return the path of a fresh sign-in link for a person. Raises OutsideScope, WorksElsewhere."""
    _within_reach(by, member)
    if works_elsewhere(user=member.user, tenant_id=by.tenant_id):
        raise WorksElsewhere
    _note(Action.LINK_MADE, by=by, member=member, now=now)
    return make_sign_in_link(user=member.user, now=now)


@transaction.atomic
def remove_person(*, by: Member, member: Member, now: datetime) -> None:
    """Let a person go: their sessions and links end. Raises OutsideScope, LastOwner."""
    _within_reach(by, member)
    keep_an_owner(member=member, role="", scope_id=None)
    SignInLink.objects.filter(user=member.user, used_at=None).delete()
    _note(Action.PERSON_REMOVED, by=by, member=member, now=now)
    member.delete()


def find_or_make_user(*, tenant_id: uuid.UUID, email: str, name: str) -> User:
    """Return the account of this address. Raises WorksElsewhere.

    An account of another organisation is never taken over: a link made here would sign its maker
    in over there.
    """
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is None:
        return User.objects.create_user(email, name=name)
    if works_elsewhere(user=user, tenant_id=tenant_id):
        raise WorksElsewhere
    return user


def works_elsewhere(*, user: User, tenant_id: uuid.UUID) -> bool:
    with as_user(user.pk):
        return Member.objects.filter(user=user).exclude(tenant=tenant_id).exists()


def keep_an_owner(*, member: Member, role: str, scope_id: uuid.UUID | None) -> None:
    """Refuse what would leave nobody who owns the whole. Raises LastOwner."""
    root = Placement.objects.filter(tenant=member.tenant_id, parent=None).values("node_id")
    owners = Member.objects.filter(tenant=member.tenant_id, role=Role.OWNER, scope__in=root)
    # Two owners who remove each other at the same time wait here.
    Tenant.objects.select_for_update(no_key=True).get(pk=member.tenant_id)
    stays = role == Role.OWNER and scope_id in {row["node_id"] for row in root}
    if not stays and list(owners.values_list("pk", flat=True)) == [member.pk]:
        raise LastOwner


def _within_scope(by: Member, scope: Node) -> None:
    if not nodes_visible_to(member=by).filter(pk=scope.pk).exists():
        raise OutsideScope


def _within_reach(by: Member, member: Member) -> None:
    if not members_visible_to(member=by).filter(pk=member.pk).exists():
        raise OutsideScope


def _note(action: Action, *, by: Member, member: Member, now: datetime) -> None:
    record(
        tenant_id=by.tenant_id,
        actor=person(by.user_id),
        action=action,
        about=person(member.user_id),
        details={"role": member.role, "place": str(member.scope_id)},
        now=now,
    )
