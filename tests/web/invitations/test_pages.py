import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from heedful.base.connectors.sending.models import Outgoing
from heedful.base.customers.queries import policy_of
from heedful.base.customers.rules import Budget
from heedful.base.tenancy.domain import within
from heedful.flows.invitations import round_of_all
from heedful.listen.invitations.models import Programme, Visit
from heedful.listen.invitations.preview import preview
from heedful.listen.invitations.queries import plan_of
from tests.makers import make_member

SETTINGS = {
    "first": "sms",
    "second": "email",
    "third": "",
    "share": "50",
    "even_out": "on",
    "answers_wanted": "40",
    "quota": "",
    "delay_minutes": "60",
    "earliest": "10:00",
    "latest": "19:00",
    "max_days": "2",
    "reminders": "0",
    "reminder_days": "3",
    "expires_days": "7",
}


def test_a_programme_is_made_changed_started_and_paused(chain, enter):
    person = enter(chain.root, "owner")
    made = {"name": "Lunch", "questionnaire": chain.version.questionnaire_id, "place": "North"}
    address = person.post("/invitations/new/", made)["Location"]
    assert person.post("/invitations/new/", made).status_code == 422
    assert person.post(f"{address}settings/", SETTINGS).status_code == 302
    with within(chain.tenant.pk):
        found = Programme.objects.get()
        plan = plan_of(found)
    assert (plan.channels, plan.share, plan.answers_wanted, plan.quota) == (
        ("sms", "email"),
        0.5,
        40,
        None,
    )
    for step, state in (("start", "running"), ("start", "running"), ("pause", "paused")):
        assert person.post(f"{address}{step}/").status_code == 302
        with within(chain.tenant.pk):
            assert Programme.objects.get().state == state
    assert person.post(f"{address}pause/", follow=True).status_code == 200
    assert person.get(f"{address}settings/").context["form"].initial["share"] == 50


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"second": "sms"}, "second"),
        ({"latest": "09:00"}, "latest"),
        ({"share": "0"}, "share"),
        ({"first": "pigeon"}, "first"),
        ({"reminders": "9"}, "reminders"),
    ],
)
def test_settings_that_make_no_sense_are_told(chain, enter, programme, wrong, field):
    page = enter(chain.root, "owner").post(
        f"/invitations/{programme.pk}/settings/", {**SETTINGS, **wrong}
    )
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])


def test_the_funnel_says_what_became_of_visits(chain, enter, ran):
    page = enter(chain.root, "owner").get(f"/invitations/{ran.pk}/").context["page"]
    assert [step.n for step in page.steps] == [3, 2, 2, 2, 0]
    assert page.funnel.reasons == {"no_customer": 1}
    assert not page.rate.known
    assert [part.visits for part in page.parts] == [2]


def test_a_person_sees_what_became_of_visits_to_their_places(chain, enter, ran, tell):
    with within(chain.tenant.pk):
        Programme.objects.update(place=chain.south)
    page = enter(chain.south, "owner").get(f"/invitations/{ran.pk}/").context["page"]
    assert page.funnel.visits == 0
    assert enter(chain.north, "owner").get(f"/invitations/{ran.pk}/").status_code == 404
    assert enter(chain.north, "owner").get("/invitations/").context["rows"] == []


def test_what_it_would_do_is_told_before_it_starts(chain, enter, programme, tell):
    tell("a", "b", "c")
    tell("again", email="a@example.org")
    tell("nobody", email="")
    page = enter(chain.root, "owner").get(f"/invitations/{programme.pk}/?preview=1")
    would = page.context["would"]
    assert (would.visits, would.asked, would.by_channel) == (5, 3, {"email": 3})
    assert would.reasons == {"no_customer": 1, "budget": 1}
    assert "It would have asked about 3 of 5 visits" in page.content.decode()


