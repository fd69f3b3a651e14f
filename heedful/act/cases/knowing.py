"""What is known of the customers of cases when they are ranked. One query for many cases."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from heedful.act.cases.models import Case
from heedful.act.cases.ranking import IN_WRITING, REMEMBERED, Known


def known_of(*, cases: Sequence[Case]) -> list[Known]:
    """The customer's complaints before, for each case."""
    before = _complaints(cases)
    return [
        Known(
            reach=IN_WRITING,
            repeats=sum(
                case.opened_at - REMEMBERED < moment < case.opened_at
                for moment in before[case.customer_id]
            ),
        )
        for case in cases
    ]


def _complaints(cases: Sequence[Case]) -> dict[UUID | None, list[datetime]]:
    customers = {one.customer_id for one in cases if one.customer_id is not None}
    found: dict[UUID | None, list[datetime]] = defaultdict(list)
    if not customers:
        return found
    rows = Case.objects.filter(tenant=cases[0].tenant_id, customer_id__in=customers)
    for customer, moment in rows.values_list("customer_id", "opened_at"):
        found[customer].append(moment)
    return found
