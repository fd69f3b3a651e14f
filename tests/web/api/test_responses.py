import json
import uuid
from datetime import UTC, datetime

import msgspec
import pytest
from django.utils import timezone

from cxstats.sums import NOT_ANSWERED, NOT_USED
from heedful.base.customers.domain import erase, find_or_make
from heedful.base.customers.models import Customer
from heedful.base.customers.queries import identities_of
from heedful.base.org.models import Node, Role
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.base.tokens.domain import NotYours, revoke_token
from heedful.base.tokens.models import AccessToken
from heedful.base.tokens.rules import Scope
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.models import Response
from heedful.listen.surveys.domain import publish_definition
from heedful.listen.surveys.pace import Pace
from heedful.web.api import ingest
from heedful.web.api.ingest import CALLERS
from tests.listen.surveys.definition.examples import EVERYTHING
from tests.makers import make_member
from tests.web.api.conftest import Program, build

pytestmark = pytest.mark.django_db
NOON = "2026-11-25T12:00:00+01:00"
ANSWERS = {"likely": 9, "staff": "n", "main": "fish", "all": ["soup", "fish"], "more": "Fine"}


@pytest.fixture
def survey(house):
    with within(house.tenant.pk):
        OutboxEntry.objects.all().delete()
        return publish_definition(
            tenant=house.tenant,
            definition=msgspec.structs.replace(EVERYTHING),
            questionnaire_name="Visit",
            version_name="1",
        )


@pytest.fixture
def writer(house):
    return Program(house.token(Scope.RESPONSES))


def one(**changes):
    told = {"id": "a1", "at": NOON, "location": "Own N1", "survey": "Visit", "answers": ANSWERS}
    return told | changes


def states(found):
    assert found.status_code == 200, found.content
    return [result["state"] for result in found.json()["results"]]


@pytest.mark.usefixtures("plans")
def test_one_answer_is_kept_like_any_other_and_once(house, survey, writer):
    found = writer.post("responses", one(language="de"))
    assert states(found) == ["kept"]
    assert states(writer.post("responses", one())) == ["known"]

    with within(house.tenant.pk):
        kept = Feedback.objects.get(channel="api")
        assert str(kept.id) == found.json()["results"][0]["feedback"]
        assert kept.scores == [9, NOT_USED, *[NOT_ANSWERED] * 4]
        assert (kept.comment, kept.language) == ("Fine", "de")
        assert kept.occurred_at == datetime(2026, 11, 25, 11, tzinfo=UTC)
        assert kept.location_id == house.places["N1"].pk
        assert Response.objects.get(id=kept.id).answers == {**ANSWERS, "all": ["fish", "soup"]}
        changed, told = OutboxEntry.objects.order_by("topic").values_list("payload", flat=True)
    assert changed["scores"] == [[9, NOT_USED, *[NOT_ANSWERED] * 4]]
    assert told["location"] == str(house.places["N1"].pk)


@pytest.mark.usefixtures("plans")
def test_many_at_once_are_kept_in_their_order(house, survey, writer):
    bad = one(id="bad", answers={"likely": 11, "staff": 3, "nothing": 1})
    sent = [one(id=f"r{n}", location=str(house.places["S1"].pk)) for n in range(3)]
    far = one(id="far", location="Elsewhere", survey="Nothing")
    whole = [*sent, bad, far, sent[0], one(id="part", partial=True, answers={"staff": 2})]
    found = writer.post("responses", {"responses": whole})

    assert states(found) == ["kept"] * 3 + ["refused", "refused", "known", "kept"]
    results = found.json()["results"]
    assert results[3]["reasons"] == {"likely": "not_a_choice", "nothing": "not_in_form"}
    assert results[4]["reasons"] == {"location": "unknown", "survey": "unknown"}
    with within(house.tenant.pk):
        topics = sorted(OutboxEntry.objects.values_list("topic", flat=True))
        assert topics == ["feedback.changed", *["feedback.received"] * 3]
        assert Feedback.objects.filter(channel="api", partial=True).count() == 1


@pytest.mark.usefixtures("plans")
def test_cells_are_told_once_of_each_answer_of_a_batch(house, survey, writer):
    def told(*names):
        OutboxEntry.objects.all().delete()
        sent = [one(id=name, answers={"likely": int(name)}) for name in names]
        writer.post("responses", {"responses": sent})
        changed = OutboxEntry.objects.filter(topic="feedback.changed")
        return [
            [row[0] for row in payload["scores"]] for (payload,) in changed.values_list("payload")
        ]

    assert told("1", "2", "3") == [[1, 2, 3]]
    assert told("2", "3", "4") == [[4]]
    assert told("5", "5") == [[5]]
    assert told("1", "2", "3", "4", "5") == []


@pytest.mark.parametrize("likely", [9, "9", 9.0, "9.", "9/10"])
def test_a_number_is_read_like_the_words_for_it(house, survey, writer, likely):
    assert states(writer.post("responses", one(answers={"likely": likely}))) == ["kept"]
    with within(house.tenant.pk):
        assert Feedback.objects.get(channel="api").scores[0] == 9


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"answers": {}}, {"likely": "missing"}),
        ({"at": "1999-12-31T00:00:00Z"}, {"at": "out_of_range"}),
        ({"at": "2999-12-31T00:00:00Z"}, {"at": "out_of_range"}),
        ({"answers": {"likely": 9, "reach": {"email": "x"}}}, {"reach": "not_an_address"}),
        ({"answers": {"likely": 9, "photo": "../x"}}, {"photo": "not_a_file"}),
        ({"answers": {"likely": 9.5}}, {"likely": "not_a_choice"}),
        ({"answers": {"likely": True}}, {"likely": "not_a_choice"}),
    ],
)
def test_what_cannot_be_read_says_why(survey, writer, changes, reasons):
    found = writer.post("responses", one(**changes))
    assert (states(found), found.json()["results"][0]["reasons"]) == (["refused"], reasons)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        json.dumps({"responses": []}),
        json.dumps(one(at="2026-11-25T12:00:00")),
        json.dumps(one(id="")),
        json.dumps(one(location="a\0b")),
        json.dumps({**one(), "tenant": "x"}),
        b'{"responses": ' + b"[" * 100_000,
        json.dumps({"responses": [one()] * 2001}),
    ],
)
def test_what_is_no_response_is_a_problem(house, survey, writer, body):
    found = writer.post("responses", body)
    assert (found.status_code, found["Content-Type"]) == (422, "application/problem+json")
    with within(house.tenant.pk):
        assert not Feedback.objects.filter(channel="api").exists()


