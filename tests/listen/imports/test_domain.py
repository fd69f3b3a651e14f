"""Files into the database: once, corrected, taken out, whatever happens on the way."""

import uuid
from datetime import UTC, date, datetime

import pytest

from heedful.base.org.models import Node
from heedful.base.outbox.domain import dispatch
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.models import Feedback
from heedful.listen.imports import domain, storage
from heedful.listen.imports.mapping import MappingError
from heedful.listen.imports.models import Import, ImportState
from heedful.listen.imports.rules import Outcome
from heedful.listen.surveys.models import Item
from heedful.understand.metrics.domain import Differences, verify
from heedful.understand.metrics.models import DayCell
from tests.makers import make_member, make_node, make_tenant

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MAPPING = """\
title = "Guests"
[series]
questionnaire = "Guests"
version = "2026"
[location]
columns = ["region", "place"]
time_zone = "Europe/Berlin"
[when]
column = "at"
formats = ["%Y-%m-%d %H:%M"]
[[items]]
code = "recommend"
column = "nps"
role = "outcome"
scale = [0, 10]
kind = "recommend"
[[items]]
code = "waiting"
column = "wait"
role = "driver"
scale = [1, 5]
reversed = true
not_used = ["N/A"]
[weight]
column = "weight"
default = "1"
[comment]
column = "said"
[respondent]
column = "id"
"""
HEADER = "id,region,place,at,nps,wait,weight,said\n"
ROWS = [
    "1,North,Mill Road,2026-03-01 19:30,9,2,1.5,“Lovely”",
    '2,North,Pier,2026-03-02 01:30,4,N/A,,"Waited, long\n\tand = cold"',
    "3,North,Mill Road,2026-03-01 12:00,,5,1,",
]
BAD = ["4,North,Mill Road,31/12/2026,9,2,1,x", "5,,,2026-03-01 12:00,9,2,1,x"]


@pytest.fixture
def tenant():
    tenant, _root = make_tenant()
    with within(tenant.pk):
        yield tenant


def bring(tenant, rows, *, header=HEADER, mapping=MAPPING, name="guests.csv", by=None) -> Import:
    text = header + "".join(f"{row}\n" for row in rows)
    entry = domain.bring_file(tenant_id=tenant.pk, by_id=by, file_name=name, chunks=[text.encode()])
    domain.set_mapping(entry=entry, toml=mapping)
    domain.queue_import(entry=entry)
    return entry


def run(tenant, entry) -> Outcome:
    outcome = domain.run_import(tenant_id=tenant.pk, import_id=entry.pk, now=NOW)
    entry.refresh_from_db()
    return outcome


def take_in(tenant, rows, **kwargs) -> Outcome:
    return run(tenant, bring(tenant, rows, **kwargs))


def live() -> list[Feedback]:
    return list(Feedback.objects.filter(superseded_at=None).order_by("respondent"))


def counted() -> int:
    """Hand out the outbox and return how many rows the cells hold."""
    from heedful.flows.dispatch import HANDLERS

    OutboxEntry.objects.update(due_at=datetime(2000, 1, 1, tzinfo=UTC))
    while dispatch(handlers=HANDLERS, now=NOW):
        pass
    return sum(DayCell.objects.values_list("rows", flat=True))


def test_rows_go_in_as_the_mapping_says(tenant):
    outcome = take_in(tenant, [*ROWS, *BAD])

    assert outcome == Outcome(new=3, changed=0, same=0, rejected=2)
    first, second, third = live()
    assert (first.scores, first.weight, first.comment) == ([9, 4], 1_500_000, "“Lovely”")
    assert (second.scores, second.weight) == ([4, -32768], 1_000_000)
    assert second.comment == "Waited, long\n\tand = cold"
    assert (third.scores, third.comment) == ([-32767, 1], "")
    # Berlin is an hour ahead, and half past one in the night is still the evening's shift.
    assert first.occurred_at == datetime(2026, 3, 1, 18, 30, tzinfo=UTC)
    assert second.occurred_at == datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
    assert (first.day, second.day) == (date(2026, 3, 1), date(2026, 3, 1))
    assert [item.code for item in Item.objects.all()] == ["recommend", "waiting"]
    assert counted() == 3


