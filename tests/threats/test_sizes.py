"""Threat 14: bodies and names without end."""

import json

import pytest
from django.test import Client

from heedful.base.tenancy.domain import within
from heedful.base.tokens.rules import Scope
from heedful.listen.feedback.models import Feedback
from heedful.listen.surveys.domain import make_link
from heedful.listen.surveys.models import QuestionnaireVersion
from tests.listen.surveys.test_views import ticket_of
from tests.web.api.conftest import Program, build

pytestmark = pytest.mark.django_db
REFUSED = {400, 404, 413, 414, 422}
LONG = "x" * 4_000_000


@pytest.fixture
def house(db):
    return build()


@pytest.fixture
def address(house):
    with within(house.tenant.pk):
        version = QuestionnaireVersion.objects.get()
        return f"/f/{make_link(version=version, location=house.places['N1'])}/"


def count(house) -> int:
    with within(house.tenant.pk):
        return Feedback.objects.count()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("survey", "application/x-www-form-urlencoded"),
        ("survey", "multipart/form-data; boundary=b"),
        ("/sign-in/", "application/x-www-form-urlencoded"),
        ("/api/v1/responses", "application/json"),
        ("/api/v1/visits", "application/json"),
        ("/api/v1/query", "application/json"),
    ],
)
def test_no_body_is_read_beyond_its_limit(house, address, path, kind):
    before = count(house)
    sent = f"--b\r\nContent-Disposition: form-data; name=ticket\r\n\r\n{LONG}\r\n--b--\r\n"
    body = sent if "multipart" in kind else f"ticket={LONG}"
    answer = Client(raise_request_exception=False).post(
        path if path != "survey" else address,
        body,
        content_type=kind,
        headers={"Authorization": f"Bearer {house.token()}"},
    )
    assert answer.status_code in REFUSED
    assert count(house) == before


@pytest.mark.parametrize("name", ["id", "location", "survey", "language", "answers"])
def test_names_without_end_are_refused(house, name):
    """Each within the limit of a body, and none near what a name is."""
    before = count(house)
    sent = {
        "id": "1",
        "at": "2026-11-20T12:00:00Z",
        "location": house.places["N1"].code,
        "survey": "Guests",
        "answers": {"recommend": 9},
    }
    long = "x" * 100_000
    sent[name] = {long: 9} if name == "answers" else long
    answer = Program(house.token(Scope.RESPONSES)).post("responses", json.dumps(sent))
    assert answer.status_code == 422
    assert count(house) == before


@pytest.mark.parametrize("name", ["lang", "form", "page", "a", "table"])
def test_an_address_of_a_survey_may_hold_anything(house, address, name):
    for value in ("x" * 20_000, "\x00", "9" * 500, "😀" * 100):
        assert Client().get(address, {name: value}).status_code == 200


def test_an_answer_is_kept_as_long_as_a_person_writes(house, address):
    sent = {
        "ticket": ticket_of(Client().get(address)),
        "q-recommend": "9" * 4_000,
        "q-waiting": "4",
        "q-food": "\x00",
        "later": "1",
        "ago": "9" * 5_000,
        "again": "9" * 5_000,
    }
    before = count(house)
    assert Client(raise_request_exception=False).post(address, sent).status_code in {302, 422}
    assert count(house) <= before + 1
