"""Before a survey is published, what needs one leads there."""

import pytest
from django.test import Client

from heedful.base.tenancy.domain import within
from tests.makers import make_member, make_tenant

FIRST = '<a class="button" href="/surveys/">Go to the surveys</a>'


@pytest.fixture
def client(db):
    tenant, root = make_tenant()
    client = Client()
    with within(tenant.pk):
        client.force_login(make_member(root).user)
    return client


@pytest.mark.parametrize(
    ("address", "way"),
    [
        ("/invitations/new/", FIRST),
        ("/channels/entries/add/", FIRST),
        ("/alerts/rules/new/", '<a href="/surveys/">Go to the surveys</a>'),
        ("/locations/", '<a href="/alerts/rules/new/">Say what raises an alert</a>'),
    ],
)
def test_what_comes_first_is_linked(client, address, way):
    assert way in client.get(address).content.decode()
