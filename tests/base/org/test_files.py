"""Lists of locations and people: what they would change, and changing it."""

from datetime import UTC, date, datetime

import pytest

from heedful.base.accounts.domain import new_organisation
from heedful.base.accounts.models import User
from heedful.base.org.files.locations import FileHasFaults, import_locations, preview_locations
from heedful.base.org.files.people import import_people, preview_people
from heedful.base.org.files.table import Fault, NotATable
from heedful.base.org.models import Brand, Member, Node, Role
from heedful.base.org.queries import path_to
from heedful.base.tenancy.domain import within

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = date(2026, 11, 22)
BEFORE = date(2026, 11, 21)
LOCATIONS = """\
code,name,region,area,brand,format,time_zone,city,opening_hours,opened_on,target
H1,Harbour Street,North,Coast,Table,city,Europe/London,Saltwick,Mo-Su 11:00-23:00,2015-08-26,45
H2,Bishop’s Lane,North,Coast,Table,mall,Europe/London,Saltwick,,,
H3,Mill Road,South,Downs,Table,city,Europe/Berlin,Weststadt,Mo-Sa 08:00-20:00,,
""".encode()


@pytest.fixture
def tenant():
    tenant, _owner = new_organisation(
        name="Harbour Table", email="owner@example.org", time_zone="Europe/Paris"
    )
    with within(tenant.pk):
        yield tenant


def names(node, on=TODAY):
    return [step.name for step in path_to(node=node, on=on)]


def test_locations_come_in_with_their_groups_brand_and_attributes(tenant):
    plan = import_locations(tenant=tenant, data=LOCATIONS, since=TODAY)

    assert plan.groups == [("North",), ("North", "Coast"), ("South",), ("South", "Downs")]
    assert [change.code for change in plan.added] == ["H1", "H2", "H3"]
    assert (plan.changed, plan.moved, plan.unchanged) == ([], [], 0)
    node = Node.objects.get(code="H1")
    assert names(node) == ["Harbour Table", "North", "Coast", "Harbour Street"]
    assert names(node, on=date(1999, 1, 1)) == names(node)
    assert node.attributes == {"format": "city"}
    assert node.opening_hours == [[["11:00", "23:00"]]] * 7
    assert (node.target, node.opened_on) == (45.0, date(2015, 8, 26))
    assert list(Brand.objects.values_list("name", flat=True)) == ["Table"]
    assert Node.objects.get(code="H3").time_zone == "Europe/Berlin"
    assert Node.objects.get(code="north/coast").time_zone == "Europe/Paris"


def test_the_same_file_again_changes_nothing(tenant):
    import_locations(tenant=tenant, data=LOCATIONS, since=TODAY)
    before = list(Node.objects.order_by("pk").values())

    plan = import_locations(tenant=tenant, data=LOCATIONS, since=TODAY)

    assert plan.changes_nothing
    assert (plan.groups, plan.brands, plan.unchanged) == ([], [], 3)
    assert list(Node.objects.order_by("pk").values()) == before


def test_a_later_file_changes_and_moves_from_a_day_on(tenant):
    import_locations(tenant=tenant, data=LOCATIONS, since=TODAY)
    later = b"code,name,region,area,format\nH1,Harbour Street,South,Downs,seaside\nH2,,,,\n"

    plan = import_locations(tenant=tenant, data=later, since=TODAY)

    assert [(change.code, change.what) for change in plan.changed] == [("H1", ("attributes",))]
    assert [(change.code, change.what) for change in plan.moved] == [("H1", ("South", "Downs"))]
    assert plan.unchanged == 1
    node = Node.objects.get(code="H1")
    assert names(node, on=BEFORE) == ["Harbour Table", "North", "Coast", "Harbour Street"]
    assert names(node) == ["Harbour Table", "South", "Downs", "Harbour Street"]
    assert node.city == "Saltwick"


def test_levels_of_the_tree_are_named_columns(tenant):
    data = b"code;name;country_group;cluster\nX;Ex;DACH;South\n"

    import_locations(
        tenant=tenant, data=data, since=TODAY, path_columns=("country_group", "cluster")
    )

    node = Node.objects.get(code="X")
    assert names(node) == ["Harbour Table", "DACH", "South", "Ex"]
    assert node.attributes == {}


