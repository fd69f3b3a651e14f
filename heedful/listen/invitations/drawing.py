"""Looking at new visits: each running programme draws some of them, by chance."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from heedful.base.org.queries import locations_under
from heedful.listen.invitations.domain import work_out_chances
from heedful.listen.invitations.models import (
    Chance,
    Invitation,
    Programme,
    ProgrammeState,
    State,
    Visit,
)
from heedful.listen.invitations.queries import plan_of
from heedful.listen.invitations.rules import (
    NO_CUSTOMER,
    TOO_LATE,
    Plan,
    deadline,
    due_at,
    in_hours,
    is_drawn,
)

CHANCES_LAST = timedelta(hours=20)
BATCH = 1_000
# A file may be a while on its way into the tables.
OVERLAP = timedelta(minutes=30)

Chances = Mapping[tuple[uuid.UUID, str], float]


def draw_all(*, tenant_id: uuid.UUID, now: datetime) -> int:
    """Let every running programme look at visits that it has not seen; return how many there were.

    Safe to repeat and to run at the same time: a visit is looked at once. Call it inside the fence.
    """
    seen = 0
    for programme in _running(tenant_id):
        if programme.chances_at is None or now - programme.chances_at > CHANCES_LAST:
            work_out_chances(programme=programme, now=now)
        while batch := _new_visits(programme, now):
            _draw(programme, batch, now)
            seen += len(batch)
            if len(batch) < BATCH:
                break
        Programme.objects.filter(pk=programme.pk).update(looked_at=now)
    return seen


def _running(tenant_id: uuid.UUID) -> Sequence[Programme]:
    found = Programme.objects.filter(tenant=tenant_id, state=ProgrammeState.RUNNING)
    return list(found.select_related("place").order_by("created_at"))


def _new_visits(programme: Programme, now: datetime) -> list[Visit]:
    """Visits told since the last look; older ones are of before the programme's time."""
    done = Invitation.objects.filter(
        tenant=programme.tenant_id, programme=programme, visit=OuterRef("pk")
    )
    found = Visit.objects.filter(
        ~Exists(done),
        tenant=programme.tenant_id,
        received_at__gte=programme.asks_from
        if programme.looked_at is None
        else programme.looked_at - OVERLAP,
        visited_at__gte=programme.asks_from,
        location__in=locations_under(node=programme.place, on=now.date()).values("pk"),
    )
    return list(found.select_related("customer", "location").order_by("visited_at", "pk")[:BATCH])


@transaction.atomic
def _draw(programme: Programme, visits: Sequence[Visit], now: datetime) -> None:
    looker = _Looker(programme, plan_of(programme), chances_of(programme), now)
    Invitation.objects.bulk_create(
        [looker.look_at(visit) for visit in visits],
        ignore_conflicts=True,
    )


def chances_of(programme: Programme) -> Chances:
    rows = Chance.objects.filter(tenant=programme.tenant_id, programme=programme)
    return {
        (place, part): p for place, part, p in rows.values_list("location", "daypart", "chance")
    }


@dataclass(frozen=True, slots=True)
class _Looker:
    """Looks at visits of one programme at one moment."""

    programme: Programme
    plan: Plan
    chances: Chances
    now: datetime

    def look_at(self, visit: Visit) -> Invitation:
        # A part of the day that nobody has visited lately is asked as the plan says.
        chance = self.chances.get((visit.location_id, visit.daypart), self.plan.share)
        looked = Invitation(
            tenant_id=self.programme.tenant_id,
            programme=self.programme,
            visit=visit,
            location_id=visit.location_id,
            chance=chance,
            at=self.now,
        )
        if visit.customer is None:
            looked.state, looked.reason = State.REFUSED, NO_CUSTOMER
        elif not is_drawn(chance, programme=str(self.programme.pk), visit=str(visit.pk)):
            looked.state = State.NOT_DRAWN
        else:
            self._wait(looked, visit, zone=visit.customer.time_zone or visit.location.time_zone)
        return looked

    def _wait(self, looked: Invitation, visit: Visit, *, zone: str) -> None:
        due = due_at(self.plan, visited_at=visit.visited_at, zone=zone)
        if due < self.now:
            due = in_hours(self.plan, at=self.now, zone=zone)
        if due > deadline(self.plan, visited_at=visit.visited_at):
            looked.state, looked.reason = State.REFUSED, TOO_LATE
        else:
            looked.state, looked.due_at = State.WAITING, due
