"""Several people at the same tree at the same time."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection

from heedful.base.org.domain import CodeTaken, add_node
from heedful.base.org.models import Ancestry, Node, NodeKind
from heedful.base.org.tree import load_tree
from heedful.base.tenancy.domain import within
from tests.makers import make_tenant

# Naming the apps lets the test's flush reach the tables that Django does not manage.
pytestmark = pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
PEOPLE, TIMES = 3, 8


@pytest.fixture
def root():
    return make_tenant()[1]


def at_once(work):
    """Have several threads do `work(number)` and return what came of it, or its error."""
    start = Barrier(PEOPLE)

    def one(number):
        try:
            start.wait()
            return [attempt(work, number * TIMES + time) for time in range(TIMES)]
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as threads:
        return [came for thread in threads.map(one, range(PEOPLE)) for came in thread]


def attempt(work, number):
    try:
        work(number)
    except Exception as error:  # noqa: BLE001  # whatever it is, the test compares it
        return type(error)
    return None


def added(root, name):
    values = {"code": name, "name": name, "time_zone": "UTC"}
    with within(root.tenant_id):
        add_node(parent=root, kind=NodeKind.LOCATION, values=values)


def test_places_added_at_once_all_hang_in_the_tree(root):
    assert at_once(lambda number: added(root, f"P{number}")) == [None] * PEOPLE * TIMES
    with within(root.tenant_id):
        assert Ancestry.objects.filter(ancestor=root, depth=1).count() == PEOPLE * TIMES


def test_of_several_with_the_same_code_one_goes_in_and_the_others_are_told(root):
    came = at_once(lambda number: added(root, f"P{number % TIMES}"))
    assert Counter(came) == {None: TIMES, CodeTaken: (PEOPLE - 1) * TIMES}


def test_many_places_and_single_ones_go_in_at_once(root):
    def work(number):
        if number % 2:
            added(root, f"P{number}")
            return
        with within(root.tenant_id):
            tree = load_tree(tenant=root.tenant)
            tree.add_location(name=f"P{number}", code=f"P{number}", below=root.pk)
            tree.save()

    assert at_once(work) == [None] * PEOPLE * TIMES
    with within(root.tenant_id):
        assert Node.objects.count() == PEOPLE * TIMES + 1
        assert Ancestry.objects.filter(ancestor=root, depth=1).count() == PEOPLE * TIMES
