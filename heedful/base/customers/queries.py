"""What is known of customers. Callers stand inside the tenant's fence."""

import uuid
from datetime import datetime, timedelta

import msgspec
from django.db.models import Q, QuerySet

from heedful.base.customers.models import (
    Consent,
    ContactEntry,
    ContactRules,
    Customer,
    Hold,
    Identity,
    Outcome,
)
from heedful.base.customers.rules import ALL, REACHED_BY, STANDARD, Facts, Policy, Said, agreed
from heedful.base.tenancy.models import Tenant


def policy_of(*, tenant_id: uuid.UUID) -> Policy:
    """What the organisation decided about asking, or the standard."""
    kept = ContactRules.objects.filter(tenant=tenant_id).values_list("policy", flat=True).first()
    return STANDARD if kept is None else msgspec.convert(kept, Policy)


def whole_of(*, customer: Customer) -> list[uuid.UUID]:
    """All keys that stand for this person: their own and of those merged into it."""
    merged = Customer.objects.filter(tenant=customer.tenant_id, merged_into=customer)
    return [customer.pk, *merged.values_list("pk", flat=True)]


def current(*, tenant_id: uuid.UUID, customer_id: uuid.UUID) -> Customer:
    """The customer, or who they were found to be. Raises Customer.DoesNotExist."""
    found = Customer.objects.select_related("merged_into").get(tenant=tenant_id, pk=customer_id)
    return found.merged_into or found


def identities_of(*, customer: Customer) -> QuerySet[Identity]:
    found = Identity.objects.filter(tenant=customer.tenant_id, customer=customer)
    return found.order_by("kind", "created_at")


def consents_of(*, customer: Customer) -> QuerySet[Consent]:
    found = Consent.objects.filter(tenant=customer.tenant_id, customer=customer)
    return found.order_by("channel", "purpose")


def ledger_of(*, customer: Customer) -> QuerySet[ContactEntry]:
    """Everything that was asked, not asked and said, newest first."""
    entries = ContactEntry.objects.filter(tenant=customer.tenant_id, customer=customer)
    return entries.order_by("-at", "-pk")


def address_of(*, customer: Customer, channel: str) -> str:
    """Where this channel reaches the customer; empty where it does not."""
    kind = REACHED_BY.get(channel, "")
    usable = identities_of(customer=customer).filter(kind=kind, unusable_since=None)
    return usable.values_list("value", flat=True).last() or ""


def facts_of(*, customer: Customer, channel: str, policy: Policy, now: datetime) -> Facts:
    """What a verdict needs: four small queries."""
    tenant_id = customer.tenant_id
    longest = max((budget.days for budget in policy.budgets), default=0)
    asks = ContactEntry.objects.filter(
        tenant=tenant_id,
        customer=customer,
        outcome__in=(Outcome.ASKED, Outcome.ANSWERED),
        at__gt=now - timedelta(days=longest),
    )
    holds = Hold.objects.filter(tenant=tenant_id, customer=customer)
    standing = holds.filter(Q(until=None) | Q(until__gt=now))
    return Facts(
        address=address_of(customer=customer, channel=channel),
        zone=zone_of(customer=customer),
        said=[said_of(one) for one in _consents(customer, channel)],
        holds=list(standing.values_list("until", flat=True)),
        asks=list(asks.values_list("purpose", "at")),
    )


def has_opted_out(*, tenant_id: uuid.UUID, customer_id: uuid.UUID, channel: str) -> bool:
    """Whether the customer wants no asks on this channel at all."""
    customer = current(tenant_id=tenant_id, customer_id=customer_id)
    said = [said_of(one) for one in _consents(customer, channel)]
    return agreed(said, channel=channel, purpose=ALL) is False


def zone_of(*, customer: Customer) -> str:
    if customer.time_zone:
        return customer.time_zone
    return Tenant.objects.values_list("time_zone", flat=True).get(pk=customer.tenant_id)


def _consents(customer: Customer, channel: str) -> QuerySet[Consent]:
    return Consent.objects.filter(
        tenant=customer.tenant_id, customer=customer, channel__in=(channel, ALL)
    )


def said_of(consent: Consent) -> Said:
    """What holds of an agreement: the newer of its two moments."""
    given, withdrawn = consent.given_at, consent.withdrawn_at
    agreed = withdrawn is None or (given is not None and given > withdrawn)
    at = given if agreed else withdrawn
    assert at is not None  # noqa: S101  # a CHECK says that one of the two is there
    return Said(consent.channel, consent.purpose, agreed, at)
