"""Everything that alerts hold of one person: told to them, and erased."""

import uuid
from collections.abc import Collection

from django.db import transaction

from heedful.act.alerts.models import Alert, AlertVoice
from heedful.act.alerts.words import sentences
from heedful.base.notify.forgetting import forget


def export(*, tenant_id: uuid.UUID, customer_ids: Collection[uuid.UUID]) -> dict[str, object]:
    """Tell when somebody was called because of a person, and why. Call it inside the fence."""
    alerts = Alert.objects.filter(tenant=tenant_id, customer_id__in=list(customer_ids))
    voices = AlertVoice.objects.filter(tenant=tenant_id, alert__in=alerts)
    return {
        "alerts": [
            {"at": str(one.occurred_at), "channel": one.channel, "why": sentences(one)}
            for one in voices.order_by("occurred_at", "pk")
        ]
    }


@transaction.atomic
def erase(*, tenant_id: uuid.UUID, customer_ids: Collection[uuid.UUID]) -> int:
    """Erase a person from alerts and from what people were told of them.

    What stays is that there was an alert, when and where. Returns how many there were. Safe to
    repeat. Call it inside the fence.
    """
    alerts = Alert.objects.filter(tenant=tenant_id, customer_id__in=list(customer_ids))
    keys = list(alerts.values_list("pk", flat=True))
    AlertVoice.objects.filter(tenant=tenant_id, alert__in=keys).update(reasons=[])
    prefixes = [f"{begin}{key}" for key in keys for begin in ("alert:", "alert.raised:")]
    forget(tenant_id=tenant_id, prefixes=prefixes)
    return Alert.objects.filter(pk__in=keys).update(customer_id=None, respondent="")
