"""What a programme would have done with the visits of the last weeks; nothing is written."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from heedful.base.customers.models import Consent, Customer, Identity
from heedful.base.customers.queries import policy_of, said_of
from heedful.base.customers.rules import (
    REACHED_BY,
    Facts,
    Policy,
    Purpose,
    Refused,
    Said,
    decide,
)
from heedful.base.org.queries import locations_under
from heedful.listen.invitations.domain import strata_of
from heedful.listen.invitations.models import Programme, State, Visit
from heedful.listen.invitations.queries import plan_of
from heedful.listen.invitations.rules import (
    LOOKS_BACK,
    NO_CUSTOMER,
    QUOTA,
    TOO_LATE,
    Later,
    Plan,
    after_refusals,
    chances,
    deadline,
    due_at,
    is_drawn,
)

MOST_VISITS = 10_000
# An ask that must wait is tried again as often as this.
TRIES = 4


@dataclass(frozen=True, slots=True)
class Preview:
    """How many of the visits would have been asked about, and why not the others."""

    visits: int
    asked: int
    by_channel: Mapping[str, int]
    reasons: Mapping[str, int]
    days: int


def preview(*, programme: Programme, plan: Plan | None = None, now: datetime) -> Preview:
    """Go through the visits of four weeks (the newest 10,000) as if it had been running alone."""
    plan = plan or plan_of(programme)
    visits = _visits(programme, now)
    known = {
        (place, part): chance
        for place, strata in strata_of(programme=programme, now=now).items()
        for part, chance in chances(plan, strata).items()
    }
    replay = _Replay(plan, policy_of(tenant_id=programme.tenant_id), _people(programme, visits))
    told: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for visit in visits:
        chance = known.get((visit.location_id, visit.daypart), plan.share)
        if visit.customer_id is None:
            told[NO_CUSTOMER] += 1
        elif not is_drawn(chance, programme=str(programme.pk), visit=str(visit.pk)):
            told[State.NOT_DRAWN.value] += 1
        else:
            channel, reason = replay.ask(visit)
            (asked if channel else told)[channel or reason] += 1
    return Preview(
        len(visits), asked.total(), dict(asked), dict(told.most_common()), LOOKS_BACK.days
    )


@dataclass(slots=True)
class _Person:
    zone: str
    addresses: dict[str, str] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    asks: list[tuple[str, datetime]] = field(default_factory=list)


class _Replay:
    """The asks of one programme, one after the other, and what they leave of budgets."""

    def __init__(self, plan: Plan, policy: Policy, people: Mapping[uuid.UUID, _Person]) -> None:
        self._plan, self._policy, self._people = plan, policy, people
        self._sent: dict[uuid.UUID, list[datetime]] = defaultdict(list)

    def ask(self, visit: Visit) -> tuple[str, str]:
        """Return the channel, or why not."""
        assert visit.customer_id is not None  # noqa: S101  # told by the caller
        person = self._people[visit.customer_id]
        zone = person.zone or visit.location.time_zone
        at = due_at(self._plan, visited_at=visit.visited_at, zone=zone)
        last = deadline(self._plan, visited_at=visit.visited_at)
        for _try in range(TRIES):
            if at > last:
                return "", TOO_LATE
            if self._quota_is_used(visit, at):
                return "", QUOTA
            refusals = []
            for channel in self._plan.channels:
                verdict = self._verdict(person, zone, channel, at)
                if verdict is None:
                    person.asks.append((Purpose.SURVEY, at))
                    self._sent[visit.location_id].append(at)
                    return channel, ""
                refusals.append(verdict)
            follows = after_refusals(refusals, last=last)
            if not isinstance(follows, Later):
                return "", follows
            at = follows.at
        return "", TOO_LATE

    def _verdict(self, person: _Person, zone: str, channel: str, at: datetime) -> Refused | None:
        facts = Facts(
            address=person.addresses.get(REACHED_BY[channel], ""),
            zone=zone,
            said=person.said,
            asks=person.asks,
        )
        return decide(self._policy, facts, channel=channel, purpose=Purpose.SURVEY, now=at)

    def _quota_is_used(self, visit: Visit, at: datetime) -> bool:
        if self._plan.quota is None:
            return False
        week = [one for one in self._sent[visit.location_id] if one > at - timedelta(days=7)]
        return len(week) >= self._plan.quota


def _visits(programme: Programme, now: datetime) -> list[Visit]:
    found = Visit.objects.filter(
        tenant=programme.tenant_id,
        visited_at__range=(now - LOOKS_BACK, now),
        location__in=locations_under(node=programme.place, on=now.date()).values("pk"),
    )
    newest = found.select_related("location").order_by("-visited_at", "-pk")[:MOST_VISITS]
    return list(reversed(newest))


def _people(programme: Programme, visits: Sequence[Visit]) -> dict[uuid.UUID, _Person]:
    """What is known of everybody who visited. Their earlier asks are left out."""
    keys = {visit.customer_id for visit in visits if visit.customer_id is not None}
    customers = Customer.objects.filter(tenant=programme.tenant_id, pk__in=keys)
    now_as = {one.pk: one.merged_into_id or one.pk for one in customers}
    people: dict[uuid.UUID, _Person] = {}
    zones = {one.pk: one.time_zone for one in customers}
    for key in keys:
        people.setdefault(now_as[key], _Person(zones[key]))
    mine = {"tenant": programme.tenant_id, "customer__in": list(people)}
    usable = Identity.objects.filter(**mine, unusable_since=None).order_by("created_at")
    for owner, kind, value in usable.values_list("customer", "kind", "value"):
        people[owner].addresses[kind] = value
    for consent in Consent.objects.filter(**mine):
        people[consent.customer_id].said.append(said_of(consent))
    return {key: people[now_as[key]] for key in keys}
