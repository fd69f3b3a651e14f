"""Whoever says how to be reached is known from then on, and left in peace."""

from datetime import UTC, datetime, timedelta

import pytest

from heedful.base.customers.domain import may_contact
from heedful.base.customers.models import ContactEntry, Customer, Identity
from heedful.base.customers.rules import Refusal, Refused
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import new_id
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.domain import Submission
from heedful.listen.responses.knowing import contact_with, submit_as
from tests.makers import make_node, make_questionnaire, make_tenant

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def place():
    tenant, root = make_tenant()
    with within(tenant.pk):
        yield make_node(root, "Harbour Street", country="United Kingdom")


@pytest.fixture
def give(place):
    _questionnaire, version = make_questionnaire(place.tenant, ("waiting",))

    def given(answers, *, number="", key=None, **more):
        submission = Submission(
            id=key or new_id(), at=NOON, channel="qr", language="en", scores=[4, 2], comment="Slow",
            answers=answers, **more,
        )  # fmt: skip
        kept = submit_as(
            tenant=place.tenant, version=version, location=place, submission=submission,
            number=number,
        )  # fmt: skip
        return kept, Feedback.objects.get(id=submission.id, superseded_at=None)

    return given


@pytest.mark.parametrize(
    ("answers", "number", "known"),
    [
        ({"reach": {"phone": "020 7946 0958"}}, "", [("phone", "+442079460958")]),
        (
            {"reach": {"name": "Ada", "email": "Ada@example.org"}},
            "",
            [("email", "ada@example.org")],
        ),
        ({"meal": "lunch"}, "+442079460958", [("phone", "+442079460958")]),
        (
            {"reach": {"phone": "call me", "email": "a@example.org"}},
            "",
            [("email", "a@example.org")],
        ),
    ],
)
def test_the_answer_belongs_to_whoever_gave_an_address(give, answers, number, known):
    _kept, said = give(answers, number=number)

    assert list(Identity.objects.values_list("kind", "value")) == known
    assert said.customer_id == Customer.objects.get().pk
    assert contact_with(feedback=said) == answers.get("reach", {})


def test_where_no_country_is_told_a_number_is_read_by_the_clock_of_the_place(place, give):
    place.country, place.time_zone = "", "Europe/London"
    give({"reach": {"phone": "020 7946 0958"}})

    assert Identity.objects.get().value == "+442079460958"


@pytest.mark.parametrize(
    ("answers", "number"),
    [({"meal": "lunch"}, ""), ({"reach": {"name": "Ada"}}, ""), ({}, "anonymous")],
)
def test_who_cannot_be_reached_is_nobody(give, answers, number):
    kept, said = give(answers, number=number)

    assert (kept, said.customer_id, Customer.objects.count()) == (True, None, 0)


def test_the_customer_that_a_link_names_stays_whatever_is_typed(give):
    _kept, first = give({"reach": {"email": "ann@example.org"}})
    _kept, second = give({"reach": {"email": "bob@example.org"}}, customer_id=first.customer_id)

    assert second.customer_id == first.customer_id
    assert list(Identity.objects.values_list("value", flat=True)) == ["ann@example.org"]


def test_nobody_asks_again_for_thirty_days(give, place):
    _kept, said = give({"reach": {"email": "ann@example.org"}})

    def ask(now):
        return may_contact(
            tenant_id=place.tenant_id, customer_id=said.customer_id, channel="email",
            purpose="survey", now=now, about="visit:1",
        )  # fmt: skip

    month = timedelta(days=30)
    assert ask(NOON + timedelta(hours=1)) == Refused(Refusal.BUDGET, NOON + month)
    assert not isinstance(ask(NOON + month), Refused)


def test_a_form_that_is_sent_twice_stands_once_in_the_ledger(give):
    key = new_id()
    answers = {"reach": {"email": "ann@example.org"}}

    assert [give(answers, key=key)[0] for _ in range(2)] == [True, False]
    assert list(ContactEntry.objects.values_list("outcome", "about")) == [
        ("answered", f"feedback:{key}")
    ]


def test_who_comes_back_to_a_form_left_half_way_is_known_too(give):
    key = new_id()
    _kept, left = give({"meal": "lunch"}, key=key, partial=True)
    later = NOON + timedelta(hours=3)
    kept, whole = give({"reach": {"email": "ann@example.org"}}, key=key, now=later)

    assert (left.customer_id, left.partial) == (None, True)
    assert (kept, whole.customer_id, whole.partial) == (True, Customer.objects.get().pk, False)
