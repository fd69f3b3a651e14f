"""What Twilio, or a service like it, tells at our addresses."""

from collections.abc import Mapping

from heedful.base.connectors.incoming.domain import Heard

ARRIVED = {"delivered", "read", "completed"}
FAILED = {"undelivered", "failed", "busy", "no-answer", "canceled"}
# Codes of the service that say that nothing will ever arrive at this number.
FOR_GOOD = {"21211", "21214", "21217", "21614", "30005", "30006"}


class NotAMessage(ValueError):
    """What came has no sender or no id."""


def read_message(fields: Mapping[str, str]) -> Heard:
    """Fields that we do not know are kept as they came. Raises NotAMessage."""
    number = fields.get("MessageSid") or fields.get("SmsSid") or ""
    if not number or not fields.get("From"):
        raise NotAMessage
    return Heard(
        channel="sms",
        external_id=number,
        sender=fields["From"],
        recipient=fields.get("To", ""),
        text=fields.get("Body", ""),
        raw={name: value for name, value in fields.items() if name not in {"Body", "AccountSid"}},
    )


def state_of(fields: Mapping[str, str]) -> str:
    """Return how a message or call is now, in the service's word."""
    return fields.get("MessageStatus") or fields.get("SmsStatus") or fields.get("CallStatus") or ""


def is_over(fields: Mapping[str, str]) -> bool:
    """Whether a call has ended, in whatever way."""
    return fields.get("CallStatus", "") in ARRIVED | FAILED


def reason_of(fields: Mapping[str, str]) -> str:
    code = fields.get("ErrorCode", "")
    return f"{state_of(fields)} {code}".strip()[:300]
