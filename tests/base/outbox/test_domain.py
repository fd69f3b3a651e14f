"""What follows a change happens once, in whatever order, and one bad entry holds up nobody."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from heedful.base.org.models import Brand
from heedful.base.outbox.domain import beat, dispatch, put, retry_parked
from heedful.base.outbox.models import Heartbeat, OutboxEntry
from heedful.base.outbox.rules import LAST_ATTEMPT, wait_before_attempt
from heedful.base.tenancy.domain import within
from tests.makers import make_tenant

pytestmark = pytest.mark.django_db

# Later than the database's own clock, so that what was put off is not due at once.
NOW = datetime(2100, 1, 1, 12, tzinfo=UTC)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def tenant():
    return make_tenant()[0]


def add(tenant, name, topic="brand.wanted"):
    put(tenant_id=tenant.pk, topic=topic, key=uuid.uuid4(), payload={"name": name})
    # The clock of a test's transaction stands still; due is what is due since long.
    OutboxEntry.objects.filter(attempts=0).update(due_at=LONG_AGO, created_at=LONG_AGO)


def make_brands(tenant_id, entries):
    """An effect that can be seen, and that a fence would stop in the wrong place."""
    for entry in entries:
        Brand.objects.create(tenant_id=tenant_id, name=entry.payload["name"])


def refuse_bad(tenant_id, entries):
    make_brands(tenant_id, entries)
    if any(entry.payload["name"] == "bad" for entry in entries):
        raise ValueError("bad")


def brands(tenant):
    with within(tenant.pk):
        return sorted(Brand.objects.values_list("name", flat=True))


def test_each_entry_has_its_effect_once_inside_its_own_fence(tenant):
    other, _root = make_tenant("Else")
    for place, name in ((tenant, "A"), (other, "B"), (tenant, "C")):
        add(place, name)

    assert dispatch(handlers={"brand.wanted": make_brands}, now=NOW) == 3
    assert dispatch(handlers={"brand.wanted": make_brands}, now=NOW) == 0

    assert (brands(tenant), brands(other)) == (["A", "C"], ["B"])


def test_entries_of_a_topic_are_handed_over_together_in_order(tenant):
    seen = []
    for name in "ABC":
        add(tenant, name)
    add(tenant, "D", topic="other")

    handler = lambda _tenant, entries: seen.append([entry.payload["name"] for entry in entries])  # noqa: E731
    dispatch(handlers={"brand.wanted": handler, "other": handler}, now=NOW)

    assert seen == [["A", "B", "C"], ["D"]]


def test_no_more_than_the_limit_is_claimed(tenant):
    for name in "ABC":
        add(tenant, name)

    assert dispatch(handlers={"brand.wanted": make_brands}, now=NOW, limit=2) == 2
    assert brands(tenant) == ["A", "B"]


def test_a_bad_entry_waits_and_the_others_go_on(tenant):
    for name in ("A", "bad", "B"):
        add(tenant, name)

    dispatch(handlers={"brand.wanted": refuse_bad}, now=NOW)

    assert brands(tenant) == ["A", "B"]
    left = OutboxEntry.objects.get()
    assert (left.payload, left.attempts, left.parked_at) == ({"name": "bad"}, 1, None)
    assert left.due_at == NOW + wait_before_attempt(1)
    assert "ValueError: bad" in left.error


def test_after_the_last_attempt_an_entry_is_parked_until_somebody_retries_it(tenant):
    add(tenant, "bad")
    for _ in range(LAST_ATTEMPT):
        OutboxEntry.objects.update(due_at=LONG_AGO)
        dispatch(handlers={"brand.wanted": refuse_bad}, now=NOW)
    parked = OutboxEntry.objects.get()
    assert (parked.attempts, parked.parked_at) == (LAST_ATTEMPT, NOW)

    OutboxEntry.objects.update(due_at=LONG_AGO)
    assert dispatch(handlers={"brand.wanted": make_brands}, now=NOW) == 0
    assert retry_parked() == 1
    assert dispatch(handlers={"brand.wanted": make_brands}, now=NOW) == 1
    assert brands(tenant) == ["bad"]


def test_a_topic_that_nobody_handles_waits_and_is_not_lost(tenant):
    add(tenant, "A", topic="unheard.of")

    dispatch(handlers={"brand.wanted": make_brands}, now=NOW)

    assert OutboxEntry.objects.get().attempts == 1


def test_what_is_rolled_back_leaves_nothing_to_be_done(tenant):
    with transaction.atomic():
        add(tenant, "A")
        transaction.set_rollback(True)

    assert OutboxEntry.objects.count() == 0


def test_the_wait_grows_and_ends_at_five_minutes():
    waits = [wait_before_attempt(n).total_seconds() for n in (1, 2, 3, 17, 18, 1000)]

    assert waits == [1, 4, 9, 289, 300, 300]


def test_a_sign_of_life_is_the_newest_one():
    for seconds in (0, 5):
        beat(name="dispatcher", now=NOW + timedelta(seconds=seconds))

    assert [(sign.name, sign.at) for sign in Heartbeat.objects.all()] == [
        ("dispatcher", NOW + timedelta(seconds=5))
    ]
