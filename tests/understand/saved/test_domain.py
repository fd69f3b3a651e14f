from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from heedful.base.org.domain import change_membership
from heedful.base.outbox.domain import dispatch
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import HANDLERS
from heedful.understand.asking.lately import read
from heedful.understand.asking.telling import tell
from heedful.understand.saved import domain
from heedful.understand.saved.models import SavedQuestion, Snapshot
from heedful.understand.saved.queries import due, saved_visible_to, snapshots_visible_to, told_of
from heedful.understand.saved.rules import KEPT_SNAPSHOTS, UNDO, Every
from tests.makers import make_feedback, make_member, make_node, make_questionnaire, make_tenant

DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PARAMS = {"measure": ["mean"], "by": ["group"], "days": ["28"]}


@pytest.fixture
def house(db):
    tenant, root = make_tenant()
    with within(tenant.pk):
        part = make_node(root, "North", location=False)
        place = make_node(part, "Pier")
        _, version = make_questionnaire(tenant)
        make_feedback(
            version, [(place, DAY - timedelta(days=n), [n % 11, 3, 4]) for n in range(30)]
        )
        while dispatch(handlers=HANDLERS, now=timezone.now()):
            pass
        yield root, part


def kept(owner, **more):
    given = {"name": "Weekly", "params": PARAMS, "is_shared": False, "now": NOW}
    return domain.save(owner=owner, **{**given, **more})


def daily(saved, now=NOW):
    domain.schedule(saved=saved, every=Every.DAILY, on_day=0, hour=7, now=now)


def test_a_kept_answer_is_what_the_question_answers(house):
    root, _ = house
    owner = make_member(root)
    saved = kept(owner)
    daily(saved)
    then = NOW + timedelta(days=1)

    snapshot = domain.answer_due(saved_id=saved.pk, now=then)

    asked = read(PARAMS, newest=DAY)
    assert told_of(snapshot) == tell(member=owner, question=asked.question, now=then)
    assert told_of(snapshot).records[0]["group"] == "North"
    assert told_of(snapshot).records[0]["answers"] == 28
    assert told_of(snapshot).records[0]["value"] is not None


def test_what_was_missed_is_made_up_once(house):
    root, _ = house
    saved = kept(make_member(root))
    daily(saved)
    assert due(tenant_id=root.tenant_id, now=NOW) == []

    late = NOW + timedelta(days=9)
    assert due(tenant_id=root.tenant_id, now=late) == [saved.pk]
    assert domain.answer_due(saved_id=saved.pk, now=late) is not None
    assert domain.answer_due(saved_id=saved.pk, now=late) is None
    assert due(tenant_id=root.tenant_id, now=late) == []
    saved.refresh_from_db()
    assert saved.next_at == datetime(2026, 12, 5, 7, tzinfo=UTC)


def test_what_is_paused_or_deleted_is_not_answered(house):
    root, _ = house
    saved = kept(make_member(root))
    daily(saved)
    late = NOW + timedelta(days=3)

    domain.pause(saved=saved, now=NOW)
    assert due(tenant_id=root.tenant_id, now=late) == []
    assert domain.answer_due(saved_id=saved.pk, now=late) is None
    saved.refresh_from_db()
    domain.resume(saved=saved, now=late)
    assert saved.next_at == datetime(2026, 11, 29, 7, tzinfo=UTC)
    domain.delete(saved=saved, now=late)
    assert due(tenant_id=root.tenant_id, now=late + timedelta(days=2)) == []
    domain.take_back(saved=saved)
    assert due(tenant_id=root.tenant_id, now=late + timedelta(days=2)) == [saved.pk]
    saved.refresh_from_db()
    domain.stop(saved=saved)
    assert due(tenant_id=root.tenant_id, now=late + timedelta(days=2)) == []


def test_a_question_without_an_answer_says_why(house):
    root, _ = house
    saved = kept(make_member(root), params={"measure": ["mean"], "item": ["gone"]})
    daily(saved)

    snapshot = domain.answer_due(saved_id=saved.pk, now=NOW + timedelta(days=1))

    assert told_of(snapshot) is None
    assert snapshot.problem == {
        "text": "The questionnaire has no item “%(name)s”.", "values": {"name": "gone"},
    }  # fmt: skip


def test_a_day_that_a_month_may_lack_is_refused(house):
    saved = kept(make_member(house[0]))
    with pytest.raises(domain.NoSuchDay):
        domain.schedule(saved=saved, every=Every.MONTHLY, on_day=31, hour=7, now=NOW)


def test_others_see_what_is_shared_and_never_the_answers(house):
    root, part = house
    owner, other = make_member(root), make_member(part)
    own, shared = kept(owner), kept(owner, name="All", is_shared=True)
    daily(shared)
    domain.answer_due(saved_id=shared.pk, now=NOW + timedelta(days=1))

    assert list(saved_visible_to(member=owner)) == [shared, own]
    assert list(saved_visible_to(member=other)) == [shared]
    assert snapshots_visible_to(member=owner).count() == 1
    assert snapshots_visible_to(member=other).count() == 0


def test_who_has_a_smaller_part_now_no_longer_sees_what_was_answered_for_the_larger(house):
    root, part = house
    owner = make_member(root)
    saved = kept(owner)
    daily(saved)
    domain.answer_due(saved_id=saved.pk, now=NOW + timedelta(days=1))

    moved = change_membership(member=owner, role=owner.role, scope=part)
    assert snapshots_visible_to(member=moved).count() == 0
    domain.answer_due(saved_id=saved.pk, now=NOW + timedelta(days=2))
    [answer] = snapshots_visible_to(member=moved)
    assert told_of(answer).place == "North"


def test_old_answers_and_old_deletions_are_forgotten(house):
    root, _ = house
    owner = make_member(root)
    saved = kept(owner)
    daily(saved)
    Snapshot.objects.bulk_create(
        Snapshot(tenant_id=root.tenant_id, question=saved, made_at=NOW, scope=root, problem={})
        for _ in range(KEPT_SNAPSHOTS + 5)
    )
    domain.answer_due(saved_id=saved.pk, now=NOW + timedelta(days=1))
    assert saved.snapshots.count() == KEPT_SNAPSHOTS

    domain.delete(saved=saved, now=NOW)
    domain.forget_deleted(tenant_id=root.tenant_id, now=NOW + UNDO)
    assert SavedQuestion.objects.count() == 1
    domain.forget_deleted(tenant_id=root.tenant_id, now=NOW + UNDO + timedelta(seconds=1))
    assert (SavedQuestion.objects.count(), Snapshot.objects.count()) == (0, 0)


def test_a_question_goes_with_its_owner(house):
    root, _ = house
    owner = make_member(root)
    saved = kept(owner)
    daily(saved)
    domain.answer_due(saved_id=saved.pk, now=NOW + timedelta(days=1))

    owner.delete()

    assert (SavedQuestion.objects.count(), Snapshot.objects.count()) == (0, 0)
