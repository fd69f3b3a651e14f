"""One customer for one person: found by any identity, made when unknown, joined when two meet."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from heedful.base.customers.identities import digest, normal_all
from heedful.base.customers.models import (
    Consent,
    ContactEntry,
    Customer,
    ErasedIdentity,
    Hold,
    Identity,
    IdentityKind,
)
from heedful.base.org.zones import known_zones
from heedful.base.tenancy.domain import within

# The surest identity first: two people share a telephone, and hardly ever a customer number.
ORDER = (IdentityKind.EXTERNAL, IdentityKind.EMAIL, IdentityKind.PHONE)
ATTEMPTS = 5

Pairs = Sequence[tuple[str, str]]


class WasErased(Exception):
    """The person's data were erased, and no file brings them back."""


def find_or_make(
    *,
    tenant_id: uuid.UUID,
    identities: Iterable[tuple[str, str]],
    language: str = "",
    time_zone: str = "",
    country: str = "",
    brought: bool = False,
) -> Customer:
    """Return the customer of these (kind, value) identities; new ones are kept with them.

    Two customers who turn out to be one person are joined, unless each has a customer number of
    their own. `brought` says that the person did not come themselves (a file, another system):
    erased identities then raise WasErased. Raises NotAnIdentity.
    """
    pairs = sorted(normal_all(identities, country=country), key=lambda pair: ORDER.index(pair[0]))
    if not pairs:
        raise TypeError("a customer is known by at least one identity")
    with within(tenant_id):
        for _attempt in range(ATTEMPTS):
            try:
                with transaction.atomic():
                    customer = _find_or_make(tenant_id, pairs, brought=brought)
                    _learn(customer, language=language, time_zone=time_zone)
                    return customer
            except IntegrityError:
                # Somebody else kept one of these at the same moment; it can be found now.
                continue
        raise IntegrityError("the same customers are being made again and again")


def lock(*, tenant_id: uuid.UUID, customer_id: uuid.UUID) -> Customer:
    """Hold the customer's row (or of who they were found to be) until the transaction ends."""
    while True:
        rows = Customer.objects.select_for_update(no_key=True)
        customer = rows.get(tenant=tenant_id, pk=customer_id)
        if customer.merged_into_id is None:
            return customer
        customer_id = customer.merged_into_id


def _find_or_make(tenant_id: uuid.UUID, pairs: Pairs, *, brought: bool) -> Customer:
    known = _known(tenant_id, pairs)
    unknown = [pair for pair in pairs if pair not in known]
    if brought and unknown:
        _must_not_be_erased(tenant_id, unknown)
    if not known:
        customer = Customer.objects.create(tenant_id=tenant_id)
    else:
        found = list(dict.fromkeys(known[pair] for pair in pairs if pair in known))
        customer = _join(tenant_id, found)
    Identity.objects.bulk_create(
        Identity(tenant_id=tenant_id, customer=customer, kind=kind, value=value)
        for kind, value in unknown
    )
    return customer


def _known(tenant_id: uuid.UUID, pairs: Pairs) -> dict[tuple[str, str], uuid.UUID]:
    rows = Identity.objects.filter(tenant=tenant_id, value__in=[value for _, value in pairs])
    found = rows.values_list("kind", "value", "customer")
    return {(kind, value): owner for kind, value, owner in found if (kind, value) in pairs}


def _must_not_be_erased(tenant_id: uuid.UUID, pairs: Pairs) -> None:
    digests = [digest(kind, value) for kind, value in pairs]
    if ErasedIdentity.objects.filter(tenant=tenant_id, digest__in=digests).exists():
        raise WasErased


def _join(tenant_id: uuid.UUID, keys: Sequence[uuid.UUID]) -> Customer:
    """Return the first; the others become part of them where nothing speaks against it."""
    if len(keys) == 1:
        return Customer.objects.get(tenant=tenant_id, pk=keys[0])
    # Locked in one order, so that two who join the same customers do not wait for each other.
    rows = Customer.objects.select_for_update(no_key=True).filter(tenant=tenant_id, pk__in=keys)
    locked = {row.pk: row for row in rows.order_by("pk")}
    numbered = set(
        Identity.objects.filter(
            tenant=tenant_id, customer__in=keys, kind=IdentityKind.EXTERNAL
        ).values_list("customer", flat=True)
    )
    first = locked[keys[0]]
    for key in keys[1:]:
        if key in numbered and first.pk in numbered:
            continue
        _merge(locked[key], into=first)
        if key in numbered:
            numbered.add(first.pk)
    return first


def _merge(gone: Customer, *, into: Customer) -> None:
    mine = {"tenant": gone.tenant_id, "customer": gone}
    Identity.objects.filter(**mine).update(customer=into)
    for consent in Consent.objects.filter(**mine):
        _merge_consent(consent, into)
    for held in Hold.objects.filter(**mine):
        other = Hold.objects.filter(tenant=gone.tenant_id, customer=into, reason=held.reason)
        if other.exists():
            held.delete()
        else:
            Hold.objects.filter(pk=held.pk).update(customer=into)
    _merge_ledger(gone, into)
    whole = Customer.objects.filter(tenant=gone.tenant_id)
    whole.filter(merged_into=gone).update(merged_into=into)
    whole.filter(pk=gone.pk).update(merged_into=into)


def _merge_consent(consent: Consent, into: Customer) -> None:
    other = Consent.objects.filter(
        tenant=into.tenant_id, customer=into, channel=consent.channel, purpose=consent.purpose
    ).first()
    if other is None:
        Consent.objects.filter(pk=consent.pk).update(customer=into)
        return
    other.given_at = _later(other.given_at, consent.given_at)
    other.withdrawn_at = _later(other.withdrawn_at, consent.withdrawn_at)
    other.save(update_fields=["given_at", "withdrawn_at"])
    consent.delete()


def _merge_ledger(gone: Customer, into: Customer) -> None:
    """What both were asked in the same matter is one line, so that it can be asked once only."""
    named = ("purpose", "channel", "about", "outcome", "reason")
    taken = set(
        ContactEntry.objects.filter(tenant=into.tenant_id, customer=into)
        .filter(outcome__in=("asked", "refused"))
        .values_list(*named)
    )
    entries = ContactEntry.objects.filter(tenant=gone.tenant_id, customer=gone)
    twice = [row[0] for row in entries.values_list("pk", *named) if row[1:] in taken]
    entries.filter(pk__in=twice).exclude(outcome="asked", about="").delete()
    entries.update(customer=into)


def _learn(customer: Customer, *, language: str, time_zone: str) -> None:
    """Keep what is new about a customer; what is known already stays."""
    told = {}
    if language and not customer.language:
        told["language"] = language[:16]
    if time_zone in known_zones() and not customer.time_zone:
        told["time_zone"] = time_zone
    for name, value in told.items():
        setattr(customer, name, value)
    if told:
        customer.save(update_fields=list(told))


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    both = [moment for moment in (one, other) if moment is not None]
    return max(both, default=None)
