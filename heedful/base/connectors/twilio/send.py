"""Text messages and calls through Twilio's REST interface, which others speak too."""

import json

from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.base.connectors.accounts.domain import HOOK
from heedful.base.connectors.callbacks import own_address, report_address
from heedful.base.connectors.calling import call
from heedful.base.connectors.errors import Rejected, Unsure
from heedful.base.connectors.sending.models import Channel, Outgoing
from heedful.base.connectors.sending.transports import Way
from heedful.base.connectors.twilio.hearing import FOR_GOOD

HOME = "https://api.twilio.com"
# A number pool of the service, named in place of one number.
POOL = "MG"


def hand_over(way: Way, outgoing: Outgoing) -> str:
    """Return the service's id of the message or call. Raises NotSent."""
    is_call = outgoing.channel == Channel.CALL
    data = _call(way, outgoing) if is_call else _message(way, outgoing)
    what = "Calls" if is_call else "Messages"
    base = way.option("url") or HOME
    try:
        answer = call(
            "POST",
            f"{base.rstrip('/')}/2010-04-01/Accounts/{way.option('sid')}/{what}.json",
            data={**data, "StatusCallback": report_address(way, outgoing.pk)},
            auth=(way.option("sid"), way.secrets["token"]),
        )
    except Rejected as reason:
        never = any(code in str(reason) for code in FOR_GOOD)
        raise Rejected(str(reason), for_good=never) from reason
    try:
        return str(json.loads(answer.content)["sid"])
    except (ValueError, KeyError, TypeError) as reason:
        raise Unsure(_("The service said yes, but not how it calls the message.")) from reason


def _message(way: Way, outgoing: Outgoing) -> dict[str, str]:
    sender = way.option("sender")
    by = "MessagingServiceSid" if sender.startswith(POOL) else "From"
    return {"To": outgoing.to, by: sender, "Body": outgoing.text}


def _call(way: Way, outgoing: Outgoing) -> dict[str, str]:
    """The service asks that address what to say once the person has picked up."""
    path = reverse("hook-voice-out", args=[way.secrets[HOOK], outgoing.pk])
    return {
        "To": outgoing.to,
        "From": way.option("sender"),
        "Url": f"{own_address()}{path}",
        "Method": "POST",
    }
