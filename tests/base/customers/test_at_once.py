"""Many senders who ask about the same customers at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from heedful.base.customers import domain
from heedful.base.customers.models import ContactEntry, Customer, Identity
from heedful.base.customers.rules import Asked, Budget, Policy
from heedful.base.tenancy.domain import within
from tests.makers import make_tenant

# Naming the apps lets the test's flush reach the tables that Django does not manage.
pytestmark = pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
WORKERS = 6


@pytest.fixture
def tenant():
    return make_tenant()[0]


def at_once(work, tasks):
    """Have workers take the tasks in turn, all starting together."""
    start = Barrier(WORKERS)

    def one(number):
        try:
            start.wait()
            return [work(task) for task in tasks[number::WORKERS]]
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as threads:
        return [told for came in threads.map(one, range(WORKERS)) for told in came]


ASK = st.tuples(
    st.integers(0, 1),
    st.sampled_from(["survey", "review", "thanks"]),
    st.sampled_from(["email", "sms"]),
    st.integers(0, 3),
    st.integers(0, 40),
)


@trying(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ASK, min_size=1, max_size=40), st.integers(1, 3), st.integers(1, 4))
def test_no_budget_is_ever_passed(tenant, asks, surveys, in_all):
    budgets = (Budget(("survey",), surveys, 30), Budget(("all",), in_all, 30))
    policy = Policy(budgets=budgets, needs_consent=())
    with within(tenant.pk):
        ContactEntry.objects.all().delete()
    domain.set_policy(tenant_id=tenant.pk, policy=policy, now=NOON)
    guests = [
        domain.find_or_make(
            tenant_id=tenant.pk,
            identities=[("email", f"{n}@example.org"), ("phone", f"+44207946000{n}")],
        )
        for n in range(2)
    ]

    def may(task):
        guest, purpose, channel, visit, day = task
        return domain.may_contact(
            tenant_id=tenant.pk,
            customer_id=guests[guest].pk,
            channel=channel,
            purpose=purpose,
            now=NOON + timedelta(days=day),
            about=f"visit:{visit}",
        )

    told = at_once(may, asks)
    assert len(told) == len(asks)
    with within(tenant.pk):
        lines = list(ContactEntry.objects.filter(outcome="asked"))
    allowed = {one.entry_id for one in told if isinstance(one, Asked)}
    assert {line.pk for line in lines} == allowed
    for guest in guests:
        of = [line for line in lines if line.customer_id == guest.pk]
        assert most_in_30_days(of) <= in_all
        assert most_in_30_days([line for line in of if line.purpose == "survey"]) <= surveys


def most_in_30_days(lines):
    """The fullest window that ends with an ask; asks may come in any order of their days."""
    moments = [line.at for line in lines]
    return max(
        (sum(end - timedelta(days=30) < at <= end for at in moments) for end in moments), default=0
    )


def test_one_ask_of_many_workers_is_one_line(tenant):
    guest = domain.find_or_make(tenant_id=tenant.pk, identities=[("email", "a@example.org")])

    def may(_task):
        return domain.may_contact(
            tenant_id=tenant.pk,
            customer_id=guest.pk,
            channel="email",
            purpose="survey",
            now=NOON,
            about="visit:1",
        )

    assert len(set(at_once(may, range(24)))) == 1


def test_a_customer_made_by_many_at_once_is_one(tenant):
    def make(task):
        pairs = [("email", "a@example.org"), ("phone", "+442079460000"), ("external", "7")]
        return domain.find_or_make(
            tenant_id=tenant.pk, identities=[pairs[task % 3], pairs[(task + 1) % 3]]
        )

    at_once(make, range(24))
    with within(tenant.pk):
        assert Customer.objects.filter(merged_into=None).count() == 1
        assert Identity.objects.count() == 3
        assert Identity.objects.values("customer").distinct().count() == 1
