"""A list of people from a CSV file: `name`, `email`, `role` and `scope`.

`scope` is the code or the name of a location or group; blank means the whole of what the person
who brings the file may give. A person who is not in the file stays as they are.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from heedful.base.accounts.models import User
from heedful.base.audit.domain import record_all
from heedful.base.audit.rules import OPERATOR, Action, Details, person
from heedful.base.org.domain import change_membership
from heedful.base.org.files.locations import FileHasFaults
from heedful.base.org.files.table import Fault, Line, read_table
from heedful.base.org.models import Member, Role
from heedful.base.org.people import (
    LastOwner,
    keep_an_owner,
    works_elsewhere,
)
from heedful.base.org.tree import BATCH, folded, load_tree
from heedful.base.tenancy.models import Tenant


@dataclass(frozen=True, slots=True)
class PersonChange:
    line: int
    email: str
    name: str
    role: str
    scope_id: uuid.UUID
    scope: str


@dataclass(slots=True)
class PeoplePlan:
    """What a file would do, by line."""

    added: list[PersonChange] = field(default_factory=list)
    changed: list[PersonChange] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def changes_nothing(self) -> bool:
        return not (self.added or self.changed)


def preview_people(*, tenant: Tenant, data: bytes, scope_id: uuid.UUID | None = None) -> PeoplePlan:
    """Tell what the file would do. Raises NotATable."""
    return _Planner(tenant, data, scope_id).plan


@transaction.atomic
def import_people(
    *,
    tenant: Tenant,
    data: bytes,
    scope_id: uuid.UUID | None = None,
    by: Member | None,
    now: datetime,
) -> PeoplePlan:
    """Bring people in and change roles as the file says; each gets in by a link made later.

    `by` nobody is an operator.
    The same file again changes nothing. Raises NotATable, and FileHasFaults when not every line
    can be taken.
    """
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    planner = _Planner(tenant, data, scope_id)
    if not planner.plan.faults:
        planner.save()
    if planner.plan.faults:
        raise FileHasFaults(planner.plan.faults)
    actor, plan = person(by.user_id) if by else OPERATOR, planner.plan
    for action, changes in (
        (Action.PERSON_ADDED, plan.added),
        (Action.PERSON_CHANGED, plan.changed),
    ):
        told = planner.told(changes)
        record_all(tenant_id=tenant.pk, actor=actor, action=action, told=told, now=now)
    return plan


class _Planner:
    """Goes through the file line by line against the people and places in memory."""

    def __init__(self, tenant: Tenant, data: bytes, scope_id: uuid.UUID | None) -> None:
        table = read_table(data, needs=("email", "role"))
        self.plan = PeoplePlan(faults=list(table.faults))
        self._tenant = tenant
        self._tree = load_tree(tenant=tenant)
        self._scope = scope_id or self._tree.root_id
        self._by_name: dict[str, list[uuid.UUID]] = {}
        for node in self._tree.nodes.values():
            self._by_name.setdefault(folded(node.name), []).append(node.pk)
        members = Member.objects.filter(tenant=tenant).select_related("user")
        self._members = {member.user.email: member for member in members}
        emails = [line.get("email").lower() for line in table.lines]
        self._users = {user.email: user for user in User.objects.filter(email__in=emails)}
        self._seen: set[str] = set()
        for line in table.lines:
            self._read(line)

    def _read(self, line: Line) -> None:
        email = line.get("email").lower()
        reason = self._wrong_person(email) or self._wrong_role(line.get("role"))
        if reason:
            self._fault(line, *reason)
            return
        self._seen.add(email)
        scope_id = self._find(line.get("scope"))
        if scope_id is None or self._scope not in self._tree.chain(scope_id):
            self._fault(line, "scope", _("There is no such place in your part, or several."))
            return
        scope = self._tree.nodes[scope_id].name
        role = line.get("role").casefold()
        change = PersonChange(line.number, email, line.get("name")[:200], role, scope_id, scope)
        member = self._members.get(email)
        if member is None:
            self.plan.added.append(change)
        elif self._scope not in self._tree.chain(member.scope_id):
            self._fault(line, "email", _("This person is outside your part of the organisation."))
        elif (member.role, member.scope_id) != (role, scope_id):
            self.plan.changed.append(change)
        else:
            self.plan.unchanged += 1

    def _wrong_person(self, email: str) -> tuple[str, str] | None:
        if email in self._seen:
            return "email", _("This address stands in the file twice.")
        try:
            validate_email(email)
        except ValidationError:
            return "email", _("This is not an e-mail address.")
        user = self._users.get(email)
        stranger = user is not None and email not in self._members
        if user and stranger and works_elsewhere(user=user, tenant_id=self._tenant.pk):
            return "email", _("This account belongs to another organisation.")
        return None

    def _wrong_role(self, role: str) -> tuple[str, str] | None:
        if role.casefold() in Role.values:
            return None
        told = {"roles": ", ".join(Role.values)}
        return "role", _("This is no role; the roles are %(roles)s.") % told

    def _find(self, scope: str) -> uuid.UUID | None:
        if not scope:
            return self._scope
        if scope in self._tree.by_code:
            return self._tree.by_code[scope].pk
        named = self._by_name.get(folded(scope), [])
        return named[0] if len(named) == 1 else None

    def _fault(self, line: Line, column: str, reason: str) -> None:
        self.plan.faults.append(Fault(line.number, column, reason))

    def save(self) -> None:
        self._bring_in()
        for change in self.plan.changed:
            member = self._members[change.email]
            try:
                keep_an_owner(member=member, role=change.role, scope_id=change.scope_id)
            except LastOwner:
                reason = _("Somebody must remain who owns the whole organisation.")
                self.plan.faults.append(Fault(change.line, "role", reason))
                return
            node = self._tree.nodes[change.scope_id]
            change_membership(member=member, role=change.role, scope=node)

    def told(self, changes: Sequence[PersonChange]) -> Iterator[tuple[str, Details]]:
        """What is written down of each, once it is done."""
        for change in changes:
            details: Details = {"role": change.role, "place": str(change.scope_id), "by_file": True}
            yield person(self._users[change.email].pk), details

    def _bring_in(self) -> None:
        fresh = [
            User(email=change.email, name=change.name, password=make_password(None))
            for change in self.plan.added
            if change.email not in self._users
        ]
        User.objects.bulk_create(fresh, batch_size=BATCH)
        self._users |= {user.email: user for user in fresh}
        Member.objects.bulk_create(
            [
                Member(
                    tenant=self._tenant,
                    user=self._users[change.email],
                    role=change.role,
                    scope_id=change.scope_id,
                    stamp=uuid.uuid4(),
                )
                for change in self.plan.added
            ],
            batch_size=BATCH,
        )
