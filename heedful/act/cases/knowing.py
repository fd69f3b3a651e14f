"""What is known of the customers of cases when they are ranked: five queries, however many."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min

from heedful.act.cases.models import Case
from heedful.act.cases.ranking import BY_PHONE, IN_WRITING, NOBODY, REMEMBERED, Known
from heedful.base.customers.models import Customer, Identity, IdentityKind
from heedful.listen.invitations.models import Visit

YEAR = timedelta(days=365.25)
# Visits longer ago say little about the next year.
WATCHED = 2 * YEAR


def known_of(*, cases: Sequence[Case], now: datetime) -> list[Known]:
    """How each case's customer can be reached, how often they come, and complained before."""
    customers = {one.customer_id for one in cases if one.customer_id is not None}
    if not customers:
        return [Known(reach=NOBODY) for _case in cases]
    tenant_id = cases[0].tenant_id
    now_called = _current(tenant_id, customers)
    customers = set(now_called.values())
    before, reach = _complaints(tenant_id, customers), _reach(tenant_id, customers)
    visits, years = _visits(tenant_id, customers, now), _years_watched(tenant_id, now)
    found = []
    for case in cases:
        key = now_called.get(case.customer_id) if case.customer_id else None
        known = Known(
            visits=visits.get(key, 0),
            # Nothing is known of how often somebody comes whose visits nobody tells us.
            years=years if key in visits else 0.0,
            reach=reach.get(key, NOBODY),
            repeats=sum(
                case.opened_at - REMEMBERED < moment < case.opened_at for moment in before[key]
            ),
        )
        found.append(known)
    return found


def _current(tenant_id: UUID, customers: set[UUID]) -> dict[UUID, UUID]:
    """Under which key each is known now: two who were found to be one person have one."""
    rows = Customer.objects.filter(tenant=tenant_id, pk__in=customers, merged_into__isnull=False)
    moved = {key: into for key, into in rows.values_list("pk", "merged_into") if into is not None}
    return {key: moved.get(key, key) for key in customers}


def _complaints(tenant_id: UUID, customers: set[UUID]) -> dict[UUID | None, list[datetime]]:
    found: dict[UUID | None, list[datetime]] = defaultdict(list)
    rows = Case.objects.filter(tenant=tenant_id, customer_id__in=customers, merged_into=None)
    for customer, moment in rows.values_list("customer_id", "opened_at"):
        found[customer].append(moment)
    return found


def _reach(tenant_id: UUID, customers: set[UUID]) -> dict[UUID | None, int]:
    usable = Identity.objects.filter(
        tenant=tenant_id, customer__in=customers, unusable_since=None
    ).exclude(kind=IdentityKind.EXTERNAL)
    found: dict[UUID | None, int] = {}
    for customer, kind in usable.values_list("customer", "kind"):
        way = BY_PHONE if kind == IdentityKind.PHONE else IN_WRITING
        found[customer] = max(found.get(customer, NOBODY), way)
    return found


def _visits(tenant_id: UUID, customers: set[UUID], now: datetime) -> dict[UUID | None, int]:
    """How often each came in the time that is looked at; nobody else is named."""
    seen = Visit.objects.filter(
        tenant=tenant_id, customer__in=customers, visited_at__range=(now - WATCHED, now)
    )
    return dict(seen.values_list("customer").annotate(Count("pk")))


def _years_watched(tenant_id: UUID, now: datetime) -> float:
    """For how long visits have been told, at most as long as is looked at."""
    first = Visit.objects.filter(tenant=tenant_id).aggregate(first=Min("visited_at"))["first"]
    return min(max(now - first, timedelta(0)), WATCHED) / YEAR if first else 0.0
