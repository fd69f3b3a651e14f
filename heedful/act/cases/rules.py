"""What may be done with a case in which state, and what can be taken back."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType


class Act(StrEnum):
    """What happens to a case; the kind of its event."""

    OPENED = "opened"
    SAID_AGAIN = "said_again"
    FOUND = "found"
    TAKEN = "taken"
    ASSIGNED = "assigned"
    WROTE = "wrote"
    CALLED = "called"
    HEARD = "heard"
    NOTED = "noted"
    PROMISED = "promised"
    PROMISE_DONE = "promise_done"
    ASKED = "asked"
    ANSWERED = "answered"
    OFFERED = "offered"
    OFFER_DECIDED = "offer_decided"
    PAUSED = "paused"
    RESUMED = "resumed"
    SNOOZED = "snoozed"
    PREPARED = "prepared"
    CLOSED = "closed"
    REOPENED = "reopened"
    MERGED = "merged"
    SPLIT = "split"
    TOOK_IN = "took_in"
    CONTACT_MISSED = "contact_missed"
    RESOLVE_MISSED = "resolve_missed"
    UNDONE = "undone"


_RUNNING = frozenset({"open", "working", "waiting", "reopened"})
_NOT_CLOSED = _RUNNING | {"paused"}
_ANY = _NOT_CLOSED | {"closed"}

# In which states it may be done; what happens by itself is not listed.
ALLOWED: Mapping[Act, frozenset[str]] = MappingProxyType(
    {
        Act.TAKEN: _NOT_CLOSED,
        Act.ASSIGNED: _NOT_CLOSED,
        Act.WROTE: _NOT_CLOSED,
        Act.CALLED: _NOT_CLOSED,
        Act.NOTED: _ANY,
        Act.PROMISED: _NOT_CLOSED,
        Act.OFFERED: _NOT_CLOSED,
        Act.PAUSED: _RUNNING,
        Act.RESUMED: frozenset({"paused"}),
        Act.SNOOZED: _NOT_CLOSED,
        Act.PREPARED: _NOT_CLOSED,
        Act.CLOSED: _NOT_CLOSED,
        Act.REOPENED: frozenset({"closed"}),
        Act.MERGED: _NOT_CLOSED,
    }
)

# These change fields of the case alone, so that setting the fields back takes them back.
UNDOABLE = frozenset({Act.TAKEN, Act.ASSIGNED, Act.PAUSED, Act.SNOOZED, Act.CLOSED, Act.MERGED})
# Somebody who was last seen writing so long ago is no longer writing.
PRESENT_FOR = timedelta(seconds=30)
# How long a customer's one-time link works.
LINK_LASTS = timedelta(days=14)
# The lowest of so many parts of a scale.
WORST_PART = 5
# One action on many cases at a time.
MOST_AT_ONCE = 100


def is_among_worst(*, score: int | None, low: int | None, high: int | None) -> bool:
    """Say whether an answer is in the lowest fifth of its scale: 0 to 2 of 10, 1 of 5."""
    if score is None or low is None or high is None:
        return False
    return (score - low) * WORST_PART <= high - low


def allowed(*, act: Act, state: str) -> bool:
    """Return True when it may be done to a case in this state."""
    return state in ALLOWED.get(act, _ANY)
