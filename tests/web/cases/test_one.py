"""The page of one case, and what is done there."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from heedful.act.alerts.models import Alert
from heedful.act.cases.asking import ask, promise_done
from heedful.act.cases.domain import open_case, take
from heedful.act.cases.models import Case, CaseMessage, CaseNote, CasePresence, CasePromise
from heedful.act.cases.talking import present, promise
from heedful.base.connectors.sending.models import Outgoing
from heedful.base.customers.domain import find_or_make
from heedful.base.customers.models import Customer
from heedful.base.notify.models import Notice
from heedful.base.outbox.models import OutboxEntry
from heedful.flows.dispatch import count_all
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.models import Response
from tests.act.cases.conftest import NOON


@pytest.fixture
def case(chain):
    guest = find_or_make(
        tenant_id=chain.tenant.pk,
        identities=[("email", "guest@example.org"), ("phone", "+44 20 7946 0000")],
    )
    return chain.case(customer_id=guest.pk, customer_name="Ada")


def act(client, case, what, /, **typed):
    return client.post(reverse("case-act", args=[case.pk, what]), typed)


def to_customers():
    return Outgoing.objects.filter(about__startswith="case:")


def text_of(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_the_page_shows_words_answers_reasons_and_the_clock(chain, enter, case):
    text = text_of(enter("agent").get(f"/cases/{case.pk}/"))

    for words in (
        "Cold food",
        "Waiting 2 of 5",
        "Gave 2 of 10",
        "First contact",
        "was due 25 Nov 2026, 16:00",
    ):
        assert words in text, words
    assert enter("manager").get(f"/cases/{chain.case(chain.mill).pk}/").status_code == 404


@pytest.mark.parametrize(("minutes", "shown"), [(0, False), (4, False), (95, True)])
def test_the_page_says_when_a_form_came_in_that_was_open_for_long(chain, enter, minutes, shown):
    said = chain.say(chain.pier, 2)
    sent = said.occurred_at + timedelta(minutes=minutes)
    Feedback.objects.filter(id=said.id).update(received_at=sent)
    text = text_of(enter("agent").get(f"/cases/{chain.case_of(said).pk}/"))

    assert ["came in at 25 Nov 2026, 13:35" in text, "came in at" in text] == [shown] * 2


def test_a_whole_recovery(chain, enter, case):
    """Taken, called, promised, kept, confirmed by the customer."""
    client, (cause, action) = enter("agent"), chain.choices()
    act(client, case, "take")
    act(client, case, "call", way="phone", reached="on", text="She was kind")
    tomorrow = timezone.localdate() + timedelta(days=1)
    act(client, case, "promise", text="A call by the chef", day=tomorrow, time="12:00")
    act(client, case, "close", cause=cause.pk, action=action.pk, outcome="")
    page = client.post(
        reverse("case-act", args=[case.pk, "done"]),
        {"key": CasePromise.objects.get().pk},
        follow=True,
    )
    assert "Done; the customer was asked" in text_of(page)
    link = to_customers().get().text.split("/c/")[1].strip("/ ")

    guest = Client(enforce_csrf_checks=True)
    asked = guest.get(f"/c/{link}/")
    assert "A call by the chef" in text_of(asked)
    assert '<html lang="en" dir="ltr">' in asked.content.decode()
    assert "<title>Your visit to Pier" in asked.content.decode()
    assert Case.objects.get().state == "working"
    wrong = guest.post(f"/c/{link}/", {"said": "perhaps", "words": "My words"})
    assert (wrong.status_code, "My words" in text_of(wrong)) == (422, True)
    assert "Thank you" in text_of(guest.post(f"/c/{link}/", {"said": "yes", "words": "Fine"}))
    assert guest.post(f"/c/{link}/", {"said": "no"}).status_code == 410
    assert guest.get(f"/c/{link}/").status_code == 410

    closed = Case.objects.get()
    assert (closed.state, closed.outcome, closed.cause) == ("closed", "settled", cause)
    text = text_of(client.get(f"/cases/{case.pk}/"))
    assert "Asked about a promise, the customer says: Kept" in text
    assert "The customer · Kept" in text
    assert "Fine" in text


def test_a_customer_is_asked_in_their_own_language(chain, case):
    Customer.objects.update(language="de-AT")
    agent, now = chain.people["agent"], timezone.now()
    tomorrow = now + timedelta(days=1)
    made = promise(case=case, text="Call", due_at=tomorrow, by=agent, now=now)
    promise_done(promise=made, by=agent, now=now, site="https://example.org")
    mail = to_customers().get()
    link = mail.text.split("/c/")[1].strip("/ ")
    guest = Client(headers={"Accept-Language": "fr"})

    assert mail.subject == "Ihr Besuch bei Pier"
    assert mail.text.startswith("Pier: Haben wir unser Versprechen gehalten?")
    page = guest.get(f"/c/{link}/")
    assert "Haben wir unser Versprechen gehalten?" in text_of(page)
    wrong = text_of(guest.post(f"/c/{link}/", {}))
    assert "Bitte wählen Sie eine der gezeigten Antworten." in wrong
    assert "Vielen Dank" in text_of(guest.post(f"/c/{link}/", {"said": "partly"}))
    assert "Ce lien a déjà servi" in text_of(guest.get(f"/c/{link}/"))


def test_whoever_works_on_a_case_looks_after_its_alerts(chain, enter, case):
    raised = {"raised_at": NOON, "last_at": NOON, "next_call_at": NOON + timedelta(minutes=30)}
    mine, other = (
        Alert.objects.create(tenant=chain.tenant, location=chain.pier, case_id=key, **raised)
        for key in (case.pk, None)
    )
    agent, client = chain.people["agent"], enter("agent")
    told = {"tenant": chain.tenant, "member": agent, "created_at": NOON}
    for path in (f"/alerts/{mine.pk}/", f"/cases/{case.pk}/", "/elsewhere/"):
        Notice.objects.create(**told, path=path, key=path)

    act(client, case, "note", text="Looked at it")
    mine.refresh_from_db()
    assert mine.seen_by is None
    assert Notice.objects.filter(member=agent, read_at=None).count() == 2
    act(client, case, "take")
    assert Notice.objects.get(member=agent, read_at=None).path == "/elsewhere/"

    for one in (mine, other):
        one.refresh_from_db()
    assert (mine.seen_by, mine.next_call_at) == (agent, None)
    assert (other.seen_by, other.next_call_at) == (None, raised["next_call_at"])


def test_who_comes_late_keeps_the_text_and_sees_the_other(chain, enter, case):
    take(case=case, by=chain.people["area"], now=NOON)

    page = act(enter("agent"), case, "call", way="phone", text="My long text", seen=1)

    assert page.status_code == 409
    text = text_of(page)
    assert "Somebody changed this case meanwhile" in text
    assert "My long text" in text
    assert "Taken into work" in text
    assert CaseMessage.objects.count() == 0


def test_writing_is_refused_with_the_text_kept(enter, case):
    words = "Please delete your review"

    page = act(enter("agent"), case, "write", way="email", text=words)

    assert page.status_code == 422
    assert text_of(page).count(words) == 1
    assert to_customers().count() == 0


@pytest.mark.parametrize(
    ("what", "typed"),
    [
        ("resume", {}),
        ("reopen", {}),
        ("pause", {"reason": " "}),
        ("promise", {"text": "Call", "day": "2020-01-01"}),
        ("offer", {"what": "A dinner", "cost": "10"}),
        ("offer", {"what": "A dinner", "cost": "much"}),
        ("merge", {"into": "99"}),
        ("split", {}),
        ("snooze", {"day": "soon"}),
        ("assign", {"to": "x"}),
        ("close", {}),
        ("note", {"text": ""}),
        ("call", {"way": "smoke", "text": "Hello"}),
    ],
)
def test_what_cannot_be_done_says_so(enter, case, what, typed):
    page = act(enter("agent"), case, what, **typed)

    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    case.refresh_from_db()
    assert case.revision == 1


def test_an_act_that_there_is_not(enter, case):
    assert act(enter("agent"), case, "burn").status_code == 404


def test_colleagues_see_who_is_writing(chain, enter, case):
    client = enter("agent")
    assert act(client, case, "present").status_code == 204
    assert CasePresence.objects.get().member == chain.people["agent"]
    present(case=case, by=chain.people["area"], now=timezone.now())

    head = client.get(f"/cases/{case.pk}/?part=head", headers={"HX-Request": "true"})

    assert text_of(head).count("is writing here just now") == 1
    assert "<html" not in head.content.decode()


def test_a_note_is_kept_among_colleagues(chain, enter, case):
    act(enter("agent"), case, "note", text="Kitchen secret")
    assert CaseNote.objects.get().by == chain.people["agent"]
    ask(case=case, by=None, now=NOON, site="https://example.org")
    link = to_customers().get().text.split("/c/")[1].strip("/ ")

    assert "Kitchen secret" not in Client().get(f"/c/{link}/").content.decode()


def test_undo_from_the_page(chain, enter, case):
    client = enter("agent")
    act(client, case, "take")
    page = client.get(f"/cases/{case.pk}/")
    (step,) = [one for one in page.context["page"].happened if one.can_undo]

    act(client, case, "undo", key=step.event.pk)

    case.refresh_from_db()
    assert (case.state, case.owner) == ("open", chain.people["manager"])


def test_a_case_by_hand(chain, enter):
    client = enter("manager")
    typed = {"place": chain.pier.pk, "words": "She fell on the stairs", "customer_name": "Bea"}

    wrong = client.post("/cases/new/", {**typed, "phone": "12"})
    elsewhere = client.post("/cases/new/", {**typed, "place": chain.mill.pk})
    client.post("/cases/new/", {**typed, "phone": "+44 20 7946 0001"})

    assert (wrong.status_code, elsewhere.status_code) == (422, 422)
    case = Case.objects.get()
    assert (case.words, case.customer_name) == ("She fell on the stairs", "Bea")
    assert case.customer_id is not None
    assert "She fell on the stairs" in text_of(client.get(f"/cases/{case.pk}/"))


def leaving(chain, **contact):
    """A case of somebody who left this to be reached by."""
    said = chain.say(chain.pier, 2)
    Response.objects.create(
        tenant_id=chain.tenant.pk,
        received_at=said.occurred_at,
        id=said.id,
        version_id=said.version_id,
        location_id=said.location_id,
        channel="qr",
        language="en",
        answers={"meal": "lunch", "reach": contact},
    )
    return open_case(feedback=said, now=NOON)


def test_once_the_country_is_set_the_number_can_be_called(chain, enter):
    case, owner = leaving(chain, phone="020 7946 0958"), enter("owner")
    path, place = f"/cases/{case.pk}/", reverse("org-node", args=[chain.pier.pk])
    before, agents = owner.get(path).content.decode(), enter("agent").get(path).content.decode()
    typed = {"name": "Pier", "code": "Pier", "time_zone": "UTC", "country": "GB"}
    saved = owner.post(place, typed)
    OutboxEntry.objects.update(due_at=NOON)
    count_all()
    after = owner.get(path)

    assert ("Cannot be reached" in before, f'href="{place}"' in before) == (True, True)
    assert ("once it is known in which country Pier is" in agents, place in agents) == (True, False)
    assert saved.status_code == 302
    assert "Call +442079460958" in text_of(after)
    assert "Cannot be reached" not in text_of(after)
    assert "Found how to reach the customer" in text_of(after)
    assert '<option value="sms">' in after.content.decode()


def test_a_number_that_cannot_be_dialled_is_shown_as_it_was_typed(chain, enter):
    case = leaving(chain, name="Ada", phone="ext. 12")

    assert "Left with the answers: Ada, ext. 12" in text_of(
        enter("agent").get(f"/cases/{case.pk}/")
    )
