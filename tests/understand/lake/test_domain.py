import random
import uuid
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.db import transaction

from cxstats.distinct import REGISTERS, sketched
from heedful.base.org.domain import edit_node
from heedful.base.org.models import Node
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import count_all
from heedful.listen.feedback.domain import correct, erase
from heedful.listen.feedback.models import FactorKind, Feedback
from heedful.listen.feedback.traces import trace
from heedful.listen.feedback.weighing import Factors, set_factors
from heedful.understand.lake import rules
from heedful.understand.lake.domain import Synced, sync
from heedful.understand.lake.duck import LakeOnDuckDB
from heedful.understand.lake.marks import is_behind
from heedful.understand.lake.models import LakeMark, LakeSketch, LakeState
from heedful.understand.lake.store import store_of
from heedful.understand.lake.verifying import verify
from heedful.understand.metrics.counts import Count
from heedful.understand.metrics.domain import rebuild
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.queries import subject
from heedful.understand.metrics.rules import Window
from tests.makers import (
    make_feedback,
    make_item,
    make_node,
    make_questionnaire,
    make_tenant,
    make_version,
)

NOW = datetime(2026, 4, 1, tzinfo=UTC)
MARCH, MAY = date(2026, 3, 10), date(2026, 5, 2)


@pytest.fixture
def house(db):
    """A location with answers in two months; the first two are in its lake."""
    tenant, root = make_tenant()
    with within(tenant.pk):
        version = make_questionnaire(tenant)[1]
        node = make_node(root, "A")
        make_feedback(version, [(node, MARCH, [9, 4, 5]), (node, MAY, [2, -32767, -32768])])
        hand_out()
        sync(tenant_id=tenant.pk, now=NOW)
        yield tenant, node, version


def hand_out():
    OutboxEntry.objects.update(due_at=datetime(2000, 1, 1, tzinfo=UTC))
    count_all()


def again(tenant) -> Synced:
    hand_out()
    return sync(tenant_id=tenant.pk, now=NOW)


def store(version):
    return store_of(tenant_id=version.tenant_id, questionnaire_id=version.questionnaire_id)


def rows(version, *columns):
    found = [
        row
        for file in store(version).snapshot().files
        for row in pq.read_table(file.path).to_pylist()
    ]
    return sorted(tuple(row.get(name) for name in columns) for row in found)


def months(tenant):
    return [(one.feedback, one.lake, one.is_well) for one in verify(tenant_id=tenant.pk)]


def test_rows_lie_by_month_with_numbers_only_where_there_are_any(house):
    tenant, node, version = house

    assert rows(version, "day", "location", "minute", "daypart", "s0", "s1", "s2", "weight") == [
        (MARCH, str(node.pk), 720, 1, 9, 4, 5, 1_000_000),
        (MAY, str(node.pk), 720, 1, 2, None, None, 1_000_000),
    ]
    assert {file.month for file in store(version).snapshot().files} == {"2026-03", "2026-05"}
    assert (LakeMark.objects.count(), is_behind(tenant_id=tenant.pk)) == (0, False)


def test_nothing_is_written_when_nothing_changed(house):
    tenant, _, version = house
    before = store(version).snapshot().version

    assert sync(tenant_id=tenant.pk, now=NOW) == Synced()
    assert store(version).snapshot().version == before


def test_only_the_days_that_changed_are_written(house):
    tenant, node, version = house
    make_feedback(version, [(node, MAY, [7, 1, 1])])

    assert again(tenant) == Synced(questionnaires=1, days=1, rows=2, commits=1)
    assert rows(version, "day", "s0") == [(MARCH, 9), (MAY, 2), (MAY, 7)]


def test_corrections_and_weights_come_in(house):
    tenant, _, version = house
    first, second = Feedback.objects.order_by("occurred_at")
    correct(tenant_id=tenant.pk, feedback_id=first.id, now=NOW, scores=[1, 1, 1])
    told = Factors([second.id], [500_000], [("odd",)])
    set_factors(tenant_id=tenant.pk, kind=FactorKind.QUALITY, factors=told, now=NOW)
    again(tenant)

    assert rows(version, "s0", "weight", "weight_squared") == [
        (1, 1_000_000, 1_000_000),
        (2, 500_000, 250_000),
    ]
    assert [file.is_weighted for file in store(version).snapshot().files] == [False, True]


def test_a_new_item_widens_the_table(house):
    tenant, node, version = house
    make_item(version.questionnaire, "parking")
    newer = make_version(version.questionnaire, "2", [3, 0])
    make_feedback(newer, [(node, MAY, [5, 10])])
    again(tenant)

    assert rows(version, "day", "s0", "s3") == [(MARCH, 9, None), (MAY, 2, None), (MAY, 10, 5)]
    assert store(version).snapshot().slots == 4
    assert months(tenant) == [(1, 1, True), (2, 2, True)]