def test_locations_are_made_from_paths_with_the_zone_of_the_mapping(tenant):
    take_in(tenant, ROWS)

    places = Node.objects.exclude(code="all").order_by("name")
    assert [(node.name, node.kind, node.time_zone) for node in places] == [
        ("Mill Road", "location", "Europe/Berlin"),
        ("North", "group", "UTC"),
        ("Pier", "location", "Europe/Berlin"),
    ]
    assert {row.location_id for row in live()} == {node.pk for node in places if node.is_location}


def test_rejects_keep_line_column_reason_and_row(tenant):
    entry = bring(tenant, [*ROWS, *BAD])
    run(tenant, entry)

    assert list(
        entry.rejects.order_by("line").values_list("line", "column", "reason", "value")
    ) == [
        (6, "at", "This is no date of the form %Y-%m-%d %H:%M.", "31/12/2026"),
        (7, "region / place", "The location is blank or not known.", " / "),
    ]
    assert entry.rejects.order_by("line").first().row == BAD[0].split(",")


def test_the_same_file_again_changes_nothing(tenant):
    take_in(tenant, ROWS)
    before = list(Feedback.objects.order_by("pk").values())
    assert counted() == 3

    outcome = take_in(tenant, ROWS)

    assert outcome == Outcome(new=0, changed=0, same=3, rejected=0)
    assert list(Feedback.objects.order_by("pk").values()) == before
    assert counted() == 3
    assert verify(tenant.pk) == Differences([], [])


def test_a_later_file_corrects_an_earlier_one(tenant):
    take_in(tenant, ROWS)
    corrected = [ROWS[0].replace(",9,2,", ",3,2,").replace("03-01", "04-15"), *ROWS[1:]]

    outcome = take_in(tenant, [*corrected, "6,South,Quay,2026-03-01 12:00,8,1,1,New"])

    assert outcome == Outcome(new=1, changed=1, same=2, rejected=0)
    first = live()[0]
    assert (first.scores[0], first.revision, first.day) == (3, 1, date(2026, 4, 15))
    assert Feedback.objects.filter(respondent="1").count() == 2
    assert counted() == 4
    assert verify(tenant.pk) == Differences([], [])


def test_what_a_file_added_is_taken_out_and_what_it_replaced_counts_again(tenant):
    take_in(tenant, ROWS)
    later = bring(
        tenant, [ROWS[0].replace(",9,2,", ",3,2,"), "6,South,Quay,2026-03-01 12:00,8,1,1,"]
    )
    run(tenant, later)
    assert counted() == 4

    domain.queue_undo(entry=later, by_id=None, now=NOW)
    removed = domain.undo_import(tenant_id=tenant.pk, import_id=later.pk)

    later.refresh_from_db()
    assert (removed, later.state, later.rows_new) == (2, ImportState.UPLOADED, 0)
    assert [(row.respondent, row.scores[0], row.revision) for row in live()] == [
        ("1", 9, 0), ("2", 4, 0), ("3", -32767, 0),
    ]  # fmt: skip
    assert counted() == 3
    assert verify(tenant.pk) == Differences([], [])
    domain.queue_import(entry=later)
    assert run(tenant, later) == Outcome(new=1, changed=1, same=0, rejected=0)


def test_a_repeated_undo_leaves_a_file_that_was_started_again_alone(tenant):
    entry = bring(tenant, ROWS)
    run(tenant, entry)
    domain.queue_undo(entry=entry, by_id=None, now=NOW)
    domain.undo_import(tenant_id=tenant.pk, import_id=entry.pk)
    domain.queue_import(entry=entry)

    assert domain.undo_import(tenant_id=tenant.pk, import_id=entry.pk) == 0
    entry.refresh_from_db()
    assert entry.state == ImportState.QUEUED
    assert run(tenant, entry).new == 3
    assert domain.undo_import(tenant_id=tenant.pk, import_id=entry.pk) == 0
    assert len(live()) == 3


def test_an_interrupted_import_goes_on_without_counting_twice(tenant):
    """Half of the file is in when the process dies: the same import begins again."""
    entry = bring(tenant, ROWS[:2])
    run(tenant, entry)
    storage.path_of(entry.stored_as).write_text(HEADER + "\n".join([*ROWS, *BAD]))
    Import.objects.filter(pk=entry.pk).update(state=ImportState.RUNNING)

    assert run(tenant, entry) == Outcome(new=3, changed=0, same=0, rejected=2)
    assert counted() == 3
    assert entry.rejects.count() == 2


