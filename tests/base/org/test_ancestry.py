"""The closure of the tree as of any day, against a plain walk up the placements."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heedful.base.org.domain import (
    NotAGroup,
    RootStays,
    WouldLoop,
    move_node,
    place,
    rebuild_ancestry,
)
from heedful.base.org.models import FOREVER, Ancestry, Placement
from heedful.base.org.queries import (
    children,
    location_counts,
    locations_under,
    memberships,
    nodes_visible_to,
    parents,
    path_to,
    target_of,
)
from heedful.base.tenancy.domain import within
from tests.makers import make_member, make_node, make_tenant

pytestmark = pytest.mark.django_db

FIRST = date(2026, 1, 1)
MOVED = date(2026, 6, 1)


@pytest.fixture
def root():
    tenant, root = make_tenant()
    with within(tenant.pk):
        yield root


@pytest.fixture
def regions(root):
    return [make_node(root, name, location=False) for name in ("North", "South")]


def names(nodes):
    return [node.name for node in nodes]


def walk_up(node_id, day):
    """The ancestors of a node on a day, straight from the placements."""
    found = [node_id]
    while True:
        at = Placement.objects.filter(
            node=found[-1], valid_from__lte=day, valid_to__gt=day
        ).values_list("parent_id", flat=True)
        if not at or at[0] is None:
            return found
        found.append(at[0])


def closure_of(node_id, day):
    rows = Ancestry.objects.filter(descendant=node_id, valid_from__lte=day, valid_to__gt=day)
    return [row.ancestor_id for row in rows.order_by("depth")]


def test_a_location_counts_where_it_was_on_each_day(root, regions):
    north, south = regions
    mill = make_node(north, "Mill Road")

    move_node(node=mill, parent=south, since=MOVED)

    before, after = MOVED - timedelta(days=1), MOVED
    assert names(path_to(node=mill, on=before)) == ["Harbour Table", "North", "Mill Road"]
    assert names(path_to(node=mill, on=after)) == ["Harbour Table", "South", "Mill Road"]
    assert names(locations_under(node=north, on=before)) == ["Mill Road"]
    assert names(locations_under(node=north, on=after)) == []
    assert parents(tenant_id=root.tenant_id, on=before) == {mill.pk: north.pk}
    assert parents(tenant_id=root.tenant_id, on=after) == {mill.pk: south.pk}
    in_north = memberships(node=north, first=FIRST, last=date(2026, 12, 31))
    assert [(one.location_id, one.valid_to) for one in in_north] == [(mill.pk, MOVED)]
    whole = memberships(node=root, first=FIRST, last=date(2026, 12, 31))
    assert sorted((one.valid_from, one.valid_to) for one in whole) == [
        (date.min, MOVED),
        (MOVED, FOREVER),
    ]


def test_a_group_takes_its_locations_along(root, regions):
    north, south = regions
    area = make_node(north, "Coast", location=False)
    mill = make_node(area, "Mill Road")

    move_node(node=area, parent=south, since=MOVED)

    assert names(path_to(node=mill, on=MOVED)) == ["Harbour Table", "South", "Coast", "Mill Road"]
    assert location_counts(nodes=regions, on=MOVED) == {south.pk: 1}
    assert names(children(node=south, on=MOVED)) == ["Coast"]


def test_a_second_move_before_the_first_replaces_it(root, regions):
    north, south = regions
    mill = make_node(north, "Mill Road")
    move_node(node=mill, parent=south, since=MOVED)

    move_node(node=mill, parent=root, since=FIRST)

    assert names(path_to(node=mill, on=MOVED)) == ["Harbour Table", "Mill Road"]
    assert Placement.objects.filter(node=mill).count() == 2


def test_moving_to_where_it_hangs_changes_nothing(root, regions):
    mill = make_node(regions[0], "Mill Road")

    move_node(node=mill, parent=regions[0], since=MOVED)

    assert Placement.objects.filter(node=mill).count() == 1


def test_a_move_that_is_coming_is_not_yet(root, regions):
    north, south = regions
    mill = make_node(north, "Mill Road")
    move_node(node=mill, parent=south, since=date(2100, 1, 1))
    member = make_member(south)

    assert names(nodes_visible_to(member=member, on=MOVED)) == ["South"]
    assert set(names(nodes_visible_to(member=member, on=date(2100, 1, 1)))) == {
        "South",
        "Mill Road",
    }


def test_loops_are_refused_at_any_time(root, regions):
    north, south = regions
    area = make_node(north, "Coast", location=False)
    with pytest.raises(WouldLoop):
        move_node(node=north, parent=north, since=MOVED)
    with pytest.raises(WouldLoop):
        move_node(node=north, parent=area, since=MOVED)
    # South will lie below Coast, so Coast can go below South neither then nor before for good.
    move_node(node=south, parent=area, since=date(2030, 1, 1))
    with pytest.raises(WouldLoop):
        move_node(node=area, parent=south, since=MOVED)


def test_nothing_hangs_below_a_location_and_the_root_stays(root, regions):
    mill = make_node(regions[0], "Mill Road")

    with pytest.raises(NotAGroup):
        move_node(node=regions[1], parent=mill, since=MOVED)
    with pytest.raises(RootStays):
        move_node(node=root, parent=regions[0], since=MOVED)


def test_the_nearest_target_speaks(root, regions):
    mill = make_node(regions[0], "Mill Road")
    assert target_of(node=mill, on=MOVED) is None
    for node, target in ((root, 40.0), (regions[0], 45.0)):
        node.target = target
        node.save()
    assert target_of(node=mill, on=MOVED) == 45.0
    assert target_of(node=make_node(regions[1], "Pier"), on=MOVED) == 40.0


days = st.integers(min_value=0, max_value=40).map(lambda n: FIRST + timedelta(days=n))
moves = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), days), max_size=14)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=moves)
def test_any_moves_give_what_a_walk_finds(moves):
    """Whatever is moved wherever and whenever: closure and walk agree on every day."""
    tenant, root = make_tenant()
    with within(tenant.pk):
        groups = [root]
        for number in range(5):
            groups.append(make_node(groups[number // 2], f"G{number}", location=False))
        nodes = [*groups, make_node(groups[1]), make_node(groups[2])]
        for moved, below, since in moves:
            if nodes[moved] == root or nodes[below].is_location:
                continue
            try:
                place(node=nodes[moved], parent=nodes[below], since=since)
            except WouldLoop:
                continue
        rebuild_ancestry(tenant_id=tenant.pk)

        for day in [date(1990, 1, 1), *(FIRST + timedelta(days=n) for n in range(0, 42, 6))]:
            for node in nodes:
                assert closure_of(node.pk, day) == walk_up(node.pk, day)
