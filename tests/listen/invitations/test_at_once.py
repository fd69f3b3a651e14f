"""Several senders at the same time: one invitation for each visit, and quotas hold."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection

from heedful.base.connectors.sending.models import Outgoing
from heedful.base.customers.models import ContactEntry
from heedful.base.tenancy.domain import within
from heedful.flows.invitations import round_of_all
from heedful.listen.invitations.models import Invitation
from tests.listen.invitations.conftest import open_house
from tests.listen.invitations.test_asking import DUE

# Naming the apps lets the test's flush reach the tables that Django does not manage.
pytestmark = pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
SENDERS, VISITS = 4, 24


@pytest.fixture
def house():
    found = open_house(at=DUE)
    with within(found.tenant.pk):
        for n in range(VISITS):
            found.visit(f"g{n}")
    return found


def at_once(house):
    start = Barrier(SENDERS)

    def one(_number):
        try:
            start.wait()
            return round_of_all(now=DUE, tenants=[house.tenant])
        finally:
            connection.close()

    with ThreadPoolExecutor(SENDERS) as threads:
        return sum(threads.map(one, range(SENDERS)))


def test_each_visit_is_asked_about_once(house):
    assert at_once(house) == VISITS
    assert at_once(house) == 0
    with within(house.tenant.pk):
        assert Invitation.objects.filter(state="sent").count() == VISITS
        assert Outgoing.objects.values("to").distinct().count() == VISITS
        assert Outgoing.objects.count() == VISITS


def test_a_quota_is_never_passed(house):
    with within(house.tenant.pk):
        house.decide(quota=5)
    at_once(house)
    with within(house.tenant.pk):
        assert Outgoing.objects.count() == 5
        assert Invitation.objects.filter(reason="quota").count() == VISITS - 5


def test_what_came_back_goes_by_the_next_way_once_and_spends_one_ask(house):
    with within(house.tenant.pk):
        house.rules(needs_consent=())
        for n in range(8):
            house.visit(f"h{n}", phone=f"+44 20 7946 000{n}")
    at_once(house)
    with within(house.tenant.pk):
        Outgoing.objects.update(state="failed", reason="no such box")
    at_once(house)
    with within(house.tenant.pk):
        texts = Outgoing.objects.filter(channel="sms")
        assert (texts.count(), texts.values("to").distinct().count()) == (8, 8)
        states = Invitation.objects.order_by("state").values_list("state", flat=True)
        assert list(states) == ["failed"] * VISITS + ["sent"] * 8
        asked = ContactEntry.objects.filter(outcome="asked").values_list("channel", flat=True)
        assert list(asked) == ["sms"] * 8
