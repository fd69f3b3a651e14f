"""What customers say about being asked, and what keeps them from being asked."""

import uuid
from datetime import datetime

from heedful.base.customers import ledger
from heedful.base.customers.finding import find_or_make, lock
from heedful.base.customers.identities import normal
from heedful.base.customers.models import Consent, Customer, Hold, Identity, Outcome
from heedful.base.customers.rules import ALL
from heedful.base.tenancy.domain import within


def give_consent(
    *,
    tenant_id: uuid.UUID,
    customer_id: uuid.UUID,
    channel: str = ALL,
    purpose: str = ALL,
    source: str,
    now: datetime,
) -> None:
    """Note that a customer agrees; it undoes an earlier no of the same width."""
    with within(tenant_id):
        customer = lock(tenant_id=tenant_id, customer_id=customer_id)
        _keep(customer, channel, purpose, source, given_at=now)
        ledger.write(customer, Outcome.OPTED_IN, channel=channel, purpose=purpose, now=now)


def opt_out(
    *,
    tenant_id: uuid.UUID,
    customer_id: uuid.UUID | None = None,
    identity: tuple[str, str] | None = None,
    channel: str = ALL,
    purpose: str = ALL,
    words: str = "",
    source: str = "",
    now: datetime,
) -> Customer:
    """Never ask this person again on a channel (or any); what they wrote is kept.

    Somebody who is not known yet becomes a customer, so that the no stands when they are met
    later. Raises NotAnIdentity.
    """
    with within(tenant_id):
        if customer_id is None:
            if identity is None:
                raise TypeError("name the customer, or an identity of theirs")
            customer_id = find_or_make(tenant_id=tenant_id, identities=[identity]).pk
        customer = lock(tenant_id=tenant_id, customer_id=customer_id)
        _keep(customer, channel, purpose, source or channel, withdrawn_at=now)
        ledger.write(
            customer,
            Outcome.OPTED_OUT,
            channel=channel,
            purpose=purpose,
            now=now,
            words=words.replace("\0", "")[:200],
        )
        return customer


def take_back(*, tenant_id: uuid.UUID, customer_id: uuid.UUID, channel: str, now: datetime) -> None:
    """Undo a no that was said on this channel or on all: what held before it holds again."""
    with within(tenant_id):
        customer = lock(tenant_id=tenant_id, customer_id=customer_id)
        said = Consent.objects.filter(
            tenant=tenant_id,
            customer=customer,
            channel__in=(channel, ALL),
            purpose=ALL,
            withdrawn_at__isnull=False,
        )
        if not said.exists():
            return
        said.filter(given_at=None).delete()
        said.update(withdrawn_at=None)
        ledger.write(customer, Outcome.OPTED_IN, channel=channel, purpose=ALL, now=now)


def hold(
    *,
    tenant_id: uuid.UUID,
    customer_id: uuid.UUID,
    reason: str,
    until: datetime | None = None,
) -> None:
    """Ask this customer nothing until then, or until it is released. The newest end holds."""
    with within(tenant_id):
        customer = lock(tenant_id=tenant_id, customer_id=customer_id)
        Hold.objects.bulk_create(
            [Hold(tenant_id=tenant_id, customer=customer, reason=reason, until=until)],
            update_conflicts=True,
            unique_fields=["tenant", "customer", "reason"],
            update_fields=["until"],
        )


def release(*, tenant_id: uuid.UUID, customer_id: uuid.UUID, reason: str) -> None:
    """End a hold; without one nothing happens."""
    with within(tenant_id):
        customer = lock(tenant_id=tenant_id, customer_id=customer_id)
        Hold.objects.filter(tenant=tenant_id, customer=customer, reason=reason).delete()


def mark_unusable(
    *, tenant_id: uuid.UUID, identity: tuple[str, str], reason: str, now: datetime
) -> bool:
    """Note that nothing arrives there (a bounce); say whether it was known and thought fine.

    Raises NotAnIdentity.
    """
    kind, value = identity
    with within(tenant_id):
        found = Identity.objects.filter(
            tenant=tenant_id, kind=kind, value=normal(kind, value), unusable_since=None
        )
        return bool(found.update(unusable_since=now, unusable_reason=reason[:200]))


def _keep(customer: Customer, channel: str, purpose: str, source: str, **moment: datetime) -> None:
    Consent.objects.update_or_create(
        tenant_id=customer.tenant_id,
        customer=customer,
        channel=channel,
        purpose=purpose,
        defaults={"source": source[:60], **moment},
    )
