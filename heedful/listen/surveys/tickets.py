"""The id of a form: made with the page, signed, and with its time inside.

A form that is sent twice, by a double click or after a lost connection, is one response.
"""

import uuid
from datetime import UTC, datetime, timedelta

from django.core import signing

from heedful.base.tenancy.models import new_id

SALT = "heedful.survey.form"
# A form older than this was not sent when it was opened, so the time of sending counts.
FRESH = timedelta(hours=1)


def new_ticket(*, token: str) -> str:
    """Return a signed id for one showing of the form at this address."""
    return signing.Signer(salt=f"{SALT}.{token}").sign(str(new_id()))


def read_ticket(*, ticket: str, token: str, now: datetime) -> tuple[uuid.UUID, datetime] | None:
    """Return the form's id and the moment it counts for; None when the ticket is not ours."""
    try:
        form_id = uuid.UUID(signing.Signer(salt=f"{SALT}.{token}").unsign(ticket))
    except (signing.BadSignature, ValueError):
        return None
    opened = opened_at(form_id)
    return form_id, opened if timedelta(0) <= now - opened < FRESH else now


def opened_at(form_id: uuid.UUID) -> datetime:
    """Return when a form was opened; its id has the time inside."""
    return datetime.fromtimestamp((form_id.int >> 80) / 1000, tz=UTC)


def again_id(form_id: uuid.UUID, again: str) -> uuid.UUID:
    """Return the id of a form that a kiosk numbers: one showing of its page serves many customers.

    The same number gives the same id, so that what is sent twice is one response.
    """
    return uuid.uuid5(form_id, again) if again.isdecimal() and len(again) <= 10 else form_id
