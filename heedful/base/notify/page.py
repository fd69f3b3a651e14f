"""Notices as the page shows them."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from heedful.base.connectors.sending.models import State as LetterState
from heedful.base.notify.models import Delivery, Notice
from heedful.base.notify.queries import deliveries_of, states_of
from heedful.base.notify.rules import State, Way
from heedful.base.notify.words import STATES, WAYS, why
from heedful.base.org.models import Member


@dataclass(frozen=True, slots=True)
class Told:
    """A notice and, for each way, what became of it."""

    notice: Notice
    ways: Sequence[str]


def told_of(*, member: Member, notices: Sequence[Notice]) -> list[Told]:
    """Two queries, however many notices."""
    found = list(deliveries_of(tenant_id=member.tenant_id, about=[one.pk for one in notices]))
    letters = states_of(found)
    by_notice = defaultdict(list)
    for one in found:
        by_notice[one.about_id].append(f"{WAYS[Way(one.way)]}: {_state(one, letters)}")
    return [Told(notice, by_notice[notice.pk]) for notice in notices]


def _state(delivery: Delivery, letters: Mapping[uuid.UUID, str]) -> str:
    """What became of it, and why; of mail and text messages the room that sends them knows."""
    letter = letters.get(delivery.outgoing_id) if delivery.outgoing_id else None
    if letter:
        return LetterState(letter).label.lower()
    state = str(STATES[State(delivery.state)])
    return f"{state} ({why(delivery.reason)})" if delivery.reason else state
