"""Many customers at once, as files and tills bring them: a few queries for a thousand people."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from heedful.base.customers.finding import ATTEMPTS, WasErased, find_or_make
from heedful.base.customers.identities import digest
from heedful.base.customers.models import Customer, ErasedIdentity, Identity
from heedful.base.tenancy.models import new_id

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a file: identities as `identities.normal` writes them."""

    identities: tuple[Pair, ...]
    language: str = ""
    time_zone: str = ""


def bring(*, tenant_id: uuid.UUID, people: Sequence[Person]) -> list[uuid.UUID | None]:
    """Return the customer of each person; None for nobody known and for who was erased.

    People who are wholly new, or known by all that is said of them, are done together; whoever
    joins customers or adds an identity goes through `find_or_make`. Call it inside the fence.
    """
    for _attempt in range(ATTEMPTS - 1):
        try:
            with transaction.atomic():
                return _bring(tenant_id, people)
        except IntegrityError:
            # Somebody else made one of these customers at the same moment; now they are known.
            continue
    return _bring(tenant_id, people)


def _bring(tenant_id: uuid.UUID, people: Sequence[Person]) -> list[uuid.UUID | None]:
    pairs = {pair for person in people for pair in person.identities}
    known = _known(tenant_id, pairs)
    erased = _erased(tenant_id, pairs - set(known))
    fresh = _Fresh(tenant_id)
    found: list[uuid.UUID | None] = []
    for person in people:
        if not person.identities or erased & set(person.identities) - set(known):
            found.append(None)
            continue
        owners = {known.get(pair) or fresh.owner(pair) for pair in person.identities}
        if owners == {None}:
            found.append(fresh.add(person))
        elif len(owners) == 1:
            found.append(owners.pop())
        else:
            fresh.save()
            found.append(_one(tenant_id, person))
            known |= _known(tenant_id, set(person.identities))
    fresh.save()
    return found


class _Fresh:
    """Customers that are new in this batch."""

    def __init__(self, tenant_id: uuid.UUID) -> None:
        self._tenant_id = tenant_id
        self._customers: list[Customer] = []
        self._identities: list[Identity] = []
        self._owners: dict[Pair, uuid.UUID] = {}

    def owner(self, pair: Pair) -> uuid.UUID | None:
        return self._owners.get(pair)

    def add(self, person: Person) -> uuid.UUID:
        customer = Customer(
            id=new_id(),
            tenant_id=self._tenant_id,
            language=person.language[:16],
            time_zone=person.time_zone,
        )
        self._customers.append(customer)
        for kind, value in person.identities:
            self._owners[kind, value] = customer.pk
            self._identities.append(
                Identity(tenant_id=self._tenant_id, customer=customer, kind=kind, value=value)
            )
        return customer.pk

    def save(self) -> None:
        Customer.objects.bulk_create(self._customers)
        Identity.objects.bulk_create(self._identities)
        self._customers, self._identities = [], []


def _one(tenant_id: uuid.UUID, person: Person) -> uuid.UUID | None:
    try:
        return find_or_make(
            tenant_id=tenant_id,
            identities=person.identities,
            language=person.language,
            time_zone=person.time_zone,
            brought=True,
        ).pk
    except WasErased:
        return None


def _known(tenant_id: uuid.UUID, pairs: set[Pair]) -> dict[Pair, uuid.UUID]:
    rows = Identity.objects.filter(tenant=tenant_id, value__in={value for _, value in pairs})
    found = rows.values_list("kind", "value", "customer")
    return {(kind, value): owner for kind, value, owner in found if (kind, value) in pairs}


def _erased(tenant_id: uuid.UUID, pairs: set[Pair]) -> set[Pair]:
    digests = {digest(*pair): pair for pair in pairs}
    rows = ErasedIdentity.objects.filter(tenant=tenant_id, digest__in=list(digests))
    return {digests[bytes(one)] for one in rows.values_list("digest", flat=True)}
