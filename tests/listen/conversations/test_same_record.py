"""The same answers give the identical record, whichever way they came in."""

import re
from datetime import date
from itertools import count

import msgspec
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from heedful.base.connectors.accounts.domain import add_account
from heedful.base.connectors.incoming.domain import Heard, hear
from heedful.base.tenancy.domain import within
from heedful.listen.conversations.entering import open_entry
from heedful.listen.conversations.models import By
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.ingest import Ingested, ingest
from heedful.listen.responses.models import Response
from heedful.listen.surveys.definition import decode
from heedful.listen.surveys.domain import make_link, publish_definition
from tests.listen.conversations.calling import Telephone
from tests.listen.conversations.conftest import handle_all

pytestmark = pytest.mark.django_db

CHOICES = [{"code": code, "text": {"en": code.title()}} for code in ("soup", "fish", "cake")]
SURVEY = {
    "title": {"en": "Your visit"},
    "pages": [
        {
            "code": "all",
            "questions": [
                {
                    "code": "likely", "kind": "recommend", "role": "outcome", "primary": True,
                    "required": True, "text": {"en": "Recommend?"},
                },
                {
                    "code": "rows", "kind": "matrix", "high": 5, "unused_ok": True,
                    "text": {"en": "How was it?"},
                    "rows": [
                        {"code": "waiting", "text": {"en": "Waiting"}, "role": "driver"},
                        {"code": "mood", "text": {"en": "Mood"}, "role": "marker"},
                    ],
                },
                {"code": "main", "kind": "choice", "text": {"en": "Main?"}, "choices": CHOICES},
                {"code": "ate", "kind": "choices", "text": {"en": "Ate?"}, "choices": CHOICES},
                {"code": "best", "kind": "ranking", "text": {"en": "Best?"}, "choices": CHOICES},
                {
                    "code": "guests", "kind": "number", "text": {"en": "Guests?"},
                    "limits": {"low": 1, "high": 500, "whole": True},
                },
                {"code": "day", "kind": "date", "text": {"en": "Day?"}},
                {"code": "agree", "kind": "consent", "text": {"en": "Agree?"}},
                {"code": "why", "kind": "text", "role": "open", "text": {"en": "Why?"}},
            ],
        }
    ],
}  # fmt: skip
CODES = [one["code"] for one in CHOICES]
SCALE = st.none() | st.sampled_from([1, 2, 3, 4, 5, "n"])
ANSWERS = st.fixed_dictionaries(
    {
        "likely": st.integers(0, 10),
        "waiting": SCALE,
        "mood": SCALE,
        "main": st.none() | st.sampled_from(CODES),
        "ate": st.lists(st.sampled_from(CODES), unique=True, max_size=3),
        "best": st.none() | st.permutations(CODES),
        "guests": st.none() | st.integers(1, 500),
        "day": st.none() | st.dates(date(2020, 1, 1), date(2026, 11, 1)),
        "agree": st.booleans(),
        "why": st.none() | st.sampled_from(["Too slow", "Zu spät – 🙂", "line one\nline two"]),
    }
)
ORDER = ("likely", "waiting", "mood", "main", "ate", "best", "guests", "day", "agree", "why")
NUMBERS = count(1)


def typed(code, value):
    """What somebody types for an answer in a text message."""
    if value in (None, []):
        return "skip"
    if code == "agree":
        return "yes" if value else "No."
    if code == "day":
        return value.strftime("%d.%m.%Y")
    if code == "main":
        return value.title()
    if isinstance(value, list):
        return ", ".join(str(CODES.index(one) + 1) for one in value)
    return str(value)


def keyed(code, value):
    """The keys that somebody presses for an answer; None is silence."""
    if value in (None, []):
        return None
    if code == "agree":
        return "1" if value else "2"
    if code == "day":
        return value.strftime("%d%m%Y")
    if code == "main":
        return str(CODES.index(value) + 1)
    if isinstance(value, list):
        return "".join(str(CODES.index(one) + 1) for one in value)
    return "9" if value == "n" else str(value)


def filled(answers):
    """The fields of a form in a browser."""
    fields = {f"q-{code}": "" for code in answers}
    for code, value in answers.items():
        if code == "best":
            for choice in CODES:
                rank = value.index(choice) + 1 if value else ""
                fields[f"q-best:{choice}"] = str(rank)
        elif code == "agree":
            fields["q-agree"] = "yes" if value else ""
        elif value is not None:
            fields[f"q-{code}"] = value.isoformat() if isinstance(value, date) else value
    return fields