def test_a_preview_writes_nothing_and_keeps_its_quota(chain, programme, tell):
    tell("a", "b", "c")
    with within(chain.tenant.pk):
        plan = replace(plan_of(programme), quota=2)
        would = preview(programme=programme, plan=plan, now=timezone.now())
        assert Outgoing.objects.count() == 0
    assert (would.asked, would.reasons) == (2, {"quota": 1})


def test_who_was_not_asked_is_listed_searched_and_exported(chain, enter, ran):
    person = enter(chain.root, "owner")
    address = f"/invitations/{ran.pk}/not-asked"
    assert len(person.get(f"{address}/").context["rows"]) == 1
    assert len(person.get(f"{address}/?reason=budget").context["rows"]) == 0
    assert len(person.get(f"{address}/?q=g3&reason=no_customer").context["rows"]) == 1
    assert len(person.get(f"{address}/?q=%00nothing").context["rows"]) == 0
    file = person.get(f"{address}.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file)))
    assert [row[0] for row in rows] == ["visit", "g3"]
    assert rows[1][3:] == ["No customer is known", "1.0000"]


def test_who_could_not_be_reached_is_among_who_was_not_asked(chain, enter, ran):
    with within(chain.tenant.pk):
        gone = Outgoing.objects.get(to="g1@example.org")
        Outgoing.objects.filter(pk=gone.pk).update(state="failed", reason="no such box")
    round_of_all(now=timezone.now() + timedelta(hours=19), tenants=[chain.tenant])
    person = enter(chain.root, "owner")
    page = person.get(f"/invitations/{ran.pk}/").context["page"]
    assert [step.n for step in page.steps] == [3, 2, 2, 1, 0]
    assert page.funnel.reasons == {"no_customer": 1, "failed": 1}
    file = person.get(f"/invitations/{ran.pk}/not-asked.csv?reason=failed").content
    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["g1"]
    assert rows[1][3] == "Could not be reached: nothing arrived"
    listed = person.get(f"/invitations/{ran.pk}/not-asked/?reason=failed").content.decode()
    assert listed.count("Could not be reached: nothing arrived") == 2  # the choice, and the row


def test_lists_take_as_many_queries_for_three_rows_as_for_one(
    chain, enter, ran, tell, django_assert_num_queries
):
    person = enter(chain.root, "owner")
    address = f"/invitations/{ran.pk}/not-asked/"
    person.get(address)
    with django_assert_num_queries(15):
        assert len(person.get(address).context["rows"]) == 1
    tell("g4", "g5", email="")
    with within(chain.tenant.pk):
        # The rounds before were of tomorrow.
        Programme.objects.update(looked_at=None)
    round_of_all(now=timezone.now(), tenants=[chain.tenant])
    with django_assert_num_queries(15):
        assert len(person.get(address).context["rows"]) == 3


def test_words_are_changed_seen_and_tried(chain, enter, programme):
    person = enter(chain.root, "owner")
    address = f"/invitations/{programme.pk}/wording/de/"
    page = person.get(address)
    assert page.context["mail"].subject == "Wie war Ihr Besuch: Cove?"
    assert person.post(address, {"sms": "no link"}).status_code == 422
    said = {"subject": "Na, {{location}}?", "body": "<b>Hallo</b>\n\n{{organisation}}", "sms": ""}
    assert person.post(address, said).status_code == 302
    mail = person.get(address).context["mail"]
    assert mail.subject == "Na, Cove?"
    assert "&lt;b&gt;Hallo&lt;/b&gt;" in mail.html
    assert person.post(f"{address}try/").status_code == 302
    with within(chain.tenant.pk):
        sent = Outgoing.objects.get()
    assert (sent.subject, f"/invitations/{programme.pk}/" in sent.text) == ("Na, Cove?", True)
    assert person.get(f"/invitations/{programme.pk}/wording/xx/").status_code == 404


def test_a_file_of_visits_is_looked_at_taken_in_and_what_is_wrong_told(chain, enter):
    person = enter(chain.root, "owner")
    now = f"{timezone.now():%Y-%m-%d} 00:00"
    data = (
        f"location_code,visited_at,visit_key,email\nPier,{now},r1,a@example.org\n"
        f"Pier,{now},r2,=cmd\n"
    ).encode()
    sent = person.post("/invitations/visits/", {"file": SimpleUploadedFile("v.csv", data)})
    address = sent["Location"]
    page = person.get(address)
    assert (page.context["plan"].new, len(page.context["plan"].faults)) == (1, 1)
    assert person.post(address)["Location"] == address
    with within(chain.tenant.pk):
        assert Visit.objects.count() == 1
    rejected = person.get(f"{address}rejected.csv").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(rejected)))[1][3] == "'=cmd"
    assert person.post("/invitations/visits/", {"x": "1"}).status_code == 422
    bad = SimpleUploadedFile("v.csv", b"\0\0")
    assert person.post("/invitations/visits/", {"file": bad}).status_code == 422


