"""What happens when a customer has said something: who must look is told, in order.

Entries come in batches of one organisation, inside its fence and in the transaction that takes
them out of the outbox; each step is safe to run twice.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from heedful.act.alerts.calling import call_first
from heedful.act.alerts.domain import belongs_to
from heedful.act.alerts.raising import Raised, raise_alerts
from heedful.act.cases.opening import open_case
from heedful.base.outbox.models import OutboxEntry
from heedful.listen.feedback.models import Feedback


def run(tenant_id: uuid.UUID, entries: Sequence[OutboxEntry]) -> None:
    """Raise alerts for new feedback, open the cases they call for, and call people."""
    now = timezone.now()
    raised = raise_alerts(tenant_id=tenant_id, keys=[entry.key for entry in entries], now=now)
    for one in raised:
        if one.opens_case:
            _open_case(one, now=now)
    call_first(tenant_id=tenant_id, raised=raised, now=now)


def _open_case(raised: Raised, *, now: datetime) -> None:
    said = Feedback.objects.get(
        tenant_id=raised.alert.tenant_id, id=raised.spoken.feedback.id, superseded_at=None
    )
    case = open_case(feedback=said, alert_id=raised.alert.pk, customer_id=said.customer_id, now=now)
    if case is not None and raised.alert.case_id != case.pk:
        belongs_to(alert=raised.alert, case_id=case.pk)
