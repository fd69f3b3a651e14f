"""Everything this room knows of one person: told to them, and erased.

Other rooms hold more; `flows.customers` asks all of them.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from heedful.base.customers.finding import lock
from heedful.base.customers.identities import digest
from heedful.base.customers.models import (
    Consent,
    ContactEntry,
    Customer,
    ErasedIdentity,
    Hold,
    Identity,
    UnsubscribeLink,
)
from heedful.base.customers.queries import whole_of
from heedful.base.tenancy.domain import within

# What a line of each table tells of a person.
_TOLD = {
    "identities": (Identity, ("kind", "value", "created_at", "unusable_since", "unusable_reason")),
    "consents": (Consent, ("channel", "purpose", "given_at", "withdrawn_at", "source")),
    "contact_ledger": (
        ContactEntry,
        ("at", "channel", "purpose", "outcome", "reason", "about", "words", "times", "last_at"),
    ),
    "holds": (Hold, ("reason", "until")),
}


@dataclass(frozen=True, slots=True)
class Erased:
    """What is gone: the keys under which the person was known, and how many rows."""

    customer_ids: tuple[uuid.UUID, ...]
    digests: tuple[bytes, ...]
    rows: int


def export(*, tenant_id: uuid.UUID, customer_id: uuid.UUID) -> dict[str, object]:
    """Tell everything this room keeps of a person, as plain values."""
    with within(tenant_id):
        customer = lock(tenant_id=tenant_id, customer_id=customer_id)
        told: dict[str, object] = {
            "customer": {
                "id": str(customer.pk),
                "language": customer.language,
                "time_zone": customer.time_zone,
                "created_at": customer.created_at.isoformat(),
            }
        }
        for name, (table, fields) in _TOLD.items():
            rows = table.objects.filter(tenant=tenant_id, customer=customer).order_by("pk")  # type: ignore[attr-defined]  # models
            told[name] = [{key: _plain(row[key]) for key in fields} for row in rows.values(*fields)]
        return told


def erase(*, tenant_id: uuid.UUID, customer_id: uuid.UUID, now: datetime) -> Erased:
    """Erase a person for good; only keyed hashes stay, so that no file brings them back.

    Safe to repeat.
    """
    with within(tenant_id):
        customer = lock(tenant_id=tenant_id, customer_id=customer_id)
        keys = whole_of(customer=customer)
        identities = Identity.objects.filter(tenant=tenant_id, customer__in=keys)
        digests = tuple(digest(*pair) for pair in identities.values_list("kind", "value"))
        ErasedIdentity.objects.bulk_create(
            [ErasedIdentity(tenant_id=tenant_id, digest=one, erased_at=now) for one in digests],
            update_conflicts=True,
            unique_fields=["tenant", "digest"],
            update_fields=["erased_at"],
        )
        rows = 0
        for table, _fields in _TOLD.values():
            rows += table.objects.filter(tenant=tenant_id, customer__in=keys).delete()[0]  # type: ignore[attr-defined]  # models
        UnsubscribeLink.objects.filter(tenant=tenant_id, customer__in=keys).delete()
        Customer.objects.filter(tenant=tenant_id, pk__in=keys).update(
            language="", time_zone="", erased_at=now
        )
        return Erased(tuple(keys), digests, rows)


def remember_erased(*, tenant_id: uuid.UUID, erased: Mapping[bytes, datetime]) -> int:
    """Note erasures of before a backup was restored; return how many were not known."""
    with within(tenant_id):
        rows = [
            ErasedIdentity(tenant_id=tenant_id, digest=one, erased_at=at)
            for one, at in erased.items()
        ]
        known = ErasedIdentity.objects.filter(tenant=tenant_id)
        before = known.count()
        ErasedIdentity.objects.bulk_create(rows, ignore_conflicts=True)
        return known.count() - before


def came_back(*, tenant_id: uuid.UUID) -> list[uuid.UUID]:
    """Who is here again since a backup was restored: known longer than they are erased."""
    with within(tenant_id):
        rows = ErasedIdentity.objects.filter(tenant=tenant_id)
        moments = {bytes(key): at for key, at in rows.values_list("digest", "erased_at")}
        back = set()
        for identity in Identity.objects.filter(tenant=tenant_id).iterator():
            erased_at = moments.get(digest(identity.kind, identity.value))
            if erased_at is not None and identity.created_at <= erased_at:
                back.add(identity.customer_id)
        return sorted(back)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
