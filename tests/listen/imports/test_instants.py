"""Times with an offset are instants: they go in as they are, their day is their location's own."""

from datetime import UTC, date, datetime

import pytest

from heedful.base.org.models import Node
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.models import Feedback
from heedful.listen.imports import domain
from heedful.listen.imports.mapping import read_mapping
from heedful.listen.imports.models import Import
from heedful.listen.imports.preview import preview_of
from heedful.listen.imports.rules import Outcome
from tests.makers import make_node, make_tenant

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MAPPING = """\
title = "Guests"
[location]
columns = ["place"]
time_zone = "Europe/London"
[when]
column = "at"
[[items]]
code = "overall"
column = "overall"
role = "outcome"
scale = [1, 5]
[respondent]
column = "id"
"""
BERLIN_MAPPING = MAPPING.replace("Europe/London", "Europe/Berlin")


@pytest.fixture
def tenant():
    """An organisation whose days begin at four, with a location in Berlin."""
    tenant, root = make_tenant()
    with within(tenant.pk):
        make_node(root, "Mitte")
        Node.objects.filter(code="Mitte").update(time_zone="Europe/Berlin")
        yield tenant


def bring(tenant, *times, place="Mitte", mapping=MAPPING) -> Import:
    rows = "".join(f"{number},{place},{at},5\n" for number, at in enumerate(times))
    entry = domain.bring_file(
        tenant_id=tenant.pk,
        by_id=None,
        file_name="guests.csv",
        chunks=[b"id,place,at,overall\n", rows.encode()],
    )
    domain.set_mapping(entry=entry, toml=mapping)
    return entry


def take_in(tenant, *times, **kwargs) -> Outcome:
    entry = bring(tenant, *times, **kwargs)
    domain.queue_import(entry=entry)
    return domain.run_import(tenant_id=tenant.pk, import_id=entry.pk, now=NOW)


def live() -> list[tuple[str, date]]:
    rows = Feedback.objects.filter(superseded_at=None).order_by("respondent")
    return [(f"{row.occurred_at.astimezone(UTC):%Y-%m-%d %H:%M}", row.day) for row in rows]


@pytest.mark.parametrize(
    ("text", "utc", "day"),
    [
        # Midnight, which parts the days of no trading day.
        ("2026-03-01T22:59:00Z", "2026-03-01 22:59", "2026-03-01"),
        ("2026-03-01T23:30:00Z", "2026-03-01 23:30", "2026-03-01"),
        ("2026-03-02 00:30+01:00", "2026-03-01 23:30", "2026-03-01"),
        # Four in the morning in Berlin, which is three in London.
        ("2026-03-02T02:59:00Z", "2026-03-02 02:59", "2026-03-01"),
        ("2026-03-02T03:00:00Z", "2026-03-02 03:00", "2026-03-02"),
        ("2026-03-01 22:00-05:00", "2026-03-02 03:00", "2026-03-02"),
        # The clocks go forward: four in the morning is an hour earlier than the day before.
        ("2026-03-29T00:59:00Z", "2026-03-29 00:59", "2026-03-28"),
        ("2026-03-29T01:59:00Z", "2026-03-29 01:59", "2026-03-28"),
        ("2026-03-29T02:00:00Z", "2026-03-29 02:00", "2026-03-29"),
        # The clocks go back: half past two comes twice, and each of the two is kept.
        ("2026-10-25T00:30:00Z", "2026-10-25 00:30", "2026-10-24"),
        ("2026-10-25T01:30:00Z", "2026-10-25 01:30", "2026-10-24"),
        ("2026-10-25T02:59:00Z", "2026-10-25 02:59", "2026-10-24"),
        ("2026-10-25T03:00:00Z", "2026-10-25 03:00", "2026-10-25"),
    ],
)
def test_an_instant_is_kept_and_its_day_is_its_locations(tenant, text, utc, day):
    take_in(tenant, text)

    assert live() == [(utc, date.fromisoformat(day))]


def test_times_without_an_offset_in_the_same_file_stay_local(tenant):
    take_in(tenant, "2026-07-01T12:00:00Z", "2026-07-01 12:00", "2026-07-01")

    assert live() == [
        ("2026-07-01 12:00", date(2026, 7, 1)),
        ("2026-07-01 10:00", date(2026, 7, 1)),
        ("2026-07-01 10:00", date(2026, 7, 1)),
    ]


def test_a_row_without_a_place_does_not_shift_the_others(tenant):
    mapping = MAPPING.replace("[when]", "code = true\n[when]")
    rows = [b"0,Nowhere,2026-07-01 12:00Z,5\n", b"1,Mitte,2026-07-01 12:00,5\n"]
    rows.append(b"2,Mitte,2026-07-01 13:00Z,5\n")
    entry = domain.bring_file(
        tenant_id=tenant.pk,
        by_id=None,
        file_name="guests.csv",
        chunks=[b"id,place,at,overall\n", *rows],
    )
    domain.set_mapping(entry=entry, toml=mapping)
    domain.queue_import(entry=entry)

    outcome = domain.run_import(tenant_id=tenant.pk, import_id=entry.pk, now=NOW)

    assert outcome == Outcome(new=2, changed=0, same=0, rejected=1)
    assert live() == [
        ("2026-07-01 10:00", date(2026, 7, 1)),
        ("2026-07-01 13:00", date(2026, 7, 1)),
    ]


def test_a_new_location_takes_the_mappings_zone(tenant):
    take_in(tenant, "2026-07-02T02:30:00Z", "2026-07-02T03:00:00Z", place="Pier")

    assert Node.objects.get(name="Pier").time_zone == "Europe/London"
    assert [day for _, day in live()] == [date(2026, 7, 1), date(2026, 7, 2)]


def test_another_zone_of_the_mapping_changes_no_instant(tenant):
    times = ("2026-03-01T23:30:00Z", "2026-10-25T00:30:00Z")
    take_in(tenant, *times)
    before = live()

    again = take_in(tenant, *times, mapping=BERLIN_MAPPING)

    assert again == Outcome(new=0, changed=0, same=2, rejected=0)
    assert live() == before


def test_the_other_of_two_equal_local_hours_is_a_correction(tenant):
    take_in(tenant, "2026-10-25 02:30+02:00", mapping=BERLIN_MAPPING)

    again = take_in(tenant, "2026-10-25 02:30+01:00", mapping=BERLIN_MAPPING)

    assert again == Outcome(new=0, changed=1, same=0, rejected=0)
    assert live() == [("2026-10-25 01:30", date(2026, 10, 24))]


def test_the_preview_shows_the_locations_own_clock(tenant):
    entry = bring(tenant, "2026-03-02T03:00:00Z", "2026-03-02 05:30", "2026-03-02")

    preview = preview_of(entry=entry, mapping=read_mapping(MAPPING), today=NOW.date())

    assert [f"{row.occurred:%H:%M}" for row in preview.rows] == ["04:00", "05:30", "12:00"]
    assert (preview.first_day, preview.last_day) == (date(2026, 3, 2), date(2026, 3, 2))
