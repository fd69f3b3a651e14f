import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from standardwebhooks import Webhook

from heedful.base.tenancy.domain import within
from heedful.listen.invitations.models import Visit, VisitHook
from heedful.listen.invitations.visits.hooks import end_hook, make_hook
from tests.makers import make_member, make_node, make_tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    tenant, root = make_tenant()
    with within(tenant.pk):
        place = make_node(root, "HS")
        make_node(root, "Far")
        return make_member(place, "owner")


@pytest.fixture
def hook(member):
    return make_hook(member=member, now=timezone.now())


def visits(*keys, code="HS"):
    told = {"location_code": code, "visited_at": "2026-11-25 11:00"}
    return [{**told, "visit_key": key, "email": f"{key}@example.org"} for key in keys]


def send(address, secret, body, *, key="m1", at=None, signature=None):
    """As the library of Standard Webhooks signs."""
    text, at = json.dumps(body), at or timezone.now()
    headers = {
        "webhook-id": key,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature or Webhook(secret).sign(key, at, text),
    }
    return Client(enforce_csrf_checks=True).post(
        f"/hooks/visits/{address}/", text, content_type="application/json", headers=headers
    )


def test_a_signed_message_tells_visits_once(member, hook):
    body = {"type": "visits.told", "data": {"visits": visits("a", "b")}}
    assert [one["state"] for one in send(*hook, body).json()["results"]] == ["new", "new"]
    assert [one["state"] for one in send(*hook, body).json()["results"]] == ["known", "known"]
    assert send(*hook, {"visits": visits("c")}).status_code == 200
    with within(member.tenant_id):
        assert Visit.objects.filter(source="webhook").count() == 3
        assert VisitHook.objects.get().last_used_at is not None


def test_it_reaches_no_further_than_the_person(hook):
    (told,) = send(*hook, {"visits": visits("a", code="Far")}).json()["results"]
    assert (told["state"], told["field"]) == ("refused", "location_code")


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_old_message_is_refused(hook, minutes):
    at = timezone.now() + timedelta(minutes=minutes)
    assert send(*hook, {"visits": visits("a")}, at=at).status_code == 401


def test_others_and_forged_messages_are_refused(member, hook):
    address, _secret = hook
    other = "whsec_" + "A" * 32
    assert send(address, other, {"visits": visits("a")}).status_code == 401
    assert send(*hook, {"visits": visits("a")}, signature="v1,AAAA").status_code == 401
    assert Client().post(f"/hooks/visits/{address}/", "{}", content_type="a/b").status_code == 401
    assert send("x", other, {}).status_code == 404
    with within(member.tenant_id):
        assert Visit.objects.count() == 0


@pytest.mark.parametrize("body", [[], {}, {"visits": []}, {"data": 1}, "x", None])
def test_what_is_no_list_of_visits_is_refused(hook, body):
    assert send(*hook, body).status_code == 422


def test_a_new_address_ends_the_one_before_and_so_does_who_goes(member, hook):
    fresh = make_hook(member=member, now=timezone.now())
    assert send(*hook, {"visits": visits("a")}).status_code == 404
    assert send(*fresh, {"visits": visits("a")}).status_code == 200
    with within(member.tenant_id):
        member.role = "front_line"
        member.save()
    assert send(*fresh, {"visits": visits("b")}).status_code == 404
    assert end_hook(member=member)
    assert not end_hook(member=member)
    with within(member.tenant_id):
        assert VisitHook.objects.count() == 0
