"""From the mailbox of an account to what was heard."""

from datetime import datetime, timedelta

from heedful.base.connectors.accounts.domain import hearing_failed, hearing_went_well
from heedful.base.connectors.accounts.models import ChannelAccount
from heedful.base.connectors.errors import NotSent
from heedful.base.connectors.incoming.domain import Heard, hear, hear_failure
from heedful.base.connectors.incoming.rules import Outcome
from heedful.base.connectors.mail.imap import fetch
from heedful.base.connectors.mail.reading import Bounce, Letter, read
from heedful.base.connectors.secrets import SecretLost
from heedful.base.connectors.sending.models import Outgoing
from heedful.base.connectors.sending.transports import way_of
from heedful.base.tenancy.domain import within

AGAIN = timedelta(days=7)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def poll(*, account: ChannelAccount, now: datetime) -> bool:
    """Fetch what is new and keep it, with the cursor in the same transaction; say if there is more.

    A box that cannot be read is told as blind, and read from the same place later.
    """
    start = now - AGAIN
    try:
        batch = fetch(
            way_of(account),
            account.cursor,
            since=f"{start.day}-{MONTHS[start.month - 1]}-{start.year}",
        )
    except (NotSent, SecretLost) as reason:
        with within(account.tenant_id):
            hearing_failed(account=account, reason=str(reason), now=now)
        return False
    with within(account.tenant_id):
        for content in batch.contents:
            _keep(account, content, now)
        hearing_went_well(account=account, now=now, cursor=batch.cursor)
    return batch.has_more


def _keep(account: ChannelAccount, content: bytes, now: datetime) -> None:
    found = read(content)
    if found is None:
        return
    named = Outgoing.objects.filter(tenant=account.tenant_id, pk__in=found.answers)
    known = {each.pk: each for each in named}
    ours = next((known[key] for key in found.answers if key in known), None)
    if isinstance(found, Letter):
        _keep_letter(account, found, ours, now)
    elif ours is not None:
        hear_failure(
            account=account, outgoing=ours, reason=_told(found), for_good=found.for_good, now=now
        )


def _keep_letter(
    account: ChannelAccount, letter: Letter, ours: Outgoing | None, now: datetime
) -> None:
    if letter.sender.lower() == str(account.options.get("sender", "")).lower():
        return  # A copy of what we sent.
    nameless = f"{letter.sender} {letter.subject} {letter.text[:200]}"
    hear(
        account=account,
        heard=Heard(
            channel="email",
            external_id=letter.message_id or nameless,
            sender=letter.sender,
            recipient=letter.recipient,
            subject=letter.subject,
            text=letter.text,
            raw={
                "message_id": letter.message_id,
                "whole": letter.whole,
                "attachments": ", ".join(letter.attachments),
            },
            outgoing_id=ours.pk if ours else None,
            outcome=Outcome.AUTOMATIC if letter.is_automatic else Outcome.NEW,
        ),
        now=now,
    )


def _told(bounce: Bounce) -> str:
    return " ".join(part for part in (bounce.status, bounce.says) if part)