def test_customers_are_found_and_their_ledger_shown(chain, enter, ran):
    person = enter(chain.north, "care_agent")
    assert len(person.get("/customers/").context["page"].object_list) == 2
    found = person.get("/customers/?q=G1@").context["page"].object_list
    assert len(found) == 1
    assert len(person.get("/customers/?q=g2").context["page"].object_list) == 1
    address = f"/customers/{found[0].pk}/"
    lines = person.get(address).context["lines"]
    assert [(str(line.purpose), str(line.outcome)) for line in lines][-1] == (
        "Invitation to a survey",
        "Asked",
    )
    assert person.post(f"{address}peace/", follow=True).status_code == 200
    said = person.get(address).context["said"]
    assert [(one.agreed, str(one.source)) for one in said] == [
        (False, "in person, told to our people")
    ]
    assert enter(chain.south, "care_agent").get(address).status_code == 404
    assert enter(chain.root, "analyst").get(address).status_code == 403


def test_contact_rules_are_decided_by_who_has_the_whole(chain, enter):
    given = {
        "survey_most": "2",
        "survey_days": "14",
        "voice_most": "0",
        "voice_days": "30",
        "all_most": "5",
        "all_days": "30",
        "earliest": "08:00",
        "latest": "21:00",
        "needs_consent": ["email", "sms", "call"],
    }
    address = "/organisation/contact-rules/"
    assert enter(chain.north, "owner").post(address, given).status_code == 403
    assert enter(chain.north, "owner").get(address).status_code == 200
    person = enter(chain.root, "owner")
    assert person.post(address, {**given, "latest": "07:00"}).status_code == 422
    assert person.post(address, given).status_code == 302
    with within(chain.tenant.pk):
        policy = policy_of(tenant_id=chain.tenant.pk)
    assert policy.budgets[0] == Budget(("survey",), 2, 14)
    assert policy.needs_consent == ("email", "sms", "call")
    assert person.get(address).context["form"].initial["survey_most"] == 2


def test_how_chances_come_about_is_told(chain, enter, ran):
    page = enter(chain.root, "owner").get(f"/method/invitations/{ran.pk}/").content.decode()
    assert "Chance decides, with a probability that is known" in page


def test_a_member_of_another_part_makes_no_programme_elsewhere(chain, enter):
    with within(chain.tenant.pk):
        make_member(chain.north)
    made = {"name": "Lunch", "questionnaire": chain.version.questionnaire_id, "place": "Quay"}
    page = enter(chain.north, "owner").post("/invitations/new/", made)
    assert list(page.context["form"].errors) == ["place"]


def test_an_address_for_another_system_is_made_and_ended(chain, enter):
    person = enter(chain.root, "owner")
    page = person.post("/invitations/visits/hook/")
    assert page.context["secret"].startswith("whsec_")
    assert "/hooks/visits/" in page.context["address"]
    assert person.get("/invitations/visits/").context["hook"] is not None
    assert person.post("/invitations/visits/hook/end/").status_code == 302
    assert person.get("/invitations/visits/").context["hook"] is None