def test_known_locations_are_found_by_code_and_unknown_codes_stay_outside(tenant):
    mapping = MAPPING.replace('columns = ["region", "place"]', 'columns = ["place"]\ncode = true')
    root = Node.objects.get(code="all")
    mill = make_node(root, "HT-1")

    entry = bring(tenant, [row.replace("Mill Road", "HT-1") for row in ROWS], mapping=mapping)

    assert run(tenant, entry) == Outcome(new=2, changed=0, same=0, rejected=1)
    assert {row.location_id for row in live()} == {mill.pk}
    assert entry.rejects.get().reason == "No location has the code “Pier”. Add it first."


def test_a_location_is_found_by_name_wherever_it_hangs(tenant):
    root = Node.objects.get(code="all")
    north = make_node(make_node(root, "Europe", location=False), "North", location=False)
    mill = make_node(north, "Mill Road")

    take_in(tenant, ROWS[:1])

    assert live()[0].location_id == mill.pk


@pytest.mark.parametrize("same_place", [True, False])
def test_places_that_others_make_while_a_file_is_read_are_used(tenant, monkeypatch, same_place):
    """A page adds the region, or another import the very place, between two chunks."""
    monkeypatch.setattr("heedful.listen.imports.running.CHUNK", 1)
    entry = bring(tenant, [*ROWS, "6,South,Quay,2026-03-01 12:00,8,1,1,"])
    root = Node.objects.get(code="all")
    made = []

    def others_work(_progress):
        if not made:
            made.append(make_node(root, "south", location=False))
            if same_place:
                made.append(make_node(made[0], "south/quay", location=True))
                Node.objects.filter(pk=made[1].pk).update(name="Quay")

    outcome = domain.run_import(
        tenant_id=tenant.pk, import_id=entry.pk, now=NOW, progress=others_work
    )

    assert outcome == Outcome(new=4, changed=0, same=0, rejected=0)
    quay = Node.objects.get(name="Quay")
    assert quay.placements.get().parent_id == made[0].pk
    assert live()[3].location_id == quay.pk
    assert Node.objects.filter(name__iexact="south").count() == 1


def test_a_name_that_stands_for_several_locations_stays_outside(tenant):
    mapping = MAPPING.replace('columns = ["region", "place"]', 'columns = ["place"]')
    root = Node.objects.get(code="all")
    for number, group in enumerate(("North", "South")):
        node = make_node(make_node(root, group, location=False), f"M{number}")
        Node.objects.filter(pk=node.pk).update(name="Mill Road")

    entry = bring(tenant, ROWS[:1], mapping=mapping)

    assert run(tenant, entry).rejected == 1
    assert entry.rejects.get().reason == (
        "Several locations have this name; name their groups too."
    )