def test_answers_stay_in_reach(house, survey):
    north = Program(house.token(Scope.RESPONSES, place=house.north))
    assert states(north.post("responses", one(location="Own S1"))) == ["refused"]
    assert states(north.post("responses", one())) == ["kept"]
    other = build("Else")
    stranger = Program(other.token(Scope.RESPONSES))
    sent = one(location=str(house.places["N1"].pk), survey=str(survey.pk))
    assert states(stranger.post("responses", sent)) == ["refused"]


def test_only_who_may_writes(house, survey):
    reader = Program(house.token(Scope.METRICS, Scope.COMMENTS))
    assert reader.post("responses", one()).status_code == 403
    assert Program("").post("responses", one()).status_code == 401
    assert Program("heedful_x").post("responses", one()).status_code == 401
    with within(house.tenant.pk):
        manager = make_member(house.north, Role.LOCATION_MANAGER)
    with pytest.raises(NotYours):
        house.token(Scope.RESPONSES, member=manager)
    assert Program(house.token(Scope.RESPONSES)).get("responses").status_code == 405


def test_a_token_that_ended_opens_nothing_after_a_few_seconds(house, survey, writer):
    assert states(writer.post("responses", one())) == ["kept"]
    with within(house.tenant.pk):
        for token in AccessToken.objects.all():
            revoke_token(token=token, by=None, now=timezone.now())
    for known in CALLERS.values():
        known.until = 0
    assert writer.post("responses", one(id="b")).status_code == 401


def test_the_same_id_in_another_series_is_another_answer(house, survey, writer):
    with within(house.tenant.pk):
        publish_definition(
            tenant=house.tenant, definition=EVERYTHING, questionnaire_name="Else", version_name="1"
        )
    assert states(writer.post("responses", one())) == ["kept"]
    assert states(writer.post("responses", one(survey="Else"))) == ["kept"]


GUEST = {"email": "Ada@Example.org", "phone": "020 7946 0000", "customer_number": "17"}


def test_the_customer_is_found_or_made_and_the_answer_is_theirs(house, survey, writer):
    with within(house.tenant.pk):
        known = find_or_make(tenant_id=house.tenant.pk, identities=[("external", "17")])
        Node.objects.update(country="gb")
    sent = [one(id="a", **GUEST, language="de"), one(id="b", email="ada@example.org"), one(id="c")]
    assert states(writer.post("responses", {"responses": sent})) == ["kept"] * 3

    with within(house.tenant.pk):
        said = Feedback.objects.filter(channel="api").order_by("id")
        by = {row.id: row.customer_id for row in said}
        series = survey.questionnaire_id
        assert [by[uuid.uuid5(series, name)] for name in "abc"] == [known.pk, known.pk, None]
        (customer,) = Customer.objects.all()
        assert [(one.kind, one.value) for one in identities_of(customer=customer)] == [
            ("email", "ada@example.org"),
            ("external", "17"),
            ("phone", "+442079460000"),
        ]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"email": "ada"}, {"email": "not_an_address"}),
        ({"phone": "12"}, {"phone": "not_a_telephone"}),
        ({"customer_number": " "}, {"customer_number": "unreadable"}),
    ],
)
def test_an_identity_that_cannot_be_read_says_so_beside_other_reasons(
    house, survey, writer, given, reason
):
    found = writer.post("responses", one(**given, answers={}))
    told = found.json()["results"][0]
    assert (told["state"], told["reasons"]) == ("refused", {**reason, "likely": "missing"})
    with within(house.tenant.pk):
        assert Customer.objects.count() == 0


def test_who_was_erased_is_not_brought_back(house, survey, writer):
    with within(house.tenant.pk):
        customer = find_or_make(
            tenant_id=house.tenant.pk, identities=[("email", "ada@example.org")]
        )
    erase(tenant_id=house.tenant.pk, customer_id=customer.pk, now=timezone.now())
    assert states(writer.post("responses", one(email="ada@example.org"))) == ["kept"]
    with within(house.tenant.pk):
        assert Feedback.objects.get(channel="api").customer_id is None


def test_a_token_is_held_to_its_pace_whatever_the_size_of_a_batch(
    house, survey, writer, monkeypatch
):
    monkeypatch.setattr(ingest, "PACE", Pace(3))
    many = {"responses": [one(id=f"r{n}") for n in range(3)]}
    assert states(writer.post("responses", many)) == ["kept"] * 3
    late = writer.post("responses", one(id="late"))
    assert (late.status_code, late.json()["type"]) == (429, "/api/v1/#too-often")
    assert 1 <= int(late["Retry-After"]) <= 20
    # Each token has a pace of its own.
    other = Program(house.token(Scope.RESPONSES))
    assert states(other.post("responses", one(id="other"))) == ["kept"]
    with within(house.tenant.pk):
        assert Feedback.objects.filter(channel="api").count() == 4
