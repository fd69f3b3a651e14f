"""What a Kannel gateway tells at our addresses: messages of customers, reports of delivery."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from heedful.base.connectors.incoming.domain import Heard

ARRIVED, FAILED, REFUSED = 1, 2, 16
UCS2 = "2"


class NotAMessage(ValueError):
    """What came has no sender or no id."""


def read_message(query: bytes) -> Heard:
    """Read the address that Kannel's `get-url` called, as the page Channels tells to set it.

    Words in UCS-2 come as its bytes, all others as UTF-8. Raises NotAMessage.
    """
    fields = {
        name: value.encode("latin-1")
        for name, value in parse_qsl(
            query.decode("latin-1"),
            keep_blank_values=True,
            max_num_fields=100,
            encoding="latin-1",
        )
    }
    plain = {name: value.decode(errors="replace") for name, value in fields.items()}
    if not plain.get("from") or not plain.get("id"):
        raise NotAMessage
    is_wide = plain.get("coding") == UCS2
    text = fields.get("text", b"").decode("utf-16-be" if is_wide else "utf-8", errors="replace")
    return Heard(
        channel="sms",
        external_id=plain["id"],
        sender=with_plus(plain["from"]),
        recipient=with_plus(plain.get("to", "")),
        text=text,
        raw={name: value for name, value in plain.items() if name != "text"},
    )


def with_plus(number: str) -> str:
    """A number of a network without its plus, as many gateways write it."""
    digits = number.strip()
    international = digits.isascii() and digits.isdecimal() and len(digits) >= 8
    return f"+{digits}" if international and not digits.startswith("0") else digits


def read_report(fields: Mapping[str, str]) -> tuple[int, str]:
    """Return what kind of report it is and what the network said. Raises NotAMessage."""
    kind = fields.get("type", "")
    if not (kind.isascii() and kind.isdecimal() and len(kind) <= 2):
        raise NotAMessage
    return int(kind), fields.get("said", "")[:300]
