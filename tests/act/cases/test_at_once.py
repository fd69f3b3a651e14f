"""Cases that are opened, and changed, by many at the same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection

from heedful.act.cases import domain
from heedful.act.cases.arranging import set_budget
from heedful.act.cases.models import Case, CaseOffer
from heedful.act.cases.offering import NoBudget, offer
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.models import Feedback
from tests.act.cases.conftest import NOON
from tests.makers import make_feedback, make_member, make_node, make_questionnaire, make_tenant

# Naming the apps lets the test's flush reach the tables that Django does not manage.
pytestmark = pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
WORKERS = 4


@pytest.fixture
def place():
    tenant, root = make_tenant()
    with within(tenant.pk):
        return make_node(root, "Pier")


def at_once(tenant_id, work):
    """Have workers do the same, all starting together; return what each found or raised."""
    start = Barrier(WORKERS)

    def one(_number):
        try:
            start.wait()
            with within(tenant_id):
                return work()
        except (domain.ChangedMeanwhile, NoBudget) as late:
            return type(late)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as threads:
        return list(threads.map(one, range(WORKERS)))


def test_the_same_feedback_opens_one_case(place):
    with within(place.tenant_id):
        _questionnaire, version = make_questionnaire(place.tenant)
        (key,) = make_feedback(version, [(place, NOON.date(), [1, 2, 2])])
        said = Feedback.objects.get(tenant_id=place.tenant_id, id=key)

    found = at_once(place.tenant_id, lambda: domain.open_case(feedback=said, now=NOON).pk)

    assert len(set(found)) == 1
    with within(place.tenant_id):
        assert Case.objects.count() == 1


def test_numbers_are_given_without_gaps_or_twins(place):
    with within(place.tenant_id):
        by = make_member(place)

    found = at_once(
        place.tenant_id,
        lambda: domain.open_by_hand(by=by, location=place, words="Cold", now=NOON).number,
    )

    assert sorted(found) == [1, 2, 3, 4]


def test_of_those_who_looked_at_the_same_only_one_changes_it(place):
    with within(place.tenant_id):
        by = make_member(place)
        case = domain.open_by_hand(by=by, location=place, words="Cold", now=NOON)

    found = at_once(
        place.tenant_id,
        lambda: domain.take(case=case, by=by, now=NOON, seen=case.revision).revision,
    )

    assert sorted(found, key=str) == [2, *[domain.ChangedMeanwhile] * 3]


def test_no_more_is_offered_than_a_months_budget(place):
    with within(place.tenant_id):
        by = make_member(place, "location_manager")
        set_budget(
            tenant_id=place.tenant_id, role="location_manager", a_month=2_500, without_asking=9_000
        )
        opened = [
            domain.open_by_hand(by=by, location=place, words="Cold", now=NOON)
            for _n in range(WORKERS)
        ]

    found = at_once(
        place.tenant_id,
        lambda: offer(case=opened.pop(), what="A dinner", cost=1_000, by=by, now=NOON).cost,
    )

    assert sorted(found, key=str) == [1_000, 1_000, NoBudget, NoBudget]
    with within(place.tenant_id):
        assert CaseOffer.objects.count() == 2
