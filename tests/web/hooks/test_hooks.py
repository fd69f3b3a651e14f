"""Networks are heard once, by secret and signature, and what follows is followed."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from twilio.request_validator import RequestValidator

from heedful.base.connectors.accounts.domain import HOOK, add_account
from heedful.base.connectors.incoming.models import Incoming
from heedful.base.connectors.secrets import unseal
from heedful.base.connectors.sending.domain import queue
from heedful.base.connectors.sending.models import Outgoing
from heedful.base.customers.domain import find_or_make, would_contact
from heedful.base.customers.models import Identity
from heedful.base.outbox.domain import dispatch
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import HANDLERS
from tests.makers import make_tenant

pytestmark = pytest.mark.django_db

GUEST = "+4915112345678"
TOKEN = "the-account-token"
HOST = "http://testserver"


@pytest.fixture
def tenant():
    return make_tenant()[0]


def account(tenant, kind):
    secrets = {"password": "p"} if kind == "kannel" else {"token": TOKEN}
    with within(tenant.pk):
        return add_account(
            tenant=tenant,
            kind=kind,
            name=kind,
            channels=["sms"],
            options={"url": "http://gateway.example/", "sid": "AC1", "sender": "+4930123"},
            secrets=secrets,
            now=timezone.now(),
        )


def at(account, what, *more):
    return reverse(f"hook-{account.kind}-{what}", args=[unseal(account.sealed)[HOOK], *more])


def kannel(account, what="message", *more, **fields):
    return Client().get(at(account, what, *more), fields)


def twilio(account, what="message", *more, signed_with=TOKEN, **fields):
    path = at(account, what, *more)
    signature = RequestValidator(signed_with).compute_signature(f"{HOST}{path}", fields)
    return Client().post(path, fields, headers={"X-Twilio-Signature": signature})


def heard(tenant):
    # The clock of a test's transaction stands still; due is what is due since long.
    OutboxEntry.objects.update(due_at=datetime(2000, 1, 1, tzinfo=UTC))
    while dispatch(handlers=HANDLERS, now=timezone.now()):
        pass
    with within(tenant.pk):
        rows = Incoming.objects.order_by("received_at")
        return list(rows.values_list("channel", "kind", "sender", "text", "outcome"))


def a_text(tenant, account=None):
    with within(tenant.pk):
        outgoing = queue(
            tenant_id=tenant.pk, channel="sms", to=GUEST, text="Hello", about="x", key="x",
            now=timezone.now(),
        )  # fmt: skip
        Outgoing.objects.update(state="sent", account=account)
        return outgoing


def state(outgoing):
    with within(outgoing.tenant_id):
        outgoing.refresh_from_db()
    return outgoing.state, outgoing.reason


def test_a_text_through_kannel_is_heard_once(tenant):
    gateway = account(tenant, "kannel")
    for _copy in range(2):
        answer = kannel(gateway, id="m1", to="4930123", text="Grüße", coding="0", **{"from": GUEST})
        assert (answer.status_code, answer.content) == (200, b"")
    assert heard(tenant) == [("sms", "message", GUEST, "Grüße", "unassigned")]


def test_words_beyond_the_seven_bits_come_as_their_bytes(tenant):
    gateway = account(tenant, "kannel")
    path = f"{at(gateway, 'message')}?from=4915112345678&id=m2&coding=2&text=%D8%3D%DE%42%06%45"
    assert Client().get(path).status_code == 200
    assert heard(tenant) == [("sms", "message", GUEST, "🙂م", "unassigned")]


def test_a_text_through_twilio_keeps_fields_we_do_not_know(tenant):
    service = account(tenant, "twilio")
    answer = twilio(
        service, MessageSid="SM1", AccountSid="AC1", From=GUEST, To="+4930123", Body="Hi",
        NewFieldOf2027="x", Empty="",
    )  # fmt: skip
    assert (answer.status_code, b"<Response></Response>" in answer.content) == (200, True)
    assert heard(tenant) == [("sms", "message", GUEST, "Hi", "unassigned")]
    with within(tenant.pk):
        assert Incoming.objects.get().raw["NewFieldOf2027"] == "x"


def test_a_replay_changes_nothing(tenant):
    service = account(tenant, "twilio")
    for _copy in range(3):
        assert twilio(service, MessageSid="SM1", From=GUEST, Body="STOP").status_code == 200
    assert len(heard(tenant)) == 1


@pytest.mark.parametrize("change", ["token", "field", "none", "other-address"])
def test_what_is_not_signed_by_the_service_is_refused(tenant, change):
    service = account(tenant, "twilio")
    fields = {"MessageSid": "SM1", "From": GUEST, "Body": "Hi"}
    path = at(service, "message")
    signature = RequestValidator("wrong" if change == "token" else TOKEN).compute_signature(
        f"{HOST}/other/" if change == "other-address" else f"{HOST}{path}", fields
    )
    sent = fields | {"Body": "forged"} if change == "field" else fields
    headers = {} if change == "none" else {"X-Twilio-Signature": signature}
    assert Client().post(path, sent, headers=headers).status_code == 403
    assert heard(tenant) == []


def test_a_wrong_or_foreign_secret_leads_nowhere(tenant):
    gateway = account(tenant, "kannel")
    fields = {"from": GUEST, "id": "m1", "text": "x"}
    wrong = reverse("hook-kannel-message", args=["wrong"])
    assert Client().get(wrong, fields).status_code == 404
    crossed = reverse("hook-twilio-message", args=[unseal(gateway.sealed)[HOOK]])
    assert Client().post(crossed, fields).status_code == 404
    assert heard(tenant) == []


@pytest.mark.parametrize("fields", [{}, {"from": GUEST}, {"id": "m1"}, {"from": "", "id": "m1"}])
def test_what_says_too_little_is_refused(tenant, fields):
    assert kannel(account(tenant, "kannel"), **fields).status_code == 400
    assert heard(tenant) == []


def test_stop_is_honoured_and_confirmed_once(tenant):
    gateway = account(tenant, "kannel")
    with within(tenant.pk):
        customer = find_or_make(tenant_id=tenant.pk, identities=[("phone", GUEST)])
    kannel(gateway, id="m1", text="bitte keine SMS mehr, STOP", coding="0", **{"from": GUEST})

    assert heard(tenant) == [("sms", "message", GUEST, "bitte keine SMS mehr, STOP", "opted_out")]
    refused = would_contact(
        tenant_id=tenant.pk, customer_id=customer.pk, channel="sms", purpose="service",
        now=timezone.now(),
    )  # fmt: skip
    assert refused.reason == "opted_out"
    with within(tenant.pk):
        assert [each.to for each in Outgoing.objects.all()] == [GUEST]


def test_reports_of_delivery(tenant):
    gateway = account(tenant, "kannel")
    outgoing = a_text(tenant, gateway)
    assert kannel(gateway, "report", outgoing.pk, type="8").status_code == 200
    assert state(outgoing) == ("sent", "")
    assert kannel(gateway, "report", outgoing.pk, type="1", said="").status_code == 200
    assert state(outgoing) == ("delivered", "")
    assert kannel(gateway, "report", outgoing.pk).status_code == 400


def test_a_number_that_is_none_is_not_tried_again(tenant):
    service = account(tenant, "twilio")
    with within(tenant.pk):
        find_or_make(tenant_id=tenant.pk, identities=[("phone", GUEST)])
    outgoing = a_text(tenant, service)
    for _copy in range(2):
        answer = twilio(
            service, "report", outgoing.pk, MessageSid="SM1", MessageStatus="undelivered",
            ErrorCode="30005",
        )  # fmt: skip
        assert answer.status_code == 204

    assert state(outgoing) == ("failed", "undelivered 30005")
    assert heard(tenant) == [("sms", "bounce", GUEST, "undelivered 30005", "bounce")]
    with within(tenant.pk):
        assert Identity.objects.get().unusable_since is not None


def test_reports_about_messages_of_others_lead_nowhere(tenant):
    service, gateway = account(tenant, "twilio"), account(tenant, "kannel")
    mine = a_text(tenant, service)
    assert kannel(gateway, "report", mine.pk, type="2").status_code == 404
    assert state(mine) == ("sent", "")
    other = make_tenant("Other")[0]
    with within(other.pk):
        theirs = account(other, "kannel")
    assert kannel(theirs, "report", mine.pk, type="2").status_code == 404


def test_an_entry_handled_twice_is_followed_once(tenant):
    gateway = account(tenant, "kannel")
    kannel(gateway, id="m1", text="STOP", coding="0", **{"from": GUEST})
    entry = OutboxEntry.objects.get(topic="message.received")
    heard(tenant)
    OutboxEntry.objects.create(tenant=tenant, topic=entry.topic, key=entry.key)
    heard(tenant)
    with within(tenant.pk):
        assert Outgoing.objects.count() == 1
