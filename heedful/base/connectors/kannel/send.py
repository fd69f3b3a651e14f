"""Text messages through a Kannel gateway: its `sendsms` interface."""

from heedful.base.connectors.callbacks import report_address
from heedful.base.connectors.calling import call
from heedful.base.connectors.sending.models import Outgoing
from heedful.base.connectors.sending.rules import segments
from heedful.base.connectors.sending.transports import Way

# Tell us about: delivered, not delivered, held by the network, taken by it, refused by it.
ALL_REPORTS = 31


def hand_over(way: Way, outgoing: Outgoing) -> str:
    """Kannel knows no id of a message: the address of its reports holds ours. Raises NotSent."""
    report = report_address(way, outgoing.pk)
    params = {
        "username": way.option("user"),
        "password": way.secrets["password"],
        "to": outgoing.to,
        "text": outgoing.text,
        "charset": "UTF-8",
        "coding": "0" if segments(outgoing.text).alphabet == "gsm7" else "2",
        "dlr-mask": str(ALL_REPORTS),
        # Kannel fills in what begins with a percent sign.
        "dlr-url": f"{report}?type=%d&said=%A",
    }
    if way.option("sender"):
        params["from"] = way.option("sender")
    call("GET", way.option("url"), params=params)
    return ""