class House:
    """One location with every way to answer its survey."""

    def __init__(self, house):
        self.tenant, self.place = house
        with within(self.tenant.pk):
            self.version = publish_definition(
                tenant=self.tenant, definition=decode(msgspec.json.encode(SURVEY)),
                questionnaire_name="Guests", version_name="1",
            )  # fmt: skip
            for channel in (By.SMS, By.PHONE):
                open_entry(
                    version=self.version, location=self.place, channel=channel,
                    word="visit" if channel == By.SMS else "", now=timezone.now(),
                )  # fmt: skip
            self.gateway = self.account("kannel", "sms", {"password": "p"})
            self.line = self.account("twilio", "call", {"token": "t"})

    def account(self, kind, channel, secrets):
        return add_account(
            tenant=self.tenant, kind=kind, name=kind, channels=[channel], options={},
            secrets=secrets, now=timezone.now(),
        )  # fmt: skip

    def kept(self):
        """The newest record, and no other: each way of answering is looked at by itself."""
        with within(self.tenant.pk):
            (row,) = Feedback.objects.all()
            (answer,) = Response.objects.all()
            found = (tuple(row.scores), row.comment, answer.answers, row.partial)
            Feedback.objects.all().delete()
            Response.objects.all().delete()
            return row.channel, found

    def by_page(self, answers, channel, query=""):
        with within(self.tenant.pk):
            token = make_link(version=self.version, location=self.place, channel=channel)
        address = reverse("survey", args=[token]) + query
        page = Client().get(address)
        ticket = re.search(r'name="ticket" value="([^"]+)"', page.content.decode())[1]
        sent = Client().post(address, filled(answers) | {"ticket": ticket})
        assert sent.status_code == 302, sent.content.decode()[:2000]
        return self.kept()

    def by_program(self, answers):
        told = {
            code: value.isoformat() if isinstance(value, date) else value
            for code, value in answers.items()
            if value not in (None, [])
        }
        now = timezone.now()
        sent = Ingested(
            id=str(next(NUMBERS)), at=now, version=self.version, location=self.place, answers=told
        )
        with within(self.tenant.pk):
            (outcome,) = ingest(tenant=self.tenant, sent=[sent], now=now)
        assert outcome.state == "kept", outcome
        return self.kept()

    def by_text(self, answers):
        for text in ["VISIT", *(typed(code, value) for code, value in answers.items())]:
            heard = Heard(
                channel="sms", external_id=str(next(NUMBERS)), sender="+4915112345678", text=text
            )
            with within(self.tenant.pk):
                hear(account=self.gateway, heard=heard, now=timezone.now())
        handle_all()
        return self.kept()

    def by_phone(self, answers):
        call = Telephone(self.line, call_id=f"CA{next(NUMBERS)}")
        call.dial()
        for code, value in answers.items():
            keys = keyed(code, value)
            if code == "why":
                call.go(call.action)
            elif keys is not None:
                call.press(keys)
            else:
                for _time in range(3):
                    call.press("")
        return self.kept()


@pytest.fixture
def every_way(house):
    return House(house)


@settings(
    max_examples=6,
    deadline=None,
    # An example takes seconds; one that fails is small enough to be read as it is.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(answers=ANSWERS)
def test_the_same_answers_are_the_same_record(every_way, answers):
    # Hypothesis mixes the keys; questions come in their order.
    answers = {code: answers[code] for code in ORDER}
    first = str(answers["likely"])
    found = dict(
        [
            every_way.by_page(answers, "web"),
            every_way.by_page(answers, "kiosk"),
            every_way.by_page(answers, "email", query=f"?a={first}"),
            every_way.by_program(answers),
            every_way.by_text(answers),
        ]
    )
    ways = ("web", "kiosk", "email", "api", "sms")
    assert found == dict.fromkeys(ways, found["web"])

    # Spoken words are kept as a recording; everything else is the same by telephone too.
    without = answers | {"why": None}
    expected = found["web"] if answers["why"] is None else every_way.by_page(without, "web")[1]
    assert every_way.by_phone(without) == ("phone", expected)
