"""A survey that can be answered by text message and by telephone, and accounts that carry both."""

from datetime import UTC, datetime

import msgspec
import pytest
from django.utils import timezone

from heedful.base.connectors.accounts.domain import add_account
from heedful.base.connectors.incoming.domain import Heard, hear
from heedful.base.connectors.sending.models import Outgoing
from heedful.base.outbox.domain import dispatch
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import HANDLERS
from heedful.listen.conversations.models import EntryPoint
from heedful.listen.surveys.definition import decode
from heedful.listen.surveys.domain import make_link, publish_definition
from heedful.listen.surveys.models import SurveyLink
from heedful.listen.surveys.rules import token_hash
from tests.makers import make_node, make_tenant

SURVEY = {
    "title": {"en": "Your visit", "de": "Ihr Besuch"},
    "languages": ["en", "de"],
    "pages": [
        {
            "code": "all",
            "questions": [
                {
                    "code": "recommend", "kind": "recommend", "role": "outcome", "primary": True,
                    "required": True,
                    "text": {"en": "Would you recommend us?", "de": "Würden Sie uns empfehlen?"},
                },
                {
                    "code": "waiting", "kind": "scale", "high": 5, "role": "driver",
                    "unused_ok": True, "text": {"en": "The waiting time"},
                    "ends": [{"en": "very long"}, {"en": "very short"}],
                },
                {
                    "code": "meal", "kind": "choice", "text": {"en": "Which meal?"},
                    "choices": [
                        {"code": "lunch", "text": {"en": "Lunch"}},
                        {"code": "dinner", "text": {"en": "Dinner"}},
                    ],
                },
                {
                    "code": "why", "kind": "text", "role": "open", "text": {"en": "What happened?"},
                    "show_if": {"test": "at_most", "question": "recommend", "value": 6},
                },
            ],
        }
    ],
}  # fmt: skip


@pytest.fixture
def house():
    """The tenant and a location."""
    tenant, root = make_tenant()
    with within(tenant.pk):
        return tenant, make_node(root, "Harbour Street")


@pytest.fixture
def survey(house):
    with within(house[0].pk):
        definition = decode(msgspec.json.encode(SURVEY))
        return publish_definition(
            tenant=house[0], definition=definition, questionnaire_name="Guests", version_name="1"
        )


@pytest.fixture
def gateway(house):
    with within(house[0].pk):
        return add_account(
            tenant=house[0], kind="kannel", name="SMS", channels=["sms"],
            options={"url": "http://gateway.example/cgi-bin/sendsms", "user": "u", "sender": "1"},
            secrets={"password": "p"}, now=timezone.now(),
        )  # fmt: skip


def open_link(house, survey, **values) -> SurveyLink:
    with within(house[0].pk):
        token = make_link(version=survey, location=house[1], channel="sms", **values)
    return SurveyLink.objects.get(pk=token_hash(token))


@pytest.fixture
def keyword(house, survey):
    """The word HARBOUR begins the survey of Harbour Street."""
    link = open_link(house, survey)
    with within(house[0].pk):
        return EntryPoint.objects.create(
            tenant=house[0], channel="sms", word="harbour", link_hash=bytes(link.token_hash),
            created_at=timezone.now(),
        )  # fmt: skip


def handle_all():
    # The clock of a test's transaction stands still; due is what is due since long.
    OutboxEntry.objects.update(due_at=datetime(2000, 1, 1, tzinfo=UTC))
    while dispatch(handlers=HANDLERS, now=timezone.now()):
        pass


@pytest.fixture
def phone(house, gateway):
    """Send text messages as a customer; what is answered comes back."""
    count = 0

    def say(*texts, number="+4915112345678"):
        nonlocal count
        with within(house[0].pk):
            before = set(Outgoing.objects.values_list("pk", flat=True))
            for text in texts:
                count += 1
                heard = Heard(channel="sms", external_id=f"m{count}", sender=number, text=text)
                hear(account=gateway, heard=heard, now=timezone.now())
        handle_all()
        with within(house[0].pk):
            new = Outgoing.objects.exclude(pk__in=before).order_by("created_at", "id")
            return [each.text for each in new]

    return say
