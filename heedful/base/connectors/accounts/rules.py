"""What kinds of accounts there are, and what each of them can carry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Channel = Literal["email", "sms", "call"]
CHANNELS: tuple[Channel, ...] = ("email", "sms", "call")


@dataclass(frozen=True, slots=True)
class Kind:
    """One make of account: what it carries, what is asked for, and what of that is secret."""

    carries: tuple[Channel, ...]
    fields: tuple[str, ...]
    secrets: tuple[str, ...]
    # The network calls addresses of ours with what came in and what became of messages.
    reports: bool = False


KINDS: Mapping[str, Kind] = {
    "mail": Kind(
        carries=("email",),
        fields=(
            "sender", "sender_name", "plus_addresses",
            "smtp_host", "smtp_port", "smtp_security", "smtp_user",
            "imap_host", "imap_port", "imap_security", "imap_user", "imap_folder",
        ),
        secrets=("smtp_password", "imap_password"),
    ),
    "kannel": Kind(
        carries=("sms",), fields=("url", "user", "sender"), secrets=("password",), reports=True
    ),
    "twilio": Kind(
        carries=("sms", "call"), fields=("url", "sid", "sender"), secrets=("token",), reports=True
    ),
}  # fmt: skip
