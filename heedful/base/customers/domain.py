"""The one door that every ask passes; and all that other rooms do with customers."""

import uuid
from dataclasses import replace
from datetime import datetime

import msgspec

from heedful.base.customers import ledger
from heedful.base.customers.finding import WasErased, find_or_make, lock
from heedful.base.customers.identities import NotAnIdentity
from heedful.base.customers.leaving import unsubscribe_link
from heedful.base.customers.models import ContactRules, Customer, Outcome
from heedful.base.customers.privacy import erase, export
from heedful.base.customers.queries import current, facts_of, policy_of
from heedful.base.customers.rules import (
    Asked,
    Facts,
    Policy,
    Purpose,
    Refusal,
    Refused,
    decide,
)
from heedful.base.customers.saying import give_consent, hold, mark_unusable, opt_out, release
from heedful.base.tenancy.domain import within

__all__ = [
    "Asked",
    "NotAnIdentity",
    "Refused",
    "WasErased",
    "answered",
    "erase",
    "export",
    "find_or_make",
    "give_consent",
    "hold",
    "mark_unusable",
    "may_contact",
    "never_arrived",
    "opt_out",
    "release",
    "set_policy",
    "unsubscribe_link",
    "would_contact",
]


def may_contact(
    *,
    tenant_id: uuid.UUID,
    customer_id: uuid.UUID,
    channel: str,
    purpose: str,
    now: datetime,
    about: str,
) -> Asked | Refused:
    """Ask whether this customer may be asked, and write the answer into the ledger.

    Whoever asks about the same customer at the same time waits until the caller's transaction
    ends, so that no two spend the same budget. The same ask (purpose, channel, `about`) again
    spends nothing more. Raises Customer.DoesNotExist.
    """
    with within(tenant_id):
        customer = lock(tenant_id=tenant_id, customer_id=customer_id)
        policy = policy_of(tenant_id=tenant_id)
        facts = facts_of(customer=customer, channel=channel, policy=policy, now=now)
        ask = {"channel": channel, "purpose": purpose, "about": about}
        before = ledger.asked_before(customer, **ask)
        if before is not None:
            facts = replace(facts, asks=())
        verdict = _verdict(customer, policy, facts, channel=channel, purpose=purpose, now=now)
        if verdict is not None:
            ledger.refuse(customer, verdict, **ask, now=now)
            return verdict
        entry = before or ledger.write(customer, Outcome.ASKED, **ask, now=now)
        return Asked(entry.pk, facts.address)


def never_arrived(
    *, tenant_id: uuid.UUID, customer_id: uuid.UUID, channel: str, about: str
) -> None:
    """Note that an ask did not reach the customer: it spends no budget. Safe to repeat."""
    with within(tenant_id):
        ledger.lose(
            lock(tenant_id=tenant_id, customer_id=customer_id), channel=channel, about=about
        )


def would_contact(
    *, tenant_id: uuid.UUID, customer_id: uuid.UUID, channel: str, purpose: str, now: datetime
) -> Refused | None:
    """Tell why `may_contact` would refuse, or None, and write nothing."""
    with within(tenant_id):
        customer = current(tenant_id=tenant_id, customer_id=customer_id)
        policy = policy_of(tenant_id=tenant_id)
        facts = facts_of(customer=customer, channel=channel, policy=policy, now=now)
        return _verdict(customer, policy, facts, channel=channel, purpose=purpose, now=now)


def answered(
    *, tenant_id: uuid.UUID, customer_id: uuid.UUID, channel: str, about: str, now: datetime
) -> None:
    """Note that a customer answered unasked: it counts as an ask, and others wait as long."""
    with within(tenant_id):
        customer = lock(tenant_id=tenant_id, customer_id=customer_id)
        ledger.write(
            customer,
            Outcome.ANSWERED,
            channel=channel,
            purpose=Purpose.SURVEY,
            about=about,
            now=now,
        )


def set_policy(*, tenant_id: uuid.UUID, policy: Policy, now: datetime) -> None:
    """Decide how often and when customers are asked, from the next ask on."""
    with within(tenant_id):
        ContactRules.objects.update_or_create(
            tenant_id=tenant_id,
            defaults={"policy": msgspec.to_builtins(policy), "changed_at": now},
        )


def _verdict(
    customer: Customer, policy: Policy, facts: Facts, *, channel: str, purpose: str, now: datetime
) -> Refused | None:
    if customer.erased_at is not None:
        return Refused(Refusal.ERASED)
    return decide(policy, facts, channel=channel, purpose=purpose, now=now)
