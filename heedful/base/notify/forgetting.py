"""Taking a customer's words out of what people and programs were told."""

import uuid
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from heedful.base.connectors.sending.models import Outgoing
from heedful.base.notify.models import Delivery, HookEvent, Notice


@transaction.atomic
def forget(*, tenant_id: uuid.UUID, prefixes: Collection[str]) -> int:
    """Empty notices whose key begins so, the mails that carried them, and drop their events.

    What stays is that somebody was told, and when. Returns how many notices there were. Safe to
    repeat. Call it inside the fence.
    """
    if not prefixes:
        return 0
    begins = Q()
    for prefix in prefixes:
        begins |= Q(key__startswith=prefix)
    notices = Notice.objects.filter(begins, tenant=tenant_id)
    keys = list(notices.values_list("pk", flat=True))
    deliveries = Delivery.objects.filter(tenant=tenant_id, about_id__in=keys)
    letters = deliveries.exclude(outgoing_id=None).values_list("outgoing_id", flat=True)
    Outgoing.objects.filter(tenant=tenant_id, pk__in=list(letters)).update(text="", html="")
    events = HookEvent.objects.filter(begins, tenant=tenant_id)
    Delivery.objects.filter(
        tenant=tenant_id, about_id__in=list(events.values_list("pk", flat=True))
    ).delete()
    events.delete()
    return notices.update(text="")
