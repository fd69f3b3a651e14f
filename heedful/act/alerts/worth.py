"""What the customers of utterances spent in the year before, where visits tell it."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from django.db.models import Sum

from heedful.act.alerts.reading import Spoken
from heedful.act.alerts.rules import Condition, asks_for_worth
from heedful.listen.invitations.models import Visit

COUNTED = timedelta(days=365)


def weighed(
    *, tenant_id: uuid.UUID, said: Sequence[Spoken], conditions: Iterable[Condition]
) -> list[Spoken]:
    """The same utterances with their customers' spending, when a rule asks. One query, or none."""
    customers = {one.feedback.customer_id for one in said} - {None}
    if not customers or not asks_for_worth(conditions):
        return list(said)
    newest = max(one.heard.occurred_at for one in said)
    visits = Visit.objects.filter(
        tenant=tenant_id,
        customer__in=customers,
        visited_at__gt=newest - COUNTED,
        visited_at__lte=newest,
        value__isnull=False,
    )
    spent = dict(visits.order_by().values_list("customer_id").annotate(Sum("value")))
    return [_weighed(one, spent) for one in said]


def _weighed(one: Spoken, spent: dict[uuid.UUID | None, object]) -> Spoken:
    found = spent.get(one.feedback.customer_id)
    if found is None:
        return one
    return replace(one, heard=replace(one.heard, worth=float(str(found))))
