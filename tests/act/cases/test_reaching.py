"""A number without a country's code is read once the country of the place is known."""

import pytest

from heedful.act.cases.domain import close, open_case
from heedful.act.cases.models import Case, CaseEvent
from heedful.act.cases.reaching import reach_again
from heedful.base.customers.domain import find_or_make
from heedful.base.customers.models import ContactEntry, Customer, Hold, Identity
from heedful.base.org.domain import edit_node
from heedful.base.outbox.models import OutboxEntry
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.models import Response
from tests.act.cases.conftest import NOON

NUMBER = "020 7946 0958"


@pytest.fixture
def leave(chain):
    """Say something at the pier and leave this to be reached by."""

    def left(customer=None, **contact):
        said = chain.say(chain.pier, 2)
        Feedback.objects.filter(id=said.id).update(customer_id=customer)
        said.customer_id = customer
        Response.objects.create(
            tenant_id=said.tenant_id, id=said.id, received_at=said.occurred_at,
            version_id=said.version_id, location_id=said.location_id, channel="web",
            language="en", answers={"reach": contact},
        )  # fmt: skip
        return said

    return left


def look_again(chain):
    reach_again(tenant_id=chain.tenant.pk, locations=[chain.pier.pk], now=NOON)


def told_reach(case):
    return {one["code"]: one["told"] for one in case.reasons}["reach"]


def test_whoever_could_not_be_reached_can_be_called_once_the_country_is_set(chain, leave):
    said = leave(name="Ada", phone=NUMBER)
    case = chain.case_of(said)
    assert (case.customer_id, told_reach(case)) == (None, 0)
    chain.pier.country = "GB"
    chain.pier.save()

    for _twice in range(2):
        look_again(chain)

    nobody = case.chance
    case.refresh_from_db()
    customer = Customer.objects.get()
    assert Identity.objects.get().value == "+442079460958"
    assert (case.customer_id, case.customer_name) == (customer.pk, "Ada")
    assert case.chance == pytest.approx(nobody / 0.05)
    assert Feedback.objects.get(superseded_at=None).customer_id == customer.pk
    assert sorted(event.kind for event in CaseEvent.objects.all()) == ["found", "opened"]
    assert Hold.objects.get().customer == customer
    assert ContactEntry.objects.get().about == f"feedback:{said.id}"


def test_who_was_known_by_mail_can_be_called_too(chain, leave):
    ada = find_or_make(tenant_id=chain.tenant.pk, identities=[("email", "ada@example.org")])
    case = chain.case_of(leave(ada.pk, email="Ada@example.org", phone=NUMBER))
    other = leave(ada.pk, email="bob@example.org", phone="020 7946 0000")
    chain.case_of(other)
    chain.pier.country = "GB"
    chain.pier.save()

    look_again(chain)

    in_writing = case.chance
    case.refresh_from_db()
    assert case.chance == pytest.approx(in_writing / 0.6)
    # Whoever wrote another address by a link of hers may be somebody else.
    assert list(Identity.objects.order_by("kind").values_list("value", flat=True)) == [
        "ada@example.org",
        "+442079460958",
    ]


def test_a_case_opened_by_a_person_later_has_the_number_at_once(chain, leave):
    said = leave(name="Ada", phone=NUMBER)
    chain.pier.country = "GB"
    chain.pier.save()

    case = open_case(feedback=said, now=NOON, by=chain.people["agent"])

    assert (case.customer_id, case.customer_name) == (Customer.objects.get().pk, "Ada")


def test_closed_cases_and_numbers_that_nobody_can_read_stay(chain, leave):
    closed, open_one = chain.case_of(leave(phone=NUMBER)), chain.case_of(leave(phone="call me"))
    cause, action = chain.choices()
    agent = chain.people["agent"]
    close(case=closed, outcome="settled", cause=cause, action=action, by=agent, now=NOON)
    chain.pier.country = "GB"
    chain.pier.save()

    look_again(chain)

    assert [one.customer_id for one in Case.objects.all()] == [None, None]
    assert told_reach(Case.objects.get(pk=open_one.pk)) == 0
    assert Customer.objects.count() == 0


def test_setting_a_country_or_a_clock_that_tells_it_is_told(chain):
    def told():
        rows = OutboxEntry.objects.filter(topic__startswith="place.").order_by("pk")
        return list(rows.values_list("topic", "payload"))

    pier = {"places": [str(chain.pier.pk)]}
    same = {"code": chain.pier.code, "name": "The pier"}
    edit_node(node=chain.pier, values=same)
    assert told() == []
    edit_node(node=chain.pier, values=same | {"time_zone": "Europe/London"})
    assert told() == [("place.clock_set", pier), ("place.country_set", pier)]
    edit_node(node=chain.pier, values=same | {"country": "United Kingdom"})
    assert len(told()) == 2
    edit_node(node=chain.pier, values=same | {"country": "France"})
    assert told()[2:] == [("place.country_set", pier)]