def test_a_day_without_feedback_any_more_is_emptied(house):
    tenant, _, version = house
    first = Feedback.objects.earliest("occurred_at")
    erase(tenant_id=tenant.pk, feedback_id=first.id)
    again(tenant)

    assert rows(version, "day") == [(MAY,)]


def holds(folder, needle: bytes) -> bool:
    return any(needle in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def values_held(folder, column: str) -> set:
    files = folder.rglob("*.parquet")
    found = [pq.ParquetFile(file) for file in files if "_delta_log" not in file.parts]
    return {value for one in found for value in one.read([column])[column].to_pylist()}


def test_nothing_is_left_of_an_erased_row(house, lake):
    tenant, node, version = house
    (key,) = make_feedback(version, [(node, MARCH, [3, 3, 3])])
    mine = Feedback.objects.get(id=key)
    Feedback.objects.filter(id=key).update(respondent="maria@example.org")
    again(tenant)
    hashed = trace(tenant_id=tenant.pk, text="maria@example.org")
    told = hashed.to_bytes(8, "little", signed=True)
    assert mine.id.bytes in values_held(lake, "id")
    assert hashed in values_held(lake, "respondent")
    assert (holds(lake, mine.id.bytes), holds(lake, told)) == (True, True)

    erase(tenant_id=tenant.pk, feedback_id=mine.id)
    again(tenant)

    assert mine.id.bytes not in values_held(lake, "id")
    assert hashed not in values_held(lake, "respondent")
    for needle in (mine.id.bytes, str(mine.id).encode(), told, str(hashed).encode(), b"maria"):
        assert not holds(lake, needle)


def test_a_month_is_sketched_as_its_rows_stand(house):
    tenant, node, version = house
    keys = make_feedback(version, [(node, MARCH, [3, 3, 3])] * 40)
    for i, key in enumerate(keys):
        Feedback.objects.filter(id=key).update(respondent=f"guest {i}")
    again(tenant)
    guests = [f"guest {i}" for i in range(40)]
    assert sketched_months() == {3: registers_of(tenant, guests), 5: registers_of(tenant, [])}

    for key in keys[:39]:
        erase(tenant_id=tenant.pk, feedback_id=key)
    again(tenant)

    assert sketched_months() == {3: registers_of(tenant, guests[39:]), 5: registers_of(tenant, [])}


def sketched_months():
    return {one.month.month: bytes(one.registers) for one in LakeSketch.objects.all()}


def registers_of(tenant, respondents):
    """Every register holds the largest rank of the customers who fall into it."""
    kept = [0] * REGISTERS
    hashes = [trace(tenant_id=tenant.pk, text=name) for name in respondents]
    for register, rank in zip(*sketched(np.array(hashes, dtype=np.int64)), strict=True):
        kept[register] = max(kept[register], int(rank))
    return bytes(kept)


def test_many_small_files_become_one(house):
    tenant, node, version = house
    for day in range(1, 2 + rules.MOST_FILES):
        make_feedback(version, [(node, MARCH + timedelta(days=day), [5, 5, 5])])
        again(tenant)

    files = [file for file in store(version).snapshot().files if file.month == "2026-03"]
    assert (len(files) <= rules.MOST_FILES, sum(file.rows for file in files)) == (True, 10)


@pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
def test_cells_counted_anew_take_no_change_from_the_lake():
    tenant, root = make_tenant()
    with within(tenant.pk):
        version = make_questionnaire(tenant)[1]
        node = make_node(root, "A")
        keys = make_feedback(version, [(node, MARCH, [9, 4, 5]), (node, MAY, [2, 1, 1])])
    again(tenant)
    with within(tenant.pk):
        make_feedback(version, [(node, MAY, [7, 1, 1])])
        erase(tenant_id=tenant.pk, feedback_id=keys[0])

    # What was given up is taken out of the outbox, for a recount has what it told.
    OutboxEntry.objects.update(parked_at=NOW)
    rebuild(tenant.pk)
    sync(tenant_id=tenant.pk, now=NOW)
    assert rows(version, "day", "s0") == [(MAY, 2), (MAY, 7)]

    with within(tenant.pk):
        erase(tenant_id=tenant.pk, feedback_id=keys[1])
    OutboxEntry.objects.update(parked_at=NOW, payload={})
    rebuild(tenant.pk)
    sync(tenant_id=tenant.pk, now=NOW)
    assert rows(version, "day", "s0") == [(MAY, 7)]


def test_a_lake_that_is_lost_or_of_another_layout_is_written_anew(house, monkeypatch):
    tenant, _, version = house
    store(version).remove()
    assert is_behind(tenant_id=tenant.pk)
    assert again(tenant).rows == 2
    LakeState.objects.update(fingerprint="older")
    assert again(tenant).rows == 2
    # A database that was restored from a backup knows nothing of what was written since.
    LakeState.objects.update(batch=uuid.uuid4(), trying=uuid.uuid4())
    LakeMark.objects.create(tenant_id=tenant.pk, questionnaire_id=version.questionnaire_id, day=MAY)
    assert again(tenant).rows == 2
    assert months(tenant) == [(1, 1, True), (1, 1, True)]


def test_minutes_follow_a_clock_that_was_set_right(house):
    tenant, node, version = house
    Node.objects.filter(pk=node.pk).update(time_zone="Asia/Tokyo")
    assert is_behind(tenant_id=tenant.pk)

    assert sync(tenant_id=tenant.pk, now=NOW).days == 2
    assert rows(version, "day", "minute", "daypart") == [(MARCH, 1260, 3), (MAY, 1260, 3)]
    assert not is_behind(tenant_id=tenant.pk)


def test_what_was_cut_off_after_the_files_were_written_is_written_again(house):
    tenant, node, version = house
    make_feedback(version, [(node, MARCH, [8, 4, 5]), (node, MAY, [7, 1, 1])])
    hand_out()
    before = store(version).snapshot().version
    with transaction.atomic():
        sync(tenant_id=tenant.pk, now=NOW)
        # The database forgets all of it, the files do not.
        transaction.set_rollback(True)
    assert store(version).snapshot().version > before
    told = rows(version, "day", "s0")

    # Its newest commit is of a run that this database knows nothing of, so all is written anew.
    assert sync(tenant_id=tenant.pk, now=NOW).rows == 4
    assert rows(version, "day", "s0") == told == [(MARCH, 8), (MARCH, 9), (MAY, 2), (MAY, 7)]


def test_an_answer_says_up_to_when_the_lake_is_whole(house):
    tenant, node, version = house
    window = Window(MARCH, MARCH)
    count = Count(
        subject(tenant_id=tenant.pk, questionnaire_id=version.questionnaire_id),
        Need.CUSTOMERS,
        (window,),
        (node.pk,),
        are_locations=True,
    )
    path = LakeOnDuckDB()
    assert (path.refuses(count), path.fresh(count)) == ("", None)
    make_feedback(version, [(node, MAY, [7, 1, 1])])
    hand_out()
    assert path.fresh(count) is None
    make_feedback(version, [(node, MARCH, [7, 1, 1])])
    hand_out()

    assert path.fresh(count) == LakeMark.objects.get(day=MARCH).marked_at
    LakeState.objects.update(written_at=None)
    assert path.refuses(count) == "the lake has not been written yet"


def test_verification_finds_what_is_missing(house):
    tenant, node, version = house
    make_feedback(version, [(node, MAY, [7, 1, 1])])

    assert months(tenant) == [(1, 1, True), (2, 1, False)]


def test_other_organisations_lie_apart(house, lake):
    tenant, _, version = house
    other, root = make_tenant("Elsewhere")
    with within(other.pk):
        theirs = make_questionnaire(other)[1]
        make_feedback(theirs, [(make_node(root, "B"), MAY, [1, 1, 1])])
        again(other)

    assert {path.name for path in lake.iterdir()} == {str(tenant.pk), str(other.pk)}
    assert len(rows(version, "day")) == 2
    assert len(rows(theirs, "day")) == 1


def test_any_order_of_changes_ends_in_what_stands(house):
    tenant, node, version = house
    chance = random.Random(5)
    for _ in range(12):
        standing = list(Feedback.objects.filter(superseded_at=None).order_by("id"))
        match chance.choice(["new", "new", "correct", "erase"]):
            case "new":
                day = MARCH + timedelta(days=chance.randrange(60))
                make_feedback(version, [(node, day, [chance.randrange(11), 3, 3])] * 3)
            case "correct" if standing:
                one = chance.choice(standing)
                correct(tenant_id=tenant.pk, feedback_id=one.id, now=NOW, scores=[0, 1, 1])
            case "erase" if standing:
                erase(tenant_id=tenant.pk, feedback_id=chance.choice(standing).id)
        if chance.random() < 0.5:
            again(tenant)
    again(tenant)

    standing = Feedback.objects.filter(superseded_at=None)
    assert rows(version, "day", "s0") == sorted((one.day, one.scores[0]) for one in standing)
    assert all(one.is_well for one in verify(tenant_id=tenant.pk))


def test_days_of_a_clock_that_is_set_right_are_behind_at_once(house):
    _, node, _ = house
    edit_node(node=node, values={"code": "A", "name": "Elsewhere"})
    hand_out()
    assert not LakeMark.objects.exists()
    edit_node(node=node, values={"code": "A", "time_zone": "Asia/Tokyo"})
    hand_out()

    assert sorted(LakeMark.objects.values_list("day", flat=True)) == [MARCH, MAY]
