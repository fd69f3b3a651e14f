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
    _open_cases(tenant_id, [one for one in raised if one.opens_case], now)
    call_first(tenant_id=tenant_id, raised=raised, now=now)


def _open_cases(tenant_id: uuid.UUID, raised: Sequence[Raised], now: datetime) -> None:
    keys = {one.spoken.feedback.id for one in raised}
    rows = Feedback.objects.filter(tenant_id=tenant_id, id__in=keys, superseded_at=None)
    said = {row.id: row for row in rows}
    for one in raised:
        row, alert = said[one.spoken.feedback.id], one.alert
        case = open_case(feedback=row, alert_id=alert.pk, customer_id=row.customer_id, now=now)
        if case is not None and alert.case_id != case.pk:
            belongs_to(alert=alert, case_id=case.pk)
