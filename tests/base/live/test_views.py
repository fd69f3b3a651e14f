import asyncio

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from heedful.asgi import application
from heedful.base.accounts.domain import make_sign_in_link
from heedful.base.live.domain import announce
from heedful.base.live.models import LiveEvent
from heedful.base.tenancy.domain import within
from heedful.ops.processes import wait_until
from tests.makers import make_member, make_node, make_tenant

# With all apps named, Django empties tables that others point to as well.
pytestmark = pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
PATIENCE = 60


@pytest.fixture
def place():
    tenant, root = make_tenant()
    with within(tenant.pk):
        return make_node(root)


@pytest.fixture
def cookie(place):
    with within(place.tenant_id):
        member = make_member(place, "location_manager")
    client = Client()
    client.post(make_sign_in_link(user=member.user, now=timezone.now()))
    return client.cookies["sessionid"].value


def stream(cookie, topic):
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/live/",
        "query_string": f"topic={topic}".encode(),
        "headers": [
            (b"host", b"testserver:8001"),
            (b"origin", b"http://testserver:8000"),
            (b"cookie", f"sessionid={cookie}".encode()),
        ],
    }
    return ApplicationCommunicator(application, scope)


async def first_of(opened):
    await opened.send_input({"type": "http.request"})
    start = await opened.receive_output(timeout=PATIENCE)
    return start, (await opened.receive_output(timeout=PATIENCE))["body"]


async def end(*streams):
    for one in streams:
        await one.send_input({"type": "http.disconnect"})
        await one.wait()


def connections():
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_stat_activity where datname = current_database()")
        return cursor.fetchone()[0]


def test_open_pages_keep_no_connection_to_the_database(place, cookie):
    """All pages that listen share the one of their reader, so the pool is left to others."""
    before = connections()

    async def listen():
        streams = [stream(cookie, f"location:{place.pk}") for _ in range(12)]
        told = [await first_of(one) for one in streams]
        # Besides those before: the reader's, and that of whoever counts.
        few = await asyncio.to_thread(are_few, before + 2)
        await end(*streams)
        return {(start["status"], body) for start, body in told}, few

    told, few = asyncio.run(listen())
    assert told == {(200, b"retry: 3000\nevent: listening\ndata: now\n\n")}
    assert few


def are_few(most):
    """Those that were closed take a moment to end."""
    try:
        return wait_until(lambda: connections() <= most, seconds=PATIENCE)
    finally:
        connection.close()


def test_a_page_hears_of_its_own_place_from_the_first_moment(place, cookie):
    topic = LiveEvent.location_topic(place.pk)

    async def listen():
        opened = stream(cookie, topic)
        start, _retry = await first_of(opened)
        await asyncio.to_thread(say_something_new, place.tenant_id, topic)
        event = (await opened.receive_output(timeout=PATIENCE))["body"].decode()
        await end(opened)
        return dict(start["headers"])[b"Access-Control-Allow-Origin"], event.splitlines()[1]

    assert asyncio.run(listen()) == (b"http://testserver:8000", f"data: {topic}")


def say_something_new(tenant_id, topic):
    with within(tenant_id):
        announce(tenant_id=tenant_id, topics=[topic])
    connection.close()


def test_a_place_outside_the_persons_part_is_not_heard(place, cookie):
    tenant, root = make_tenant("Others")
    with within(tenant.pk):
        other = make_node(root)

    async def listen():
        opened = stream(cookie, f"location:{other.pk}")
        await opened.send_input({"type": "http.request"})
        start = await opened.receive_output(timeout=PATIENCE)
        await end(opened)
        return start["status"]

    assert asyncio.run(listen()) == 204