def test_a_person_brings_feedback_for_their_own_part_only(tenant):
    root = Node.objects.get(code="all")
    north = make_node(root, "North", location=False)
    analyst = make_member(north, "analyst")
    rows = [*ROWS, "7,South,Quay,2026-03-01 12:00,8,1,1,"]

    entry = bring(tenant, rows, by=analyst.user_id)

    assert run(tenant, entry) == Outcome(new=3, changed=0, same=0, rejected=1)
    assert entry.rejects.get().reason == "This location is outside your part of the organisation."
    assert not Node.objects.filter(name="South").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is empty."),
        (HEADER.replace("id,region", "key,area"), "The file has no column “region”, “id”."),
        ("%PDF-1.4", "This is a PDF, not a table. Import the table that it was made from."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_stops_with_a_sentence_and_is_kept(tenant, text, sentence):
    entry = bring(tenant, [])
    storage.path_of(entry.stored_as).write_text(text)

    with pytest.raises(domain.Failed) as failed:
        run(tenant, entry)

    entry.refresh_from_db()
    assert (str(failed.value), entry.error, entry.state) == (sentence, sentence, "failed")
    domain.queue_import(entry=entry)
    storage.path_of(entry.stored_as).write_text(HEADER + ROWS[0] + "\n")
    assert run(tenant, entry).new == 1


def test_a_scale_that_differs_from_the_series_stops_with_a_sentence(tenant):
    take_in(tenant, ROWS)
    entry = bring(tenant, ROWS, mapping=MAPPING.replace("scale = [1, 5]", "scale = [1, 7]"))

    with pytest.raises(domain.Failed):
        run(tenant, entry)

    entry.refresh_from_db()
    assert entry.error.startswith("“waiting” is rated from 1 to 5 in this series, but here")


def test_a_file_that_was_started_meanwhile_is_not_deleted(tenant):
    entry = bring(tenant, ROWS)
    entry.state = ImportState.UPLOADED  # as it was when the person looked
    with pytest.raises(domain.NotReady):
        domain.forget_file(entry=entry)
    assert storage.path_of(entry.stored_as).exists()


def test_what_is_under_way_cannot_be_mapped_or_deleted(tenant, django_capture_on_commit_callbacks):
    entry = bring(tenant, ROWS)
    with pytest.raises(domain.NotReady):
        domain.set_mapping(entry=entry, toml=MAPPING)
    run(tenant, entry)
    with pytest.raises(domain.NotReady):
        domain.forget_file(entry=entry)
    domain.queue_undo(entry=entry, by_id=None, now=NOW)
    domain.undo_import(tenant_id=tenant.pk, import_id=entry.pk)
    entry.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        domain.forget_file(entry=entry)
        assert storage.path_of(entry.stored_as).exists()
    assert not storage.path_of(entry.stored_as).exists()


def test_a_file_whose_rows_are_in_stays_in_its_series(tenant):
    entry = bring(tenant, ROWS)
    run(tenant, entry)
    other = MAPPING.replace('version = "2026"', 'version = "2027"')

    with pytest.raises(MappingError):
        domain.set_mapping(entry=entry, toml=other)

    domain.set_mapping(entry=entry, toml=MAPPING.replace("reversed = true", "reversed = false"))
    domain.queue_import(entry=entry)
    assert run(tenant, entry) == Outcome(new=3, changed=2, same=0, rejected=0)
    assert [row.scores[1] for row in live()] == [2, -32768, 5]


def test_an_hour_that_does_not_exist_and_one_that_comes_twice(tenant):
    """Berlin: 29 March 02:30 does not exist; 25 October 02:30 comes twice."""
    take_in(tenant, [
        "1,North,Mill Road,2026-03-29 02:30,9,2,1,",
        "2,North,Mill Road,2026-10-25 02:30,9,2,1,",
    ])  # fmt: skip

    spring, autumn = live()
    assert spring.occurred_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert autumn.occurred_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert (spring.day, autumn.day) == (date(2026, 3, 28), date(2026, 10, 24))


def test_hostile_text_goes_in_as_it_is(tenant):
    said = "\\N \\. \u202eevil\u2028 <b>=1+1</b> \U0001f600 \x01 tab\there"
    take_in(tenant, [f'1,North,Mill Road,2026-03-01 12:00,9,2,1,"{said}"'])

    assert live()[0].comment == said


def test_a_file_name_from_outside_leads_nowhere(tenant):
    entry = bring(tenant, ROWS, name="../../etc/\u202epasswd\n.csv.gz")

    assert entry.file_name == "passwd.csv.gz"
    assert entry.stored_as == f"{tenant.pk}/{entry.pk}.csv.gz"
    assert storage.path_of(entry.stored_as).stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_too_large_leaves_nothing_behind(tenant, settings):
    from dataclasses import replace

    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, max_upload_mb=1)

    with pytest.raises(storage.TooLarge):
        domain.bring_file(
            tenant_id=tenant.pk, by_id=None, file_name="x.csv", chunks=[b"x" * 600_000] * 2
        )

    assert list((storage.uploads() / str(tenant.pk)).iterdir()) == []
    assert not Import.objects.exists()


def test_each_tenant_has_rows_of_its_own(tenant):
    """The same file for two organisations: keys are equal and rows are not shared."""
    take_in(tenant, ROWS)
    other, _root = make_tenant("Else")
    with within(other.pk):
        assert take_in(other, ROWS) == Outcome(new=3, changed=0, same=0, rejected=0)
        assert {row.tenant_id for row in live()} == {other.pk}
    keys = Feedback.objects.values_list("id", flat=True)
    assert len(set(keys)) == 3
    assert isinstance(keys[0], uuid.UUID)
