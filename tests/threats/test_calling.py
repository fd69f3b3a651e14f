"""Threat 7: requests into the own network."""

import re
from pathlib import Path

PRODUCT = Path(__file__).parents[2] / "heedful"
CALLS = re.compile(
    r"^\s*(?:import|from) (?:httpx|requests|urllib3|aiohttp|smtplib|imaplib|imap_tools|socket"
    r"|urllib\.request|http\.client)\b",
    re.MULTILINE,
)
# Each with what keeps it out of the own network.
KNOWN = {
    "base/connectors/addresses.py": "looks at every address before it connects",
    "base/connectors/calling.py": "names what the guarded client raises",
    "base/connectors/http.py": "the guarded client itself",
    "base/connectors/mail/imap.py": "connects to an address that was looked at",
    "base/connectors/mail/smtp.py": "connects to an address that was looked at",
    "base/notify/chat.py": "every connection that a service opens is looked at",
    "base/notify/transports.py": "names what the guarded client raises",
    "listen/conversations/fetching.py": "names what the guarded client raises",
    "ops/addresses.py": "asks the own machine for its address",
    "ops/ports.py": "asks whether a port of the own machine is free",
    "ops/voice/bridge.py": "calls Heedful itself and the exchange that the operator named",
}


def test_whoever_calls_out_is_known():
    """A new module that opens connections says here what guards it."""
    calling = {
        str(path.relative_to(PRODUCT))
        for path in PRODUCT.rglob("*.py")
        if CALLS.search(path.read_text("utf-8"))
    }
    assert calling == set(KNOWN)
