"""Lines of the contact ledger. Callers hold the customer's lock."""

from datetime import datetime

from django.db.models import F, Q

from heedful.base.customers.models import ContactEntry, Customer, Outcome
from heedful.base.customers.rules import Refused


def write(
    customer: Customer,
    outcome: Outcome,
    *,
    channel: str,
    purpose: str,
    now: datetime,
    about: str = "",
    words: str = "",
) -> ContactEntry:
    return ContactEntry.objects.create(
        tenant_id=customer.tenant_id,
        customer=customer,
        at=now,
        last_at=now,
        channel=channel,
        purpose=purpose,
        outcome=outcome,
        about=about,
        words=words,
    )


def refuse(
    customer: Customer, verdict: Refused, *, channel: str, purpose: str, about: str, now: datetime
) -> None:
    """Write a refusal; the same one again counts up its line."""
    which = {
        "tenant_id": customer.tenant_id,
        "customer": customer,
        "channel": channel,
        "purpose": purpose,
        "about": about,
        "outcome": Outcome.REFUSED,
        "reason": verdict.reason.value,
    }
    again = ContactEntry.objects.filter(**which).update(times=F("times") + 1, last_at=now)
    if not again:
        ContactEntry.objects.create(**which, at=now, last_at=now)


def lose(customer: Customer, *, channel: str, about: str) -> None:
    """Let asks, and reminders of them, stand as what never arrived: they spend nothing."""
    asks = ContactEntry.objects.filter(
        Q(about=about) | Q(about__startswith=f"{about}:"),
        tenant=customer.tenant_id,
        customer=customer,
        channel=channel,
        outcome=Outcome.ASKED,
    )
    asks.update(outcome=Outcome.LOST)


def asked_before(
    customer: Customer, *, channel: str, purpose: str, about: str
) -> ContactEntry | None:
    """The line of this very ask, when it was allowed already."""
    if not about:
        return None
    return ContactEntry.objects.filter(
        tenant=customer.tenant_id,
        customer=customer,
        channel=channel,
        purpose=purpose,
        about=about,
        outcome=Outcome.ASKED,
    ).first()
