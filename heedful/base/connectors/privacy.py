"""Messages to and from one person: told to them, and erased."""

import uuid
from collections.abc import Collection

from django.db.models import QuerySet
from django.db.models.functions import Lower

from heedful.base.connectors.incoming.models import Incoming
from heedful.base.connectors.sending.models import Due, Outgoing
from heedful.base.customers.models import Identity

_SENT = ("created_at", "channel", "to", "subject", "text", "state")
_HEARD = ("received_at", "channel", "sender", "subject", "text")


def export(*, tenant_id: uuid.UUID, customer_ids: Collection[uuid.UUID]) -> dict[str, object]:
    """Tell what was sent to a person's addresses and came from them. Call it inside the fence."""
    sent, heard = _of(tenant_id, customer_ids)
    return {
        "messages_sent": _plain(list(sent.order_by("created_at").values(*_SENT))),
        "messages_heard": _plain(list(heard.order_by("received_at").values(*_HEARD))),
    }


def erase(*, tenant_id: uuid.UUID, customer_ids: Collection[uuid.UUID]) -> int:
    """Erase words and addresses of messages; that there were some, and when, stays.

    What still waits is not sent. Call it before the person's identities are erased, inside the
    fence. Returns how many messages there were.
    """
    sent, heard = _of(tenant_id, customer_ids)
    keys = list(sent.values_list("pk", flat=True))
    Due.objects.filter(tenant=tenant_id, outgoing_id__in=keys).delete()
    nothing = {"subject": "", "text": ""}
    emptied = Outgoing.objects.filter(tenant=tenant_id, pk__in=keys).update(
        to="", html="", reply_to="", unsubscribe="", reason="", **nothing
    )
    return emptied + heard.update(sender="", recipient="", raw={}, **nothing)


def _of(
    tenant_id: uuid.UUID, customer_ids: Collection[uuid.UUID]
) -> tuple[QuerySet[Outgoing], QuerySet[Incoming]]:
    known = Identity.objects.filter(tenant=tenant_id, customer__in=list(customer_ids))
    addresses = list(known.exclude(kind="external").values_list("value", flat=True))
    sent = Outgoing.objects.annotate(address=Lower("to"))
    heard = Incoming.objects.annotate(address=Lower("sender"))
    return (
        sent.filter(tenant=tenant_id, address__in=addresses),
        heard.filter(tenant=tenant_id, address__in=addresses),
    )


def _plain(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{name: str(value) for name, value in row.items()} for row in rows]
