"""Threats 1, 4 and 5: what a secret opens, whose an answer is, and what can be guessed."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from heedful.base.accounts.domain import make_sign_in_link
from heedful.base.customers.domain import find_or_make, unsubscribe_link
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.models import Feedback
from heedful.listen.surveys.domain import make_link
from heedful.listen.surveys.models import QuestionnaireVersion
from heedful.listen.surveys.tickets import new_ticket
from tests.listen.surveys.test_views import ticket_of
from tests.makers import make_tenant
from tests.web.api.conftest import Program, build

pytestmark = pytest.mark.django_db
OPEN = {200, 302}


@pytest.fixture
def house(db):
    return build()


def link_of(house) -> str:
    with within(house.tenant.pk):
        return make_link(version=QuestionnaireVersion.objects.get(), location=house.places["N1"])


def test_a_secret_for_one_thing_opens_nothing_else(house):
    with within(house.tenant.pk):
        customer = find_or_make(
            tenant_id=house.tenant.pk, identities=[("email", "guest@example.org")]
        )
        leaving = unsubscribe_link(
            tenant_id=house.tenant.pk, customer_id=customer.pk, channel="email"
        )
    welcome = make_sign_in_link(user=house.owner.user, now=timezone.now())
    survey = link_of(house)
    secrets = {
        "program": house.token(),
        "welcome": welcome.strip("/").split("/")[-1],
        "survey": survey,
        "ticket": new_ticket(token=survey),
        "unsubscribe": leaving,
    }
    doors = {
        "survey": "/f/{}/",
        "welcome": "/welcome/{}/",
        "unsubscribe": "/u/{}",
        "case-question": "/c/{}/",
        "hook": "/hooks/kannel/{}/message/",
        "explore-no-mail": "/explore/no-mail/{}/",
    }
    opened = set()
    for door, address in doors.items():
        for name, secret in secrets.items():
            client = Client(raise_request_exception=False)
            # A sign-in link shows its button to anybody and is looked at when it is pressed.
            ask = client.post if door == "welcome" else client.get
            if ask(address.format(secret)).status_code in OPEN:
                opened.add((door, name))
    for name, secret in secrets.items():
        if Program(secret).get("measures").status_code == 200:
            opened.add(("api", name))
    assert opened == {
        ("survey", "survey"),
        ("welcome", "welcome"),
        ("unsubscribe", "unsubscribe"),
        ("api", "program"),
    }


def test_an_answer_cannot_say_whose_it_is(house):
    """The address says where an answer belongs; whatever else is sent is not looked at."""
    other, _root = make_tenant("Else")
    before = {one.pk for one in within_house(house)}
    address = f"/f/{link_of(house)}/"
    elsewhere = str(house.places["S1"].pk)
    page = Client().get(address)
    sent = {
        "ticket": ticket_of(page),
        "q-recommend": "9",
        "q-waiting": "4",
        "q-food": "4",
        **dict.fromkeys(("location", "location_id", "place", "node"), elsewhere),
        **dict.fromkeys(("tenant", "tenant_id", "organisation"), str(other.pk)),
        "id": str(uuid.UUID(int=1)),
        "form_id": str(uuid.UUID(int=1)),
        "customer_id": str(uuid.UUID(int=2)),
    }
    assert (
        Client().post(f"{address}?location={elsewhere}&tenant={other.pk}", sent).status_code == 302
    )
    (kept,) = [one for one in within_house(house) if one.pk not in before]
    assert (kept.tenant_id, kept.location_id) == (house.tenant.pk, house.places["N1"].pk)
    assert kept.id != uuid.UUID(int=1)
    assert kept.customer_id is None


def within_house(house) -> list[Feedback]:
    with within(house.tenant.pk):
        return list(Feedback.objects.all())


def test_addresses_of_strangers_cannot_be_guessed(house):
    """24 bytes of chance each, and none begins like the one before."""
    made = [link_of(house) for _ in range(50)]
    assert {len(one) for one in made} == {32}
    assert len({one[:6] for one in made}) == 50


def test_ids_of_forms_are_no_way_back_into_them(house):
    """An id has the time inside and could be guessed; what opens a form again is signed."""
    address = f"/f/{link_of(house)}/"
    ticket = ticket_of(Client().get(address))
    form_id, _, _signature = ticket.partition(":")
    assert uuid.UUID(form_id)
    for forged in (form_id, f"{form_id}:", f"{form_id}:{'A' * 43}", ticket[:-1]):
        page = Client().get(f"{address}?form={forged}")
        assert ticket_of(page).partition(":")[0] != form_id
