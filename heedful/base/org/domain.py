"""Building and rebuilding the tree of locations, and giving people their place in it."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from heedful.base.org.countries import country_at
from heedful.base.org.models import FOREVER, Brand, Member, Node, NodeKind, Placement
from heedful.base.outbox.domain import put
from heedful.base.tenancy.models import Tenant, new_id

ROOT_CODE = "all"
# Places have another time zone, or lie in another country, than was thought.
CLOCK_SET = "place.clock_set"
COUNTRY_SET = "place.country_set"


class WouldLoop(Exception):
    """A node cannot hang below itself."""


class NotAGroup(Exception):
    """Only groups have nodes below them."""


class CodeTaken(Exception):
    """Another location or group of the organisation has this code."""


class NameTaken(Exception):
    """Another brand of the organisation has this name."""


class RootStays(Exception):
    """The node that stands for the whole organisation cannot be moved."""


class NotALocation(Exception):
    """Only locations open and close."""


def add_root(*, tenant: Tenant) -> Node:
    """Make the node that stands for the whole organisation."""
    root = Node.objects.create(
        tenant=tenant,
        kind=NodeKind.GROUP,
        code=ROOT_CODE,
        name=tenant.name,
        time_zone=tenant.time_zone,
    )
    Placement.objects.create(tenant=tenant, node=root, parent=None)
    rebuild_ancestry(tenant_id=tenant.pk)
    return root


@transaction.atomic
def add_node(*, parent: Node, kind: NodeKind, values: Mapping[str, Any]) -> Node:
    """Make a group or location that hangs below `parent` since ever.

    Raises CodeTaken, NotAGroup.
    """
    lock_tree(tenant_id=parent.tenant_id)
    _code_is_free(Node.objects.filter(tenant=parent.tenant_id), values["code"])
    node = Node.objects.create(tenant_id=parent.tenant_id, kind=kind, **values)
    place(node=node, parent=parent)
    rebuild_ancestry(tenant_id=parent.tenant_id)
    return node


@transaction.atomic
def edit_node(*, node: Node, values: Mapping[str, Any]) -> Node:
    """Keep what is known of a place; what hangs on clock and country follows. Raises CodeTaken."""
    lock_tree(tenant_id=node.tenant_id)
    others = Node.objects.filter(tenant=node.tenant_id).exclude(pk=node.pk)
    _code_is_free(others, values["code"])
    before = Node.objects.get(pk=node.pk)
    for name, value in values.items():
        setattr(node, name, value)
    node.save(update_fields=list(values))
    follow(moved=[(before, node)])
    return node


def follow(*, moved: Sequence[tuple[Node, Node]]) -> None:
    """Let what hangs on clocks and countries follow places as they were and are now."""
    for topic, read in ((CLOCK_SET, attrgetter("time_zone")), (COUNTRY_SET, country_at)):
        places = [str(now.pk) for was, now in moved if read(was) != read(now)]
        if places:
            tenant_id = moved[0][1].tenant_id
            put(tenant_id=tenant_id, topic=topic, key=new_id(), payload={"places": places})


def _code_is_free(others: QuerySet[Node], code: str) -> None:
    if others.filter(code=code).exists():
        raise CodeTaken(code)


@transaction.atomic
def move_node(*, node: Node, parent: Node, since: date) -> None:
    """Hang a node below another group from a day on. Raises RootStays, NotAGroup, WouldLoop."""
    # Two moves at the same time could make a loop that neither of them sees.
    lock_tree(tenant_id=node.tenant_id)
    if Placement.objects.filter(tenant=node.tenant_id, node=node, parent=None).exists():
        raise RootStays
    place(node=node, parent=parent, since=since)
    rebuild_ancestry(tenant_id=node.tenant_id)


def close_location(*, node: Node, on: date) -> None:
    """Close a location for good; what was said about it stays. Raises NotALocation."""
    if not node.is_location:
        raise NotALocation(node.name)
    node.closed_on = max(on, node.opened_on or on)
    node.save(update_fields=["closed_on"])


@transaction.atomic
def name_brand(*, tenant_id: uuid.UUID, name: str, brand: Brand | None = None) -> Brand:
    """Add a brand, or give it another name. Raises NameTaken."""
    lock_tree(tenant_id=tenant_id)
    brand = brand or Brand(tenant_id=tenant_id)
    if Brand.objects.filter(tenant=tenant_id, name=name).exclude(pk=brand.pk).exists():
        raise NameTaken(name)
    brand.name = name
    brand.save()
    return brand


@transaction.atomic
def place(*, node: Node, parent: Node, since: date = date.min) -> None:
    """Hang `node` below `parent` from the day `since` on; before it, it stays where it was.

    Call `rebuild_ancestry` after the last of a series. Raises NotAGroup, WouldLoop.
    """
    if parent.is_location:
        raise NotAGroup(parent.name)
    if _is_above(node_id=node.pk, other_id=parent.pk, since=since):
        raise WouldLoop(node.name)
    placements = Placement.objects.filter(tenant=node.tenant_id, node=node)
    if placements.filter(parent=parent, valid_from__lte=since, valid_to=FOREVER).exists():
        return
    placements.filter(valid_from__gte=since).delete()
    placements.filter(valid_to__gt=since).update(valid_to=since)
    Placement.objects.create(tenant_id=node.tenant_id, node=node, parent=parent, valid_from=since)


def _is_above(*, node_id: uuid.UUID, other_id: uuid.UUID, since: date) -> bool:
    """Walk up from `other` through placements that hold at some time from `since` on."""
    seen, front = {other_id}, {other_id}
    while front:
        if node_id in front:
            return True
        above = Placement.objects.filter(
            Q(valid_to__gt=since), node__in=front, parent__isnull=False
        ).values_list("parent_id", flat=True)
        front = {parent for parent in above if parent} - seen
        seen |= front
    return False


def lock_tree(*, tenant_id: uuid.UUID) -> None:
    """Let one after the other change the tree of an organisation, until its transaction ends.

    Take it before the first look: what another one writes meanwhile is seen only afterwards.
    """
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant_id)


@transaction.atomic
def rebuild_ancestry(*, tenant_id: uuid.UUID) -> None:
    """Compute the closure of the tree anew from the placements (20,000 locations: about 1 s).

    Periods are intersected on the way up, so each row says when the ancestor held the descendant.
    """
    lock_tree(tenant_id=tenant_id)
    with connection.cursor() as cursor:
        cursor.execute("delete from base_ancestry where tenant_id = %s", [tenant_id])
        cursor.execute(
            """
            with recursive up as (
                select tenant_id, id as ancestor_id, id as descendant_id, 0 as depth,
                       %(start)s::date as valid_from, %(end)s::date as valid_to
                from base_node where tenant_id = %(tenant)s
                union all
                select up.tenant_id, placement.parent_id, up.descendant_id, up.depth + 1,
                       greatest(up.valid_from, placement.valid_from),
                       least(up.valid_to, placement.valid_to)
                from up join base_placement placement
                    on placement.tenant_id = up.tenant_id and placement.node_id = up.ancestor_id
                where placement.parent_id is not null
                    and greatest(up.valid_from, placement.valid_from)
                        < least(up.valid_to, placement.valid_to)
            )
            insert into base_ancestry
                (tenant_id, ancestor_id, descendant_id, valid_from, valid_to, depth)
            select tenant_id, ancestor_id, descendant_id, valid_from, max(valid_to), min(depth)
            from up group by 1, 2, 3, 4
            """,
            {"tenant": tenant_id, "start": date.min, "end": FOREVER},
        )


@transaction.atomic
def change_membership(*, member: Member, role: str, scope: Node) -> Member:
    """Give a person another role or place; their open sessions end."""
    member.role, member.scope, member.stamp = role, scope, uuid.uuid4()
    member.save(update_fields=["role", "scope", "stamp"])
    return member
