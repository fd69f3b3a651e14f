"""Notices as the page shows them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from heedful.base.notify.models import Notice
from heedful.base.notify.queries import deliveries_of
from heedful.base.notify.rules import State, Way
from heedful.base.notify.words import STATES, WAYS
from heedful.base.org.models import Member


@dataclass(frozen=True, slots=True)
class Told:
    """A notice and, for each way, what became of it."""

    notice: Notice
    ways: Sequence[str]
    failed: bool


def told_of(*, member: Member, notices: Sequence[Notice]) -> list[Told]:
    """One query, however many notices."""
    keys = [one.pk for one in notices]
    by_notice = defaultdict(list)
    for one in deliveries_of(tenant_id=member.tenant_id, about=keys):
        by_notice[one.about_id].append(one)
    return [
        Told(
            notice,
            ways=[f"{WAYS[Way(d.way)]}: {STATES[State(d.state)]}" for d in by_notice[notice.pk]],
            failed=any(d.state in {State.FAILED, State.UNKNOWN} for d in by_notice[notice.pk]),
        )
        for notice in notices
    ]
