"""What is known of the customers of cases when they are ranked: two queries, however many."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from heedful.act.cases.models import Case
from heedful.act.cases.ranking import BY_PHONE, IN_WRITING, NOBODY, REMEMBERED, Known
from heedful.base.customers.models import Identity, IdentityKind


def known_of(*, cases: Sequence[Case]) -> list[Known]:
    """How each case's customer can be reached, and what they complained of before."""
    customers = {one.customer_id for one in cases if one.customer_id is not None}
    if not customers:
        return [Known(reach=NOBODY) for _case in cases]
    tenant_id = cases[0].tenant_id
    before, reach = _complaints(tenant_id, customers), _reach(tenant_id, customers)
    return [
        Known(
            reach=reach.get(case.customer_id, NOBODY),
            repeats=sum(
                case.opened_at - REMEMBERED < moment < case.opened_at
                for moment in before[case.customer_id]
            ),
        )
        for case in cases
    ]


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
