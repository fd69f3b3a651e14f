"""A mail as it travels: headers that let others file, answer and refuse it."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.utils.translation import gettext as _

from heedful.base.connectors.errors import Rejected
from heedful.base.connectors.sending.models import Outgoing

# Words beyond ASCII are written so that every server on the way can carry them.
POLICY = SMTP.clone(cte_type="7bit")


def compose(
    outgoing: Outgoing, *, sender: str, sender_name: str, plus_addresses: bool, now: datetime
) -> EmailMessage:
    """Raises Rejected when an address cannot be one."""
    message = EmailMessage(policy=POLICY)
    message["From"] = address(sender, name=sender_name)
    message["To"] = address(outgoing.to)
    message["Subject"] = outgoing.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(outgoing, sender=sender)
    reply_to = outgoing.reply_to or (with_tag(sender, outgoing.pk.hex) if plus_addresses else "")
    if reply_to:
        message["Reply-To"] = address(reply_to)
    if outgoing.in_reply_to:
        message["In-Reply-To"] = message["References"] = outgoing.in_reply_to
    else:
        # No out-of-office answer is wished for; the answer of a person to a person is another one.
        message["Auto-Submitted"] = "auto-generated"
    if outgoing.unsubscribe:
        message["List-Unsubscribe"] = f"<{outgoing.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(outgoing.text)
    if outgoing.html:
        message.add_alternative(outgoing.html, subtype="html")
    return message


def message_id(outgoing: Outgoing, *, sender: str) -> str:
    """Our own, made from the message's key: replies and bounces name it."""
    return f"<{outgoing.pk.hex}@{sender.rpartition('@')[2]}>"


def with_tag(sender: str, tag: str) -> str:
    """guests@harbour.example as guests+tag@harbour.example: the same box, and what it is about."""
    local, _at, domain = sender.rpartition("@")
    return f"{local}+{tag}@{domain}"


def address(text: str, *, name: str = "") -> Address:
    """Raises Rejected."""
    try:
        found = Address(display_name=name, addr_spec=text)
    except (ValueError, IndexError) as reason:
        raise Rejected(_("This is not a mail address.")) from reason
    if not (found.username and found.domain):
        raise Rejected(_("This is not a mail address."))
    return found
