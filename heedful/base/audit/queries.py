"""The door to what was done, and whether the chain over it is whole."""

import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from heedful.base.audit.models import AuditChain, AuditEntry, AuditLink
from heedful.base.audit.rules import BEGINNING, digest, person, sealed
from heedful.base.org.models import Member, Placement
from heedful.base.org.queries import members_visible_to


def entries_visible_to(*, member: Member) -> QuerySet[AuditEntry]:
    """Everything for who looks after the whole; else what the people of their part did."""
    entries = AuditEntry.objects.filter(tenant=member.tenant_id).order_by("-at", "-id")
    top = Placement.objects.filter(tenant=member.tenant_id, node=member.scope_id, parent=None)
    if top.exists():
        return entries
    people = members_visible_to(member=member).values_list("user_id", flat=True)
    return entries.filter(actor__in=[person(user_id) for user_id in people])


@dataclass(frozen=True, slots=True)
class Verified:
    """What looking over an organisation's chain found."""

    entries: int
    number: int  # of the last entry in the chain
    seal: str  # of the last entry; kept elsewhere, it proves later that nothing was cut off
    faults: tuple[str, ...]


def verify(*, tenant_id: uuid.UUID, expect: tuple[int, str] | None = None) -> Verified:
    """Compute each digest and seal anew; `expect` is a number and seal that were noted before."""
    links = {link.pk: link for link in AuditLink.objects.filter(tenant=tenant_id)}
    entries = {entry.pk: entry for entry in AuditEntry.objects.filter(tenant=tenant_id)}
    faults, before, number = [], BEGINNING, 0
    faults += [f"entry {key} is in no place of the chain" for key in entries.keys() - links.keys()]
    for link in sorted(links.values(), key=lambda one: one.number):
        number += 1
        if link.number != number:
            faults.append(f"entries {number} to {link.number - 1} are missing")
            number = link.number
        entry = entries.get(link.pk)
        if entry is None:
            faults.append(f"entry {number} is missing")
        elif bytes(entry.digest) != _digest(entry):
            faults.append(f"entry {number} was changed")
        elif bytes(link.seal) != sealed(before=before, own=bytes(entry.digest)):
            faults.append(f"entry {number} is not sealed to the one before")
        before = bytes(link.seal)
        if expect and expect[0] == number and expect[1] != before.hex():
            faults.append(f"the seal of entry {number} is not the one that was noted")
    chain = AuditChain.objects.filter(tenant=tenant_id).first()
    if chain and (chain.number, bytes(chain.seal)) != (number, before):
        faults.append(f"the chain ended with entry {chain.number} and now ends with {number}")
    if expect and expect[0] > number:
        faults.append(f"entry {expect[0]} was noted, and the chain ends with {number}")
    return Verified(len(entries), number, before.hex(), tuple(faults))


def _digest(entry: AuditEntry) -> bytes:
    return digest(
        key=entry.pk,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        about=entry.about,
        details=entry.details,
    )
