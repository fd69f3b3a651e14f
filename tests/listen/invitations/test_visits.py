"""Visits told by files and programs."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from heedful.base.customers import domain as customers
from heedful.base.customers.models import Consent, Customer, Identity
from heedful.base.org.files.table import NotATable
from heedful.listen.invitations.models import Visit
from heedful.listen.invitations.visits.files import plan_of, take_in
from heedful.listen.invitations.visits.reading import NotAVisit, read_visit
from heedful.listen.invitations.visits.taking import Taken, house_of
from tests.listen.invitations.conftest import NOON
from tests.makers import make_member, make_node

HEADER = "location_code,visited_at,visit_key,email,phone,agreed_to,value\n"


def file(*lines, header=HEADER):
    return (header + "\n".join(lines)).encode()


def plan(house, *lines, **more):
    return plan_of(member=house.owner, data=file(*lines, **more), now=NOON)


def test_a_visit_is_kept_once_with_its_guest(house):
    assert house.visit("a", phone="020 7946 0000", value="23.5", language="de") == Taken(1, 0)
    assert house.visit("a", email="other@example.org") == Taken(0, 1)
    visit = Visit.objects.get()
    assert (visit.day, visit.daypart, visit.value) == (
        date(2026, 11, 25),
        "lunch",
        Decimal("23.50"),
    )
    assert visit.customer.language == "de"
    assert set(Identity.objects.values_list("value", flat=True)) == {
        "a@example.org",
        "+442079460000",
    }


def test_after_midnight_it_is_still_yesterdays_shift(house):
    house.visit("a", at="2026-11-25T00:30:00+00:00")
    visit = Visit.objects.get()
    assert (visit.day, visit.daypart) == (date(2026, 11, 24), "late")


def test_a_moment_without_zone_is_of_the_locations_clock(house):
    house.place.time_zone = "America/New_York"
    house.place.save()
    house.visit("a", at="2026-11-25 05:30")
    assert Visit.objects.get().visited_at == datetime(2026, 11, 25, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "column"),
    [
        ({"location_code": "nowhere"}, "location_code"),
        ({"at": "yesterday"}, "visited_at"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "visited_at"),
        ({"at": "2027-01-01"}, "visited_at"),
        ({"at": "1999-01-01"}, "visited_at"),
        ({"email": "guest"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"time_zone": "Mars"}, "time_zone"),
        ({"value": "many"}, "value"),
        ({"value": "NaN"}, "value"),
        ({"value": "-1"}, "value"),
        ({"agreed_to": "pigeon"}, "agreed_to"),
    ],
)
def test_what_cannot_be_read_is_named(house, given, column):
    with pytest.raises(NotAVisit) as told:
        house.visit("a", **given)
    assert told.value.column == column
    assert Visit.objects.count() == 0


def test_a_visit_needs_a_key_of_its_own(house):
    for key in ("", "x" * 121):
        with pytest.raises(NotAVisit):
            house.visit(key, email="a@example.org")


def test_a_file_is_looked_at_and_then_taken_in(house):
    lines = (
        "HS,2026-11-25 11:00,r1,a@example.org,,email sms,12",
        "HS,2026-11-25 11:05,r2,,,,",
        "HS,2026-11-25 11:06,r2,b@example.org,,,",
        "XX,2026-11-25 11:07,r3,c@example.org,,,",
    )
    found = plan(house, *lines)
    assert (found.new, found.known, found.without_contact) == (2, 0, 1)
    assert [(one.line, one.column) for one in found.faults] == [
        (4, "visit_key"),
        (5, "location_code"),
    ]
    assert take_in(member=house.owner, plan=found, now=NOON) == Taken(2, 0)
    again = plan(house, *lines)
    assert (again.new, again.known) == (0, 2)
    assert take_in(member=house.owner, plan=again, now=NOON) == Taken(0, 2)
    assert sorted(Consent.objects.values_list("channel", flat=True)) == ["email", "sms"]


def test_a_file_that_is_no_file_of_visits_is_refused(house):
    with pytest.raises(NotATable):
        plan(house, "HS,1", header="location_code,n\n")
    assert plan(house).new == 0


def test_nobody_brings_visits_of_places_beyond_their_part(house):
    other = make_node(house.programme.place, "B")
    manager = make_member(other)
    known = house_of(member=manager, now=NOON)
    with pytest.raises(NotAVisit):
        read_visit({"location_code": "HS", "visited_at": "2026-11-25", "visit_key": "a"}, known)


def test_what_a_customer_said_outlives_a_file_that_says_otherwise(house):
    house.visit("a", agreed_to="sms", email="a@example.org", phone="+442079460000")
    guest = Customer.objects.get()
    customers.opt_out(
        tenant_id=house.tenant.pk, customer_id=guest.pk, channel="sms", words="STOP", now=NOON
    )
    house.visit("b", agreed_to="sms", email="a@example.org", phone="+442079460000")
    told = customers.would_contact(
        tenant_id=house.tenant.pk, customer_id=guest.pk, channel="sms", purpose="survey", now=NOON
    )
    assert told.reason == "opted_out"


def test_a_file_does_not_bring_an_erased_guest_back(house):
    house.visit("a")
    customers.erase(tenant_id=house.tenant.pk, customer_id=Customer.objects.get().pk, now=NOON)
    house.visit("b", email="a@example.org")
    assert Visit.objects.get(key="b").customer is None
    assert Identity.objects.count() == 0


def test_many_visits_take_few_queries(house, django_assert_num_queries):
    lines = [f"HS,2026-11-25 11:00,r{n},g{n % 40}@example.org,,," for n in range(120)]
    found = plan(house, *lines)
    with django_assert_num_queries(8):
        take_in(member=house.owner, plan=found, now=NOON)
    assert (Visit.objects.count(), Customer.objects.count()) == (120, 40)
