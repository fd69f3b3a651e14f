"""The only doors to the tree of locations for a signed-in person, and its shape on a day."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, QuerySet
from django.utils import timezone

from heedful.base.org.dayparts import DAYPARTS, Daypart
from heedful.base.org.models import (
    Ancestry,
    Brand,
    Member,
    Node,
    NodeKind,
    OwnDaypart,
    Placement,
    RosterShift,
)


def nodes_visible_to(*, member: Member, on: date | None = None) -> QuerySet[Node]:
    """Groups and locations at or below the person's scope, as the tree stands on a day."""
    below = _below(member.scope_id, on or timezone.localdate()).values("descendant_id")
    return Node.objects.filter(tenant=member.tenant_id, pk__in=below)


def locations_visible_to(*, member: Member, on: date | None = None) -> QuerySet[Node]:
    """Locations at or below the person's scope."""
    return nodes_visible_to(member=member, on=on).filter(kind=NodeKind.LOCATION)


def members_visible_to(*, member: Member, on: date | None = None) -> QuerySet[Member]:
    """People whose part of the organisation lies within this person's own."""
    below = _below(member.scope_id, on or timezone.localdate()).values("descendant_id")
    return Member.objects.filter(tenant=member.tenant_id, scope__in=below).select_related(
        "user", "scope"
    )


def locations_under(*, node: Node, on: date) -> QuerySet[Node]:
    """Locations at or below `node` on a day. Callers pass a node that the person may see."""
    below = _below(node.pk, on).values("descendant_id")
    return Node.objects.filter(tenant=node.tenant_id, pk__in=below, kind=NodeKind.LOCATION)


def children(*, node: Node, on: date) -> QuerySet[Node]:
    """Nodes right below `node` on a day, by name."""
    below = _below(node.pk, on).filter(depth=1).values("descendant_id")
    return Node.objects.filter(tenant=node.tenant_id, pk__in=below).order_by("name")


def brands_visible_to(*, member: Member) -> QuerySet[Brand]:
    """All brands: every location of the organisation may carry any of them."""
    return Brand.objects.filter(tenant=member.tenant_id).order_by("name")


def placements_of(*, node: Node) -> QuerySet[Placement]:
    """Where a node hung and hangs, newest first."""
    placed = Placement.objects.filter(tenant=node.tenant_id, node=node)
    return placed.select_related("parent").order_by("-valid_from")


def location_counts(*, nodes: Iterable[Node], on: date) -> dict[uuid.UUID, int]:
    """How many locations lie at or below each node on a day."""
    rows = Ancestry.objects.filter(
        ancestor__in=list(nodes),
        descendant__kind=NodeKind.LOCATION,
        valid_from__lte=on,
        valid_to__gt=on,
    )
    return dict(rows.values_list("ancestor_id").annotate(Count("descendant_id")))


def find_place(*, member: Member, text: str) -> Node | None:
    """Return the place a person means by its code or its name; None when it is not clear."""
    visible = nodes_visible_to(member=member)
    by_code = visible.filter(code=text).first()
    if by_code is not None:
        return by_code
    named = list(visible.filter(name__iexact=text)[:2])
    return named[0] if len(named) == 1 else None


def path_to(*, node: Node, on: date) -> list[Node]:
    """From the root down to `node` itself, as the tree stands on a day."""
    above = Ancestry.objects.filter(
        tenant_id=node.tenant_id, descendant=node, valid_from__lte=on, valid_to__gt=on
    ).select_related("ancestor")
    return [row.ancestor for row in above.order_by("-depth")]


@dataclass(frozen=True, slots=True)
class Membership:
    """One location's time under one node."""

    location_id: uuid.UUID
    valid_from: date
    valid_to: date


def memberships(*, node: Node, first: date, last: date) -> Sequence[Membership]:
    """When each location counted to `node` within a window of days (both included)."""
    rows = Ancestry.objects.filter(
        tenant_id=node.tenant_id,
        ancestor=node,
        descendant__kind=NodeKind.LOCATION,
        valid_from__lte=last,
        valid_to__gt=first,
    ).values_list("descendant_id", "valid_from", "valid_to")
    return [Membership(*row) for row in rows]


def parents(*, tenant_id: uuid.UUID, on: date) -> dict[uuid.UUID, uuid.UUID]:
    """Each location's group on a day."""
    rows = Ancestry.objects.filter(
        tenant_id=tenant_id,
        depth=1,
        descendant__kind=NodeKind.LOCATION,
        valid_from__lte=on,
        valid_to__gt=on,
    ).values_list("descendant_id", "ancestor_id")
    return dict(rows)


def target_of(*, node: Node, on: date) -> float | None:
    """What the headline score is asked to reach: the node's own target, or the nearest above."""
    targets = [step.target for step in path_to(node=node, on=on) if step.target is not None]
    return targets[-1] if targets else None


def _below(node_id: uuid.UUID, on: date) -> QuerySet[Ancestry]:
    return Ancestry.objects.filter(ancestor_id=node_id, valid_from__lte=on, valid_to__gt=on)


def senior_cover(
    *, tenant_id: uuid.UUID, first: date, last: date
) -> dict[tuple[uuid.UUID, int, str], bool]:
    """Whether somebody senior was on duty, by location, ordinal of the day and daypart.

    Callers stand inside the tenant's fence and look at a whole organisation.
    """
    shifts = RosterShift.objects.filter(tenant=tenant_id, day__range=(first, last))
    # A year of a chain is some 100,000 shifts, but few locations and dayparts.
    found = shifts.values_list("location_id", "daypart").annotate(
        days=ArrayAgg("day", order_by="day"), senior=ArrayAgg("senior", order_by="day")
    )
    return {
        (place, day.toordinal(), part): senior
        for place, part, days, seniors in found
        for day, senior in zip(days, seniors, strict=True)
    }


def dayparts_of(*, tenant_id: uuid.UUID) -> tuple[Daypart, ...]:
    """The parts of the trading day: an organisation's own, or the standard. One query."""
    rows = OwnDaypart.objects.filter(tenant=tenant_id).order_by("starts")
    own = tuple(Daypart(name, starts) for name, starts in rows.values_list("name", "starts"))
    return own or DAYPARTS
