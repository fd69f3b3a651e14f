"""Finding customers anew where numbers that nobody could dial can be read now."""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from heedful.act.cases.changing import lock, write
from heedful.act.cases.holding import hold
from heedful.act.cases.models import Case, CaseFeedback
from heedful.act.cases.models.case import CaseState
from heedful.act.cases.rules import Act
from heedful.act.cases.sweeping import keep_ranks
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.knowing import contact_with, learn


@transaction.atomic
def reach_again(*, tenant_id: uuid.UUID, locations: Collection[uuid.UUID], now: datetime) -> None:
    """Read what customers of open cases left to be reached by, now that the country is known.

    Safe to repeat. Call it inside the fence.
    """
    links = CaseFeedback.objects.filter(tenant=tenant_id, case__location__in=locations)
    running = links.exclude(case__state=CaseState.CLOSED).select_related("case__location")
    of_feedback = {one.feedback_id: one.case for one in running}
    said = Feedback.objects.filter(
        tenant_id=tenant_id,
        id__in=list(of_feedback),
        occurred_at__in={one.occurred_at for one in running},
        superseded_at=None,
    )
    for one in said.order_by("occurred_at"):
        case = of_feedback[one.id]
        customer_id = learn(feedback=one, location=case.location, now=now)
        if customer_id is not None:
            _belongs_to(case, customer_id, one, now)
    keep_ranks(
        cases=list(Case.objects.filter(pk__in={one.pk for one in of_feedback.values()})), now=now
    )


def _belongs_to(case: Case, customer_id: uuid.UUID, said: Feedback, now: datetime) -> None:
    case = lock(case=case)
    # Somebody may have found the customer, or closed the case, meanwhile.
    if case.customer_id is None and not case.is_closed:
        name = case.customer_name or contact_with(feedback=said).get("name", "")
        fields = {"customer_id": customer_id, "customer_name": name}
        write(case, fields, act=Act.FOUND, by=None, now=now)
        hold(case)
