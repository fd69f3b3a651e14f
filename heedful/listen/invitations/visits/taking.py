"""Keeping visits: each once, with the customer who made it."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from heedful.base.customers.bulk import bring
from heedful.base.customers.domain import give_consent
from heedful.base.customers.models import Consent
from heedful.base.customers.rules import ALL
from heedful.base.org.models import Member, Node
from heedful.base.org.queries import dayparts_of, locations_under, locations_visible_to
from heedful.listen.invitations.models import Visit
from heedful.listen.invitations.visits.reading import House, VisitLine

BATCH = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """How many visits were new, and how many had been told before."""

    new: int
    known: int


def house_of(*, member: Member, now: datetime, below: Node | None = None) -> House:
    """What a file or program of this person may name: locations of theirs, or fewer."""
    places = locations_visible_to(member=member)
    if below is not None:
        reach = locations_under(node=below, on=now.date())
        places = places.filter(pk__in=reach.values("pk"))
    return House(
        places={node.code: node for node in places},
        dayparts=dayparts_of(tenant_id=member.tenant_id),
        day_starts_at=member.tenant.day_starts_at,
        now=now,
    )


def take(*, tenant_id: uuid.UUID, lines: Sequence[VisitLine], source: str, now: datetime) -> Taken:
    """Keep visits; one whose key is known changes nothing. Call it inside the fence."""
    new = 0
    for batch in _batches(lines):
        new += _take(tenant_id, batch, source=source, now=now)
    return Taken(new, len(lines) - new)


def known_keys(*, tenant_id: uuid.UUID, keys: Sequence[str]) -> set[str]:
    """Which of these visits have been told before."""
    rows = Visit.objects.filter(tenant=tenant_id, key__in=keys)
    return set(rows.values_list("key", flat=True))


def _batches(lines: Sequence[VisitLine]) -> Iterator[Sequence[VisitLine]]:
    for start in range(0, len(lines), BATCH):
        yield lines[start : start + BATCH]


def _take(tenant_id: uuid.UUID, lines: Sequence[VisitLine], *, source: str, now: datetime) -> int:
    known = known_keys(tenant_id=tenant_id, keys=[line.key for line in lines])
    fresh = list({line.key: line for line in lines if line.key not in known}.values())
    customers = bring(tenant_id=tenant_id, people=[line.person for line in fresh])
    made = Visit.objects.bulk_create(
        [
            Visit(
                tenant_id=tenant_id,
                customer_id=customer,
                location_id=line.location_id,
                visited_at=line.visited_at,
                day=line.day,
                daypart=line.daypart,
                key=line.key,
                value=line.value,
                source=source,
                received_at=now,
            )
            for line, customer in zip(fresh, customers, strict=True)
        ],
        # Somebody else may tell of the same visit at the same moment.
        ignore_conflicts=True,
    )
    _note_agreements(tenant_id, list(zip(fresh, customers, strict=True)), source, now)
    return len(made)


def _note_agreements(
    tenant_id: uuid.UUID,
    pairs: Sequence[tuple[VisitLine, uuid.UUID | None]],
    source: str,
    now: datetime,
) -> None:
    """Note new agreements. A file repeats old ones, so what a customer said later stands."""
    wanted = {(customer, one) for line, customer in pairs if customer for one in line.agreed_to}
    said = Consent.objects.filter(tenant=tenant_id, customer__in={key for key, _ in wanted})
    told = set(said.values_list("customer", "channel"))
    for customer, channel in sorted(wanted):
        if (customer, channel) in told or (customer, ALL) in told:
            continue
        give_consent(
            tenant_id=tenant_id, customer_id=customer, channel=channel, source=source, now=now
        )
