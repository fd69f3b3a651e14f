"""Who acts, what is kept of it, and how entries are sealed."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

# What is kept beside an action: codes, keys and counts, never words of a person.
Details = Mapping[str, str | int | bool]
OPERATOR = "operator"  # somebody at the terminal of the machine
ITSELF = "heedful"  # a job
# Between what something was and what it became.
BECAME = " → "
# What the first entry of an organisation is sealed to.
BEGINNING = b""
LONGEST_ADDRESS = 2000


class Action(StrEnum):
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    PERSON_REMOVED = "person_removed"
    LINK_MADE = "link_made"
    TOKEN_MADE = "token_made"  # noqa: S105 - the name of an action.
    TOKEN_ENDED = "token_ended"  # noqa: S105 - as above.
    FILE_IMPORTED = "file_imported"
    FILE_TAKEN_BACK = "file_taken_back"
    EXPORTED = "exported"
    SURVEY_PUBLISHED = "survey_published"
    CHANNEL_ADDED = "channel_added"
    CHANNEL_CHANGED = "channel_changed"
    CHANNEL_REMOVED = "channel_removed"
    ALERT_RULE_CHANGED = "alert_rule_changed"
    WEBHOOK_ADDED = "webhook_added"
    WEBHOOK_CHANGED = "webhook_changed"
    WEBHOOK_REMOVED = "webhook_removed"
    PROGRAMME_ADDED = "programme_added"
    PROGRAMME_CHANGED = "programme_changed"
    OFFER_MADE = "offer_made"
    OFFER_DECIDED = "offer_decided"
    CUSTOMER_EXPORTED = "customer_exported"
    CUSTOMER_ERASED = "customer_erased"


def changes(before: Details, after: Details) -> Details:
    """What became of each name whose value is another one now.

    >>> changes({"state": "off", "hours": 4}, {"state": "on", "hours": 4})
    {'state': 'off → on'}
    """
    return {
        name: f"{before.get(name, '')}{BECAME}{after.get(name, '')}"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    }


def person(user_id: uuid.UUID) -> str:
    """Name somebody with an account, as who acts or what it is about."""
    return f"user:{user_id}"


def program(token_id: uuid.UUID) -> str:
    """Name a program that was let in."""
    return f"token:{token_id}"


def digest(
    *, key: uuid.UUID, at: datetime, actor: str, action: str, about: str, details: Details
) -> bytes:
    """Return the SHA-256 of everything that an entry says."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [str(key), moment, actor, action, about, dict(details)]
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).digest()


def sealed(*, before: bytes, own: bytes) -> bytes:
    """Return the seal of an entry: of its own digest and the seal of the entry before it."""
    return hashlib.sha256(before + own).digest()
