"""The report of cases as its page shows it: a place, and what lies right below it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from heedful.act.cases.reporting import Summary, read_facts, summary_of
from heedful.base.org.models import Member, Node
from heedful.base.org.queries import children, locations_under
from heedful.web.about import trail, visible_node
from heedful.web.period import Period, read_period


@dataclass(frozen=True, slots=True)
class Below:
    node: Node
    summary: Summary


@dataclass(frozen=True, slots=True)
class CaseReport:
    node: Node
    trail: Sequence[Node]
    period: Period
    whole: Summary
    below: Sequence[Below]

    @property
    def with_cause(self) -> int:
        """How many cases have a root cause."""
        return sum(n for _label, n in self.whole.causes)


def case_report(*, member: Member, key: str, query: Mapping[str, str], now: datetime) -> CaseReport:
    """Put the report together. Raises Http404."""
    node = visible_node(member=member, key=key)
    today = now.astimezone(ZoneInfo(node.time_zone)).date()
    period = read_period(query, newest=today, default_days=90)
    window = period.window
    facts = read_facts(member=member, first=window.first, last=window.last)
    here = facts.at(_places(node, now))
    below = [] if node.is_location else list(children(node=node, on=today))
    return CaseReport(
        node=node,
        trail=trail(member=member, node=node),
        period=period,
        whole=summary_of(facts=here, now=now),
        below=[Below(one, summary_of(facts=here.at(_places(one, now)), now=now)) for one in below],
    )


def _places(node: Node, now: datetime) -> frozenset[uuid.UUID]:
    return frozenset(locations_under(node=node, on=now.date()).values_list("pk", flat=True))
