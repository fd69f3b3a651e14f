"""Visits in a CSV file: looked at first, then taken in; lines that cannot be read are told."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from heedful.base.org.files.table import Fault, NotATable, read_table
from heedful.base.org.models import Member
from heedful.listen.invitations.visits.reading import (
    COLUMNS,
    NEEDED,
    NotAVisit,
    VisitLine,
    read_visit,
)
from heedful.listen.invitations.visits.taking import Taken, house_of, known_keys, take

MOST_LINES = 20_000


@dataclass(slots=True)
class VisitPlan:
    """What a file of visits holds."""

    lines: list[VisitLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    rejected: list[tuple[Fault, dict[str, str]]] = field(default_factory=list)
    known: int = 0
    ignored: tuple[str, ...] = ()

    @property
    def new(self) -> int:
        return len(self.lines) - self.known

    @property
    def without_contact(self) -> int:
        return sum(not line.person.identities for line in self.lines)

    @property
    def days(self) -> tuple[object, object] | None:
        found = sorted(line.visited_at for line in self.lines)
        return (found[0], found[-1]) if found else None


def plan_of(*, member: Member, data: bytes, now: datetime) -> VisitPlan:
    """Tell what a file holds. Raises NotATable."""
    table = read_table(data, needs=NEEDED)
    if len(table.lines) > MOST_LINES:
        raise NotATable(
            _("The file has more than 20,000 lines. Bring it in parts; a visit counts once.")
        )
    house = house_of(member=member, now=now)
    plan = VisitPlan(rejected=[(fault, {}) for fault in table.faults])
    plan.ignored = tuple(name for name in table.columns if name and name not in COLUMNS)
    seen: dict[str, int] = {}
    for line in table.lines:
        try:
            visit = read_visit(line.values, house)
            _must_be_first(visit.key, seen)
        except NotAVisit as error:
            fault = Fault(line.number, error.column, str(error))
            plan.rejected.append((fault, dict(line.values)))
            continue
        seen[visit.key] = line.number
        plan.lines.append(visit)
    plan.faults = [fault for fault, _values in plan.rejected]
    plan.known = len(known_keys(tenant_id=member.tenant_id, keys=list(seen)))
    return plan


def _must_be_first(key: str, seen: dict[str, int]) -> None:
    if key in seen:
        told = {"line": seen[key]}
        raise NotAVisit("visit_key", _("This key stands on line %(line)s too.") % told)


def take_in(*, member: Member, plan: VisitPlan, now: datetime) -> Taken:
    """Keep what can be read of the file; the same file again changes nothing."""
    return take(tenant_id=member.tenant_id, lines=plan.lines, source="file", now=now)