def test_every_faulty_line_is_told_and_nothing_goes_in(tenant):
    data = (
        b"code,name,time_zone,opening_hours,opened_on,closed_on,target\n"
        b",No code,,,,,\n"
        b"A,,,,,,\n"
        b"B,Bee,Mars/Olympus,,,,\n"
        b"C,Cee,,noon,,,\n"
        b"D,Dee,,,31/12/2025,,\n"
        b"E,Eee,,,2026-01-02,2026-01-01,\n"
        b"F,Eff,,,,,nan\n"
        b"F,Eff,,,,,\n"
        b"all,Root,,,,,\n"
        b"G,Gee,,\n"
        b"H,Good,,,,,\n"
    )

    with pytest.raises(FileHasFaults) as found:
        import_locations(tenant=tenant, data=data, since=TODAY)

    assert found.value.faults == [
        Fault(2, "code", "A code of 1 to 100 characters is needed."),
        Fault(3, "name", "A new location needs a name."),
        Fault(4, "time_zone", "This is not the name of a time zone, such as Europe/London."),
        Fault(5, "opening_hours", "“noon” is not like “Mo-Th 11:00-23:00; Fr-Sa 11:00-01:00”."),
        Fault(6, "opened_on", "This is not a date like 2026-03-31."),
        Fault(7, "closed_on", "It closes before it opens."),
        Fault(8, "target", "This is not a number."),
        Fault(9, "code", "This code stands on line 8 too."),
        Fault(10, "code", "This is the code of a group."),
        Fault(11, "", "The line has 4 fields where the header has 7."),
    ]
    assert Node.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file has no column “code”."),
        (b"name\nx\n", "The file has no column “code”."),
        (b"PK\x03\x04\0\0", "This is not a CSV file. Save the table as “CSV UTF-8”."),
        (b"code,code\n1,2\n", "Two columns have the same name, or there are more than 200."),
        (b'code\n"open\n', "Line 2 cannot be read: unexpected end of data."),
        (
            b"code,x\n1," + b"y" * 200_000,
            "Line 2 cannot be read: field larger than field limit (131072).",
        ),
    ],
)
def test_a_file_that_is_no_list_is_refused(tenant, data, sentence):
    with pytest.raises(NotATable) as found:
        preview_locations(tenant=tenant, data=data)
    assert str(found.value) == sentence


def test_a_person_stays_within_their_part_of_the_tree(tenant):
    import_locations(tenant=tenant, data=LOCATIONS, since=TODAY)
    south = Node.objects.get(code="south")
    data = (
        b"code,name,region,area\n"
        b"H1,Stolen,South,Downs\n"
        b"H3,Mill Road,North,Coast\n"
        b"N1,New,North,Coast\n"
        b"N2,New,East,Coast\n"
        b"S1,New,South,Coast\n"
        b"S2,New,,\n"
    )

    plan = preview_locations(tenant=tenant, data=data, scope_id=south.pk)

    outside = "This is outside your part of the organisation."
    assert plan.faults == [Fault(line, "", outside) for line in (2, 3, 4, 5)]
    assert [(change.code, change.what) for change in plan.added] == [
        ("S1", ("South", "Coast")),
        ("S2", ("South",)),
    ]


PEOPLE = b"""\
name,email,role,scope
Zainab,ZAINAB@example.org,executive,
Ben,ben@example.org,location_manager,H1
Ana,ana@example.org,area_manager,Coast
"""


def test_people_come_in_with_role_and_place(tenant):
    import_locations(tenant=tenant, data=LOCATIONS, since=TODAY)

    plan = import_people(tenant=tenant, data=PEOPLE, by=None, now=NOW)

    assert [(change.email, change.scope) for change in plan.added] == [
        ("zainab@example.org", "Harbour Table"),
        ("ben@example.org", "Harbour Street"),
        ("ana@example.org", "Coast"),
    ]
    assert import_people(tenant=tenant, data=PEOPLE, by=None, now=NOW).unchanged == 3
    ben = User.objects.get(email="ben@example.org")
    assert (ben.name, ben.has_usable_password()) == ("Ben", False)


def test_a_change_of_role_ends_sessions(tenant):
    import_locations(tenant=tenant, data=LOCATIONS, since=TODAY)
    import_people(tenant=tenant, data=PEOPLE, by=None, now=NOW)
    before = Member.objects.get(user__email="ben@example.org")

    plan = import_people(
        tenant=tenant, data=b"email,role,scope\nben@example.org,front_line,H2\n", by=None, now=NOW
    )

    after = Member.objects.get(user__email="ben@example.org")
    assert [(change.role, change.scope) for change in plan.changed] == [
        ("front_line", "Bishop’s Lane")
    ]
    assert (after.role, after.scope.code) == ("front_line", "H2")
    assert after.stamp != before.stamp


def test_faulty_lines_about_people_are_told(tenant):
    new_organisation(name="Else", email="else@example.org", time_zone="UTC")
    plan = preview_people(
        tenant=tenant,
        data=b"email,role,scope\n"
        b"nobody,owner,\nx@example.org,king,\nelse@example.org,owner,\n"
        b"y@example.org,owner,nowhere\nz@example.org,owner,\nz@example.org,owner,\n",
    )

    assert [(fault.line, fault.reason) for fault in plan.faults] == [
        (2, "This is not an e-mail address."),
        (3, f"This is no role; the roles are {', '.join(Role.values)}."),
        (4, "This account belongs to another organisation."),
        (5, "There is no such place in your part, or several."),
        (7, "This address stands in the file twice."),
    ]


def test_the_last_owner_stays_owner(tenant):
    with pytest.raises(FileHasFaults) as found:
        import_people(
            tenant=tenant, data=b"email,role,scope\nowner@example.org,analyst,\n", by=None, now=NOW
        )

    assert found.value.faults == [
        Fault(2, "role", "Somebody must remain who owns the whole organisation.")
    ]
    assert Member.objects.get().role == "owner"
