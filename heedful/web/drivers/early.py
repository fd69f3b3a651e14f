"""Early warnings: markers that have fallen, of all places in scope or of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from heedful.base.org.models import Member, Node
from heedful.base.org.queries import locations_under
from heedful.understand.markers.queries import markers_of, newest, warnings_visible_to
from heedful.understand.markers.rules import MarkerFall, MarkerLead
from heedful.understand.metrics.series import RatedItem
from heedful.web.about import About


@dataclass(frozen=True, slots=True)
class WarningRow:
    """One marker that has fallen at one location."""

    location: Node
    item: RatedItem
    found: MarkerFall


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A marker, and whether it is shown to move before the outcome."""

    item: RatedItem
    found: MarkerLead


@dataclass(frozen=True, slots=True)
class Early:
    rows: Sequence[WarningRow]
    leads: Sequence[LeadRow]
    watched: int
    places: int
    first_day: date
    last_day: date

    @property
    def shown_leads(self) -> Sequence[LeadRow]:
        return [one for one in self.leads if one.found.value is not None]

    @property
    def open_leads(self) -> Sequence[LeadRow]:
        """Markers of which it is not known yet whether they move first."""
        return [one for one in self.leads if one.found.value is None]


def early_of(*, member: Member, node: Node, about: About) -> Early | None:
    """What is on at a location, or below a group; None while nobody has looked. Three queries."""
    subject = about.subject
    run = newest(tenant_id=subject.tenant_id, questionnaire_id=subject.questionnaire_id)
    if run is None:
        return None
    below = locations_under(node=node, on=run.last_day)
    places = [node.pk] if node.is_location else list(below.values_list("pk", flat=True))
    seen = warnings_visible_to(member=member, run=run, places=places)
    items = {item.code: item for item in subject.series.items}
    rows = [
        WarningRow(one.location, items[warning.item], warning)
        for one in seen
        for warning in one.found.warnings
        if warning.item in items
    ]
    return Early(
        rows=sorted(rows, key=lambda row: row.found.since, reverse=True),
        leads=[LeadRow(items[one.item], one) for one in markers_of(run).leads if one.item in items],
        watched=sum(one.found.watched for one in seen),
        places=len(seen),
        first_day=run.first_day,
        last_day=run.last_day,
    )
