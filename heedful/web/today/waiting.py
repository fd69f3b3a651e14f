"""Who waits for a call at a location, and until when: what a manager must know first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from heedful.act.alerts.queries import alerts_visible_to
from heedful.act.cases.models.case import CaseState
from heedful.base.org.models import Member, Node
from heedful.base.org.rules import Permission, may
from heedful.web.cases.listing import Asked, Row, Show, cases_of, rows_of

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open cases and alerts of one location."""

    calls: int  # known customers with whom nobody has been in touch yet
    late: int  # of those, the promised time of so many has passed
    others: int  # open cases besides
    first: Sequence[Row]  # who is to be called next
    alerts: int  # open alerts that no case belongs to

    @property
    def is_empty(self) -> bool:
        return not (self.calls or self.others or self.alerts)


def waiting_at(*, member: Member, node: Node, now: datetime) -> Waiting | None:
    """Five queries at most; none, and nothing, for roles that look after neither."""
    if not may(role=member.role, permission=Permission.WORK_CASES):
        return None
    asked = Asked(show=Show.OPEN, sort="due", search="", node=node)
    found = cases_of(member=member, asked=asked, now=now)
    # Who left no number and no address waits for nobody's call.
    calls = Q(contacted_at=None, customer_id__isnull=False) & ~Q(state=CaseState.PAUSED)
    counts = found.order_by().aggregate(
        all=Count("pk"),
        calls=Count("pk", filter=calls),
        late=Count("pk", filter=calls & Q(contact_due__lte=now)),
    )
    alerts = alerts_visible_to(member=member).filter(
        location=node, seen_at=None, shadow=False, case_id=None
    )
    return Waiting(
        calls=counts["calls"],
        late=counts["late"],
        others=counts["all"] - counts["calls"],
        first=rows_of(cases=list(found.filter(calls)[:SHOWN]), now=now),
        alerts=alerts.order_by().count(),
    )
