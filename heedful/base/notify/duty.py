"""Who is called about a place: whoever is on duty, then who looks after it, then those above."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from heedful.base.notify.models import DutyTurn, StandIn
from heedful.base.org.models import Ancestry, Member, Role
from heedful.base.org.rules import Permission, may

# Who answers for a place when nobody is on duty, one after the other.
AFTER_DUTY = (Role.LOCATION_MANAGER, Role.CARE_AGENT, Role.AREA_MANAGER, Role.OWNER)


@dataclass(frozen=True, slots=True)
class Chain:
    """The people to call about a place, step by step; each person once."""

    steps: Sequence[Sequence[Member]]
    # The place and the groups above it, nearest first.
    places: Sequence[uuid.UUID]
    by_duty: bool  # whether the first step is on duty


def chains(
    *, tenant_id: uuid.UUID, locations: Collection[uuid.UUID], now: datetime
) -> dict[uuid.UUID, Chain]:
    """Whom to call about each of these places. At most four queries, however many."""
    above, zones = _above(tenant_id, locations, now)
    nodes = {node for path in above.values() for node in path}
    turns = _turns(tenant_id, nodes, now)
    people = _people(tenant_id, nodes, turns, now)
    return {
        place: _chain(path, turns, people, now.astimezone(ZoneInfo(zones[place])))
        for place, path in above.items()
    }


@dataclass(frozen=True, slots=True)
class _People:
    by_id: Mapping[uuid.UUID, Member]
    at: Mapping[uuid.UUID, Sequence[Member]]
    stand_ins: Sequence[StandIn]


def _above(
    tenant_id: uuid.UUID, locations: Collection[uuid.UUID], now: datetime
) -> tuple[dict[uuid.UUID, list[uuid.UUID]], dict[uuid.UUID, str]]:
    """The way up from each place, and its time zone."""
    rows = Ancestry.objects.filter(
        tenant_id=tenant_id,
        descendant__in=list(locations),
        valid_from__lte=now.date(),
        valid_to__gt=now.date(),
    ).order_by("depth")
    found: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    zones = {}
    for below, node, zone in rows.values_list(
        "descendant_id", "ancestor_id", "descendant__time_zone"
    ):
        found[below].append(node)
        zones[below] = zone
    return found, zones


def _turns(
    tenant_id: uuid.UUID, nodes: Collection[uuid.UUID], now: datetime
) -> Mapping[uuid.UUID, Sequence[DutyTurn]]:
    # Any clock on earth shows one of these weekdays, or is in a turn that began on one.
    days = {(now + timedelta(days=shift)).weekday() for shift in (-2, -1, 0, 1)}
    found = defaultdict(list)
    rows = DutyTurn.objects.filter(tenant=tenant_id, place__in=nodes, weekday__in=days)
    for turn in rows.order_by("starts", "pk"):
        found[turn.place_id].append(turn)
    return found


def _people(
    tenant_id: uuid.UUID,
    nodes: Collection[uuid.UUID],
    turns: Mapping[uuid.UUID, Sequence[DutyTurn]],
    now: datetime,
) -> _People:
    away = StandIn.objects.filter(
        tenant=tenant_id,
        first_day__lte=now.date() + timedelta(days=1),
        last_day__gte=now.date() - timedelta(days=1),
    ).order_by("pk")
    # They stand in for people on duty alone.
    stand_ins = list(away) if turns else []
    on_duty = {turn.member_id for some in turns.values() for turn in some}
    wanted = on_duty | {one.by_id for one in stand_ins}
    members = Member.objects.filter(tenant=tenant_id, user__is_active=True)
    rows = (members.filter(scope__in=nodes) | members.filter(pk__in=wanted)).select_related(
        "user", "scope"
    )
    at = defaultdict(list)
    by_id = {}
    for member in rows.order_by("created_at", "pk"):
        by_id[member.pk] = member
        at[member.scope_id].append(member)
    return _People(by_id, at, stand_ins)


def _chain(
    path: Sequence[uuid.UUID],
    turns: Mapping[uuid.UUID, Sequence[DutyTurn]],
    people: _People,
    local: datetime,
) -> Chain:
    duty = next((found for node in path if (found := _on_duty(turns[node], people, local))), [])
    steps: list[list[Member]] = [duty] if duty else []
    known = {one.pk for one in duty}
    for role in AFTER_DUTY:
        # The nearest group that has such people, and not those of the groups above it too.
        nearest = next(
            (found for node in path if (found := [m for m in people.at[node] if m.role == role])),
            [],
        )
        new = [one for one in nearest if one.pk not in known]
        known |= {one.pk for one in new}
        steps += [new] if new else []
    return Chain(steps, path, by_duty=bool(duty))


def _on_duty(turns: Sequence[DutyTurn], people: _People, local: datetime) -> list[Member]:
    minute = local.hour * 60 + local.minute
    before = (local.weekday() - 1) % 7
    running = [
        turn.member_id
        for turn in turns
        if (turn.weekday == local.weekday() and turn.starts <= minute < turn.ends)
        or (turn.weekday == before and minute + 24 * 60 < turn.ends)
    ]
    replaced = (_replaced(one, people, local) for one in dict.fromkeys(running))
    found = (people.by_id.get(key) for key in dict.fromkeys(replaced))
    return [one for one in found if one and may(role=one.role, permission=Permission.SEE_ALERTS)]


def _replaced(member_id: uuid.UUID, people: _People, local: datetime) -> uuid.UUID:
    """Whoever stands in on this day; a chain of stand-ins is followed, and never in a circle."""
    seen = {member_id}
    while True:
        stand_in = next(
            (
                one.by_id
                for one in people.stand_ins
                if one.member_id == member_id
                and one.first_day <= local.date() <= one.last_day
                and one.by_id not in seen
            ),
            None,
        )
        if stand_in is None:
            return member_id
        seen.add(stand_in)
        member_id = stand_in
