import itertools
import random
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.db import connection

from heedful.base.live.models import LiveEvent
from heedful.base.outbox.domain import dispatch, retry_parked
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.domain import CHANGED, erase
from heedful.listen.feedback.models import Feedback
from heedful.understand.metrics.domain import apply, rebuild, verify
from heedful.understand.metrics.models import CrossCell, DayCell
from heedful.understand.metrics.packing import packed
from heedful.understand.metrics.storing import WAY, read
from tests.makers import (
    changed,
    make_feedback,
    make_item,
    make_node,
    make_questionnaire,
    make_tenant,
    make_version,
    put_changed,
)

MARCH = date(2026, 3, 1)
# What fails is due again after this, which the database's clock will not reach.
NOW = datetime(2100, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
HANDLERS = {CHANGED: apply}


@pytest.fixture
def house(db):
    """An organisation with two locations and a questionnaire, inside its fence."""
    tenant, root = make_tenant()
    with within(tenant.pk):
        yield tenant, make_node(root, "A"), make_node(root, "B"), make_questionnaire(tenant)[1]


def cells():
    """All that the cells hold, weights spelled out."""
    days = {
        (str(cell.location_id), cell.day): (
            cell.rows,
            cell.sums,
            cell.weighted or [v * 1_000_000 for v in cell.sums],
        )
        for cell in DayCell.objects.all()
    }
    cross = {
        (str(c.location_id), c.month): (bytes(c.sums), c.weighted and bytes(c.weighted))
        for c in CrossCell.objects.all()
    }
    return days, cross


def test_feedback_is_in_the_cells_once_it_is_handed_out(house):
    _, a, b, version = house
    make_feedback(version, [(a, MARCH, [9, 4, 5]), (a, MARCH, [6, 3, 5]), (b, MARCH, [10, 1, 1])])

    assert dispatch(handlers=HANDLERS, now=NOW) == 1

    cell = DayCell.objects.get(location_id=a.pk)
    assert (cell.day, cell.rows, cell.sums[:5], cell.weighted) == (
        MARCH,
        2,
        [2, 0, 15, 117, 2],
        None,
    )
    assert CrossCell.objects.count() == 2
    assert sorted(LiveEvent.objects.values_list("topic", flat=True)) == sorted(
        [f"location:{a.pk}", f"location:{b.pk}"]
    )
    assert OutboxEntry.objects.count() == 0
    assert not verify(version.tenant_id)


def test_a_crash_after_the_effect_and_before_the_commit_counts_once(house):
    tenant, a, _, version = house
    make_feedback(version, [(a, MARCH, [9, 4, 5])])

    def apply_and_crash(tenant_id, entries):
        apply(tenant_id, entries)
        raise ConnectionError("the plug was pulled")

    dispatch(handlers={CHANGED: apply_and_crash}, now=NOW)
    assert (DayCell.objects.count(), OutboxEntry.objects.count()) == (0, 1)
    OutboxEntry.objects.update(due_at=LONG_AGO)
    for _ in range(3):
        dispatch(handlers=HANDLERS, now=NOW)

    assert [cell.rows for cell in DayCell.objects.all()] == [1]
    assert not verify(tenant.pk)


def test_the_order_of_additions_does_not_matter(house):
    _, a, b, version = house
    weighted = {"weights": [2_000_000]}
    payloads = [
        changed(version, [(a, MARCH, [9, 4, 5]), (b, MARCH, [2, 1, 1])]),
        changed(version, [(a, MARCH, [9, 4, 5])], sign=-1),
        changed(version, [(a, MARCH, [3, 2, -32768])], **weighted),
        changed(version, [(a, MARCH, [3, 2, -32768])], sign=-1, **weighted),
        changed(version, [(a, MARCH, [7, -32767, 4])]),
    ]
    seen = []
    for order in itertools.permutations(range(5)):
        if random.Random(str(order)).random() > 0.1:
            continue
        DayCell.objects.all().delete()
        CrossCell.objects.all().delete()
        for i in order:
            put_changed(version, payloads[i])
            assert dispatch(handlers=HANDLERS, now=NOW) == 1
        days, cross = cells()
        seen.append((days, {key: plain for key, (plain, _) in cross.items()}))

    assert len(seen) > 5
    assert all(one == seen[0] for one in seen)
    assert {rows for rows, _, _ in seen[0][0].values()} == {1}


def test_what_was_erased_leaves_no_cell_behind(house):
    _, a, _, version = house
    rows = [(a, MARCH, [9, 4, 5])]
    for sign in (1, -1):
        put_changed(version, changed(version, rows, sign=sign))
        dispatch(handlers=HANDLERS, now=NOW)

    assert (DayCell.objects.count(), CrossCell.objects.count()) == (0, 0)


def test_an_erasure_that_overtakes_its_addition_leaves_no_cell_behind(house):
    _, a, _, version = house
    rows = [(a, MARCH, [9, 4, 5])]
    for sign in (-1, 1):
        put_changed(version, changed(version, rows, sign=sign))
        dispatch(handlers=HANDLERS, now=NOW)

    assert (DayCell.objects.count(), CrossCell.objects.count()) == (0, 0)


def test_weights_that_appear_later_count_what_was_there_as_one(house):
    tenant, a, _, version = house
    make_feedback(version, [(a, MARCH, [9, 4, 5])])
    dispatch(handlers=HANDLERS, now=NOW)
    make_feedback(version, [(a, MARCH, [9, 4, 5])], weights=[500_000])
    dispatch(handlers=HANDLERS, now=NOW)
    make_feedback(version, [(a, MARCH, [9, 4, 5])])
    dispatch(handlers=HANDLERS, now=NOW)

    cell = DayCell.objects.get()
    assert cell.sums[:5] == [3, 0, 27, 243, 3]
    assert cell.weighted[:5] == [2_500_000, 0, 22_500_000, 202_500_000, 2_250_000]
    assert not verify(tenant.pk)


def test_items_added_later_find_shorter_cells_and_lengthen_them(house):
    tenant, a, _, version = house
    make_feedback(version, [(a, MARCH, [9, 4, 5])])
    dispatch(handlers=HANDLERS, now=NOW)
    make_item(version.questionnaire, "cleanliness")
    newer = make_version(version.questionnaire, "2", [0, 3, 1])

    make_feedback(newer, [(a, MARCH, [8, 2, 1])])
    dispatch(handlers=HANDLERS, now=NOW)

    cell = DayCell.objects.get()
    assert (cell.rows, cell.sums[:5], cell.sums[-10:]) == (
        2,
        [2, 0, 17, 145, 2],
        [1, 0, 2, 4, 1, 0, 1, 0, 0, 0],
    )
    assert CrossCell.objects.count() == 2
    assert not verify(tenant.pk)


def test_a_bad_entry_is_parked_and_holds_up_nobody(house):
    _, a, _, version = house
    good = changed(version, [(a, MARCH, [9, 4, 5])])
    put_changed(version, {**good, "version": str(version.tenant_id)})
    put_changed(version, {**good, "scores": [[99, 4, 5]]})
    put_changed(version, good)

    for _ in range(8):
        dispatch(handlers=HANDLERS, now=NOW)
        OutboxEntry.objects.filter(parked_at=None).update(due_at=LONG_AGO)

    assert [cell.rows for cell in DayCell.objects.all()] == [1]
    parked = OutboxEntry.objects.order_by("id")
    assert [(entry.attempts, entry.parked_at is not None) for entry in parked] == [(8, True)] * 2
    assert ["UnknownVersion" in parked[0].error, "outside 0..10" in parked[1].error] == [True, True]


def test_organisations_see_and_change_their_own_cells_only(house):
    tenant, a, _, version = house
    make_feedback(version, [(a, MARCH, [9, 4, 5])])
    other, other_root = make_tenant("Elsewhere")
    with within(other.pk):
        there = make_node(other_root, "A")
        _, other_version = make_questionnaire(other)
        make_feedback(other_version, [(there, MARCH, [1, 1, 1]), (there, MARCH, [2, 1, 1])])

    assert dispatch(handlers=HANDLERS, now=NOW) == 2

    for owner, rows in ((tenant, [1]), (other, [2])):
        with within(owner.pk):
            assert [cell.rows for cell in DayCell.objects.all()] == rows
            assert CrossCell.objects.count() == 1


def test_a_stranger_location_is_refused(house):
    _, _, _, version = house
    other, other_root = make_tenant("Elsewhere")
    with within(other.pk):
        there = make_node(other_root, "A")
    put_changed(version, changed(version, [(there, MARCH, [9, 4, 5])]))

    dispatch(handlers=HANDLERS, now=NOW)

    entry = OutboxEntry.objects.get()
    assert (DayCell.objects.count(), CrossCell.objects.count(), entry.attempts) == (0, 0, 1)
    assert "UnknownLocation" in entry.error


def test_verify_finds_a_cell_that_somebody_changed(house):
    tenant, a, _, version = house
    make_feedback(version, [(a, MARCH, [9, 4, 5])])
    dispatch(handlers=HANDLERS, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("update understand_day_cell set sums[1] = 7")

    found = verify(tenant.pk)

    assert found.days == [(version.questionnaire_id, (a.pk, MARCH))]
    assert found.cross == []
    assert DayCell.objects.get().sums[0] == 7


# Naming the apps lets the test's flush reach the tables that Django does not manage.
@pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
def test_cells_can_be_counted_anew_from_the_feedback():
    tenant, root = make_tenant()
    with within(tenant.pk):
        a = make_node(root, "A")
        _, version = make_questionnaire(tenant)
        make_feedback(version, [(a, MARCH, [9, 4, 5])], weights=[3_000_000])
        make_feedback(version, [(a, MARCH, [5, 4, 5])])
    dispatch(handlers=HANDLERS, now=NOW, limit=1)
    with within(tenant.pk):
        DayCell.objects.update(rows=77)
        Feedback.objects.filter(scores__0=5).update(superseded_at=NOW)

    rebuild(tenant.pk)

    dispatch(handlers=HANDLERS, now=NOW)
    with within(tenant.pk):
        assert [(cell.rows, cell.weighted[0]) for cell in DayCell.objects.all()] == [(1, 3_000_000)]
        assert not verify(tenant.pk)
    assert OutboxEntry.objects.count() == 0


@pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
def test_entries_given_up_count_once_when_they_are_retried_after_a_recount():
    tenant, root = make_tenant()
    with within(tenant.pk):
        _, version = make_questionnaire(tenant)
        make_feedback(version, [(make_node(root, "A"), MARCH, [9, 4, 5])])
    OutboxEntry.objects.update(parked_at=LONG_AGO)

    rebuild(tenant.pk)
    retry_parked(ids=OutboxEntry.objects.values_list("pk", flat=True))
    dispatch(handlers=HANDLERS, now=NOW)

    with within(tenant.pk):
        assert [cell.rows for cell in DayCell.objects.all()] == [1]


def kept_as_sums():
    """Keep all months as sums, as those written before there were answers in them."""
    for cell in CrossCell.objects.all():
        sums = read([cell.sums], [cell.weighted], 3).sums()
        [cell.sums] = packed(sums.plain, is_heavy=False)
        if cell.weighted is not None:
            [cell.weighted] = packed(sums.weighed(), is_heavy=True)
        cell.save()


def erased(tenant, key):
    erase(tenant_id=tenant.pk, feedback_id=key)
    OutboxEntry.objects.update(due_at=LONG_AGO)
    assert dispatch(handlers=HANDLERS, now=NOW) == 1


def test_months_of_few_answers_written_as_sums_are_added_to_and_erased(house):
    tenant, a, b, version = house
    keys = make_feedback(version, [(a, MARCH, [9, 4, 5])], weights=[500_000])
    keys += make_feedback(version, [(a, MARCH, [2, 1, 1]), (b, MARCH, [3, 3, 3])])
    dispatch(handlers=HANDLERS, now=NOW)
    kept_as_sums()
    assert not verify(tenant.pk)

    more = make_feedback(version, [(a, MARCH, [7, 4, 4]), (b, MARCH, [8, 5, 5])])
    dispatch(handlers=HANDLERS, now=NOW)
    assert not verify(tenant.pk)
    for key in keys + more:
        erased(tenant, key)
        assert not verify(tenant.pk)
    assert CrossCell.objects.count() == 0


def test_a_month_forgets_the_answer_that_is_erased(house):
    tenant, a, _, version = house
    gone = make_feedback(version, [(a, MARCH, [9, 4, 5])], weights=[500_000])
    stays = changed(version, [(a, MARCH, [2, 1, 1])])
    put_changed(version, stays)
    dispatch(handlers=HANDLERS, now=NOW)
    assert [len(bytes(cell.sums)) for cell in CrossCell.objects.all()] == [3 + 2 * 7]

    erased(tenant, gone[0])

    [left] = cells()[1].values()
    CrossCell.objects.all().delete()
    put_changed(version, stays)
    dispatch(handlers=HANDLERS, now=NOW)
    assert [left] == list(cells()[1].values())


@pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
def test_months_of_few_answers_are_set_right_by_a_recount():
    tenant, root = make_tenant()
    with within(tenant.pk):
        a, b = make_node(root, "A"), make_node(root, "B")
        _, version = make_questionnaire(tenant)
        make_feedback(version, [(a, MARCH, [9, 4, 5])], weights=[3_000_000])
        make_feedback(version, [(b, MARCH, [5, 4, 5])])
    dispatch(handlers=HANDLERS, now=NOW)
    with within(tenant.pk):
        right = CrossCell.objects.get(location_id=a.pk)
        assert bytes(right.sums)[0] == WAY
        CrossCell.objects.filter(location_id=b.pk).update(sums=right.sums, weighted=right.weighted)
        right.delete()

    rebuild(tenant.pk)

    assert not verify(tenant.pk)
    with within(tenant.pk):
        assert CrossCell.objects.count() == 2
