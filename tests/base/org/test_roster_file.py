import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from heedful.base.org.files.locations import FileHasFaults
from heedful.base.org.files.roster import import_roster, preview_roster, undo_roster
from heedful.base.org.files.table import Fault, NotATable
from heedful.base.org.models import RosterShift
from heedful.base.tenancy.domain import within
from tests.makers import make_node, make_tenant

pytestmark = pytest.mark.django_db
HEADER = "location_code,trading_day,daypart,staff,senior,temporary"
FILE = f"""{HEADER}
A,2026-11-01,lunch,4,yes,0.25
A,2026-11-01,evening,6,0,
B,2026-11-01,Evening,,2,0
""".encode()


@pytest.fixture
def house():
    tenant, root = make_tenant()
    with within(tenant.pk):
        part = make_node(root, "part", location=False)
        make_node(part, "A")
        make_node(root, "B")
        yield tenant, part


def kept():
    fields = ("location__code", "daypart", "staff", "senior", "temporary")
    return list(RosterShift.objects.order_by("location__code", "daypart").values_list(*fields))


def test_a_roster_goes_in_once_and_is_seen_before(house):
    tenant, _part = house
    plan = preview_roster(tenant=tenant, data=FILE)
    assert (plan.added, plan.changed, plan.unchanged, kept()) == (3, 0, 0, [])

    import_roster(tenant=tenant, data=FILE)
    again = import_roster(tenant=tenant, data=FILE)

    assert (again.added, again.changed, again.unchanged) == (0, 0, 3)
    assert kept() == [
        ("A", "evening", 6, False, None),
        ("A", "lunch", 4, True, 0.25),
        ("B", "evening", None, True, 0.0),
    ]


def test_what_changed_is_changed_and_the_rest_stays(house):
    tenant, _part = house
    import_roster(tenant=tenant, data=FILE)

    plan = import_roster(tenant=tenant, data=f"{HEADER}\nA,2026-11-01,evening,6,yes,\n".encode())

    assert (plan.added, plan.changed, plan.unchanged) == (0, 1, 0)
    assert [row[3] for row in kept()] == [True, True, True]


def test_undo_takes_out_what_is_still_as_the_file_says(house):
    tenant, _part = house
    import_roster(tenant=tenant, data=FILE)
    import_roster(tenant=tenant, data=f"{HEADER}\nA,2026-11-01,evening,9,no,\n".encode())

    assert undo_roster(tenant=tenant, data=FILE) == 2
    assert [row[:3] for row in kept()] == [("A", "evening", 9)]


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("C,2026-11-01,lunch,4,yes,0", "location_code", "There is no location with this code."),
        ("part,2026-11-01,lunch,4,yes,0", "location_code", "There is no location with this code."),
        ("A,1.11.2026,lunch,4,yes,0", "trading_day", "This is not a date like 2026-03-31."),
        (
            "A,2026-11-01,tea,4,yes,0",
            "daypart",
            "This is no part of the day; they are breakfast, lunch, afternoon, evening, late.",
        ),
        (
            "A,2026-11-01,lunch,4,perhaps,0",
            "senior",
            "This is neither yes nor no, nor a number of people.",
        ),
        ("A,2026-11-01,lunch,1.5,yes,0", "staff", "This is not a number of people."),
        ("A,2026-11-01,lunch,4,yes,40", "temporary", "This is not a share between 0 and 1."),
    ],
)
def test_a_wrong_line_says_why_and_nothing_goes_in(house, line, column, reason):
    tenant, _part = house
    data = f"{FILE.decode()}{line}\n".encode()

    with pytest.raises(FileHasFaults) as told:
        import_roster(tenant=tenant, data=data)

    assert told.value.faults == [Fault(5, column, reason)]
    assert kept() == []


def test_a_shift_stands_in_a_file_once(house):
    tenant, _part = house
    plan = preview_roster(tenant=tenant, data=FILE + b"A,2026-11-01,lunch,5,no,0\n")
    assert plan.faults == [Fault(5, "", "This shift stands on line 2 too.")]


def test_nobody_brings_a_roster_for_places_outside_their_part(house):
    tenant, part = house
    plan = preview_roster(tenant=tenant, data=FILE, scope_id=part.pk)
    assert plan.faults == [
        Fault(4, "location_code", "This is outside your part of the organisation.")
    ]


def test_a_parquet_file_says_the_same(house):
    tenant, _part = house
    table = pa.table(
        {
            "location_code": ["A"],
            "trading_day": pa.array([20758], pa.date32()),
            "daypart": ["late"],
            "staff": pa.array([3], pa.int32()),
            "senior": [True],
            "temporary": [0.5],
        }
    )
    file = io.BytesIO()
    pq.write_table(table, file)

    import_roster(tenant=tenant, data=file.getvalue())

    assert kept() == [("A", "late", 3, True, 0.5)]
    with pytest.raises(NotATable, match="cannot be read"):
        preview_roster(tenant=tenant, data=b"PAR1 and nothing more")
    with pytest.raises(NotATable, match="has no column “senior”"):
        preview_roster(tenant=tenant, data=b"location_code,trading_day,daypart\n")
