"""Keeping what networks bring, once, together with what must follow."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from heedful.base.connectors.accounts.models import ChannelAccount
from heedful.base.connectors.incoming.models import Incoming, IncomingKind
from heedful.base.connectors.incoming.rules import LONGEST, LONGEST_RAW, Outcome
from heedful.base.connectors.sending.domain import has_bounced
from heedful.base.connectors.sending.models import Outgoing
from heedful.base.outbox.domain import put

RECEIVED = "message.received"


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that a network brought, in our words."""

    channel: str
    external_id: str
    sender: str
    recipient: str = ""
    subject: str = ""
    text: str = ""
    kind: str = IncomingKind.MESSAGE
    raw: Mapping[str, object] = field(default_factory=dict)
    outgoing_id: uuid.UUID | None = None
    outcome: Outcome = Outcome.NEW


@transaction.atomic
def hear(*, account: ChannelAccount, heard: Heard, now: datetime) -> Incoming | None:
    """Keep it with an outbox entry; None when it was heard before. Call it inside the fence.

    What was settled already (an out-of-office answer) is kept and followed by nothing.
    """
    incoming, is_new = Incoming.objects.get_or_create(
        tenant_id=account.tenant_id,
        account=account,
        external_id=heard.external_id[:400],
        defaults={
            "channel": heard.channel,
            "kind": heard.kind,
            "sender": _clean(heard.sender)[:320],
            "recipient": _clean(heard.recipient)[:320],
            "subject": " ".join(_clean(heard.subject).split())[:400],
            "text": _clean(heard.text)[:LONGEST],
            "raw": {
                _clean(name): _clean(str(value))[:LONGEST_RAW] for name, value in heard.raw.items()
            },
            "outgoing_id": heard.outgoing_id,
            "received_at": now,
            "outcome": heard.outcome,
        },
    )
    if not is_new:
        return None
    if heard.outcome is Outcome.NEW:
        put(tenant_id=account.tenant_id, topic=RECEIVED, key=incoming.pk, payload={})
    return incoming


@transaction.atomic
def hear_failure(
    *, account: ChannelAccount, outgoing: Outgoing, reason: str, for_good: bool, now: datetime
) -> None:
    """A network says that a message of ours will not arrive. Safe to hear twice.

    `for_good` says that nothing ever will: the address is wrong.
    """
    if has_bounced(tenant_id=outgoing.tenant_id, outgoing_id=outgoing.pk, reason=reason):
        hear_bounce(account=account, outgoing=outgoing, reason=reason, for_good=for_good, now=now)


def hear_bounce(
    *, account: ChannelAccount, outgoing: Outgoing, reason: str, for_good: bool, now: datetime
) -> None:
    """Let what follows a bounce follow, once for each message."""
    heard = Heard(
        channel=outgoing.channel,
        external_id=f"bounce:{outgoing.pk}",
        sender=outgoing.to,
        text=reason,
        kind=IncomingKind.BOUNCE,
        raw={"for_good": "1" if for_good else ""},
        outgoing_id=outgoing.pk,
    )
    hear(account=account, heard=heard, now=now)


def settle(*, incoming: Incoming, outcome: Outcome) -> None:
    """Write down what became of it."""
    incoming.outcome = outcome
    Incoming.objects.filter(pk=incoming.pk).update(outcome=outcome)


def _clean(text: str) -> str:
    """PostgreSQL keeps neither NUL nor half a letter."""
    return text.replace("\0", "").encode(errors="replace").decode()
