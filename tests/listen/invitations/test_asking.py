"""From a visit to an invitation, its reminder and its answer."""

from datetime import time, timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from heedful.base.connectors.sending.models import Outgoing
from heedful.base.customers import domain as customers
from heedful.base.customers.models import ContactEntry, Customer
from heedful.flows.invitations import round_of_all
from heedful.listen.invitations import domain
from heedful.listen.invitations.models import Invitation, Programme, Visit
from heedful.listen.invitations.queries import funnel_of
from heedful.listen.invitations.rules import is_drawn
from heedful.listen.surveys.models import SurveyLink
from tests.listen.invitations.conftest import NOON
from tests.makers import make_feedback

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Two hours after the visit of eleven o'clock.
DUE = NOON + HOUR


def run(house, now=DUE):
    return round_of_all(now=now, tenants=[house.tenant])


def states():
    return list(Invitation.objects.order_by("visit__key").values_list("state", "reason"))


def test_a_guest_is_asked_once_at_the_right_time(house):
    house.visit("a")
    assert run(house, NOON) == 0
    assert states() == [("waiting", "")]
    assert run(house) == 1
    assert run(house) == 0
    assert states() == [("sent", "")]
    mail = Outgoing.objects.get()
    assert (mail.channel, mail.to, mail.subject) == (
        "email",
        "a@example.org",
        "How was your visit to HS?",
    )
    link = SurveyLink.objects.get()
    assert (link.visit_id, link.once, link.expires_at) == (
        Invitation.objects.get().visit_id,
        True,
        DUE + 14 * DAY,
    )


def test_the_second_visit_within_a_month_is_not_asked_about(house):
    house.visit("a")
    house.visit("b", email="a@example.org")
    run(house)
    assert states() == [("sent", ""), ("refused", "budget")]
    assert (
        list(ContactEntry.objects.order_by("at").values_list("outcome", "reason"))
        == [
            ("asked", ""),
            ("refused", "no_address"),
            ("refused", "budget"),
        ]
        or ContactEntry.objects.filter(outcome="asked").count() == 1
    )


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"email": ""}, ("refused", "no_customer")),
        ({"email": "", "customer_number": "7"}, ("refused", "no_address")),
        ({"email": "", "phone": "+442079460000"}, ("refused", "no_consent")),
        ({"email": "", "phone": "+442079460000", "agreed_to": "sms"}, ("sent", "")),
        ({"at": "2026-11-20 11:00"}, None),
    ],
)
def test_who_is_asked_and_why_not(house, given, told):
    house.visit("a", **given)
    run(house)
    assert states() == ([told] if told else [])


def test_the_mail_holds_the_first_question_and_one_click_to_leave(house):
    house.visit("a")
    run(house)
    mail = Outgoing.objects.get()
    assert mail.html.count("?lang=en&amp;a=") == 11
    assert mail.unsubscribe in mail.html
    assert Client().get(urlsplit(mail.unsubscribe).path).status_code == 200


def test_a_new_programme_asks_about_visits_that_are_not_too_long_ago(house):
    Programme.objects.update(state="draft", asks_from=None)
    house.visit("a", at="2026-11-24 11:00")
    house.visit("b", at="2026-11-20 11:00")
    domain.start(programme=house.programme, by=house.owner, now=NOON)
    run(house)
    assert states() == [("sent", "")]


def test_a_round_looks_only_at_what_was_told_since_the_last_one(house):
    house.visit("a")
    run(house, NOON)
    house.visit("b", now=NOON - HOUR)
    house.visit("c", now=NOON - HOUR / 4)
    run(house, NOON)
    keys = Invitation.objects.order_by("visit__key").values_list("visit__key", flat=True)
    assert list(keys) == ["a", "c"]


def test_a_text_message_says_how_to_end_it(house):
    house.visit("a", email="", phone="+442079460000", agreed_to="sms")
    run(house)
    message = Outgoing.objects.get()
    assert message.text.startswith("Harbour Table: how was your visit to HS? http")
    assert message.text.endswith("Reply STOP to end.")
    assert message.unsubscribe == ""


def test_words_come_in_the_language_of_the_guest(house):
    house.visit("a", language="de-AT")
    house.visit("b", language="xx")
    run(house)
    subjects = Outgoing.objects.order_by("to").values_list("subject", flat=True)
    assert list(subjects) == ["Wie war Ihr Besuch: HS?", "How was your visit to HS?"]


def test_who_has_not_answered_is_reminded_once(house):
    house.visit("a")
    run(house)
    run(house, DUE + 2 * DAY)
    assert Outgoing.objects.count() == 1
    run(house, DUE + 3 * DAY)
    run(house, DUE + 9 * DAY)
    subjects = Outgoing.objects.order_by("created_at").values_list("subject", flat=True)
    assert list(subjects) == [
        "How was your visit to HS?",
        "A reminder: How was your visit to HS?",
    ]
    run(house, DUE + 14 * DAY)
    assert states() == [("expired", "")]


def test_who_answered_is_left_in_peace_and_no_other_link_takes_an_answer(house):
    house.visit("a")
    run(house)
    answer(house)
    run(house, DUE + 3 * DAY)
    assert states() == [("answered", "")]
    assert Outgoing.objects.count() == 1
    assert SurveyLink.objects.get().closed_at == DUE + 3 * DAY


def test_how_many_answer_is_told_of_those_whose_time_is_over(house):
    for key in "ab":
        house.visit(key)
    run(house)
    answer(house)
    told = {"member": house.owner, "programme": house.programme, "since": NOON}

    def known(now):
        run(house, now)
        found = funnel_of(**told, now=now)
        strata = domain.strata_of(programme=house.programme, now=now)
        stratum = strata[house.place.pk]["lunch"]
        rate = (found.ended_answered, found.ended)
        assert rate == (stratum.answered, stratum.asked)
        return (found.invited, found.answered, *rate)

    assert known(DUE + 3 * DAY) == (2, 1, 0, 0)
    assert known(DUE + 14 * DAY) == (2, 1, 1, 2)


def answer(house):
    (key,) = make_feedback(house.version, [(house.place, (DUE + 3 * DAY).date(), [9, 5, 5])])
    with connection.cursor() as cursor:
        cursor.execute(
            "update listen_feedback set visit_id = %s where id = %s",
            [Invitation.objects.get(visit__key="a").visit_id, key],
        )


def test_stop_ends_reminders(house):
    house.visit("a")
    run(house)
    customers.opt_out(
        tenant_id=house.tenant.pk, identity=("email", "a@example.org"), words="stop", now=DUE
    )
    run(house, DUE + 3 * DAY)
    run(house, DUE + 14 * DAY)
    assert Outgoing.objects.count() == 1
    assert states() == [("expired", "")]


def bounce(**which):
    """As a network's word that nothing arrived leaves it."""
    Outgoing.objects.filter(**which).update(state="failed", reason="no such box")


def ledger():
    """Every ask and refusal, in order."""
    asks = ContactEntry.objects.exclude(outcome="opted_in").order_by("pk")
    return list(asks.values_list("channel", "outcome", "reason"))


def test_what_did_not_arrive_goes_by_the_next_way_and_is_one_ask(house):
    both = {"phone": "+442079460000", "agreed_to": "sms"}
    house.visit("a", **both)
    run(house)
    bounce(channel="email")
    run(house, DUE + HOUR)
    run(house, DUE + 2 * HOUR)
    sent = Outgoing.objects.order_by("created_at").values_list("channel", "to")
    assert list(sent) == [("email", "a@example.org"), ("sms", "+442079460000")]
    assert states() == [("sent", "")]
    assert ledger() == [("email", "lost", ""), ("sms", "asked", "")]
    house.visit("b", email="a@example.org", now=DUE + 2 * HOUR, **both)
    run(house, DUE + 3 * HOUR)
    assert states() == [("sent", ""), ("refused", "budget")]


def test_whom_no_other_way_reaches_could_not_be_reached_and_is_not_reminded(house):
    house.visit("a", phone="+442079460000")
    run(house)
    bounce(channel="email")
    run(house, DUE + HOUR)
    run(house, DUE + 3 * DAY)
    assert states() == [("failed", "")]
    assert Outgoing.objects.count() == 1
    assert ledger() == [("email", "lost", ""), ("sms", "refused", "no_consent")]


def test_an_ask_that_nobody_got_keeps_no_later_one_away(house):
    house.visit("a")
    run(house)
    bounce(channel="email")
    run(house, DUE + HOUR)
    house.visit("b", email="a@example.org", now=DUE + HOUR)
    run(house, DUE + 2 * HOUR)
    assert states() == [("failed", ""), ("sent", "")]


def test_the_next_way_waits_for_its_hour(house):
    house.rules(latest=time(14), needs_consent=())
    house.visit("a", phone="+442079460000")
    run(house)
    bounce(channel="email")
    run(house, DUE + 2 * HOUR)
    assert states() == [("waiting", "")]
    run(house, NOON.replace(hour=9) + DAY)
    assert states() == [("sent", "")]


def test_there_is_no_other_way_beyond_the_last_day(house):
    house.rules(needs_consent=())
    house.decide(max_days=1)
    house.visit("a", phone="+442079460000", at="2026-11-24 14:00")
    run(house, NOON)
    bounce(channel="email")
    run(house, NOON + 3 * HOUR)
    assert states() == [("failed", "")]
    assert Outgoing.objects.count() == 1


def test_who_got_the_invitation_and_not_its_reminder_was_asked(house):
    house.visit("a", phone="+442079460000", agreed_to="sms")
    run(house)
    run(house, DUE + 3 * DAY)
    bounce(subject__startswith="A reminder")
    run(house, DUE + 3 * DAY + HOUR)
    assert states() == [("sent", "")]
    assert Outgoing.objects.count() == 2


def test_an_open_case_holds_the_ask_until_it_is_too_late(house):
    house.visit("a")
    customers.hold(
        tenant_id=house.tenant.pk,
        customer_id=Customer.objects.get().pk,
        reason="case",
        until=NOON + DAY,
    )
    run(house)
    assert states() == [("waiting", "")]
    run(house, NOON + DAY)
    assert states() == [("sent", "")]


def test_a_quota_holds(house):
    house.decide(quota=1)
    for key in "abc":
        house.visit(key)
    run(house)
    assert sorted(states()) == [("refused", "quota"), ("refused", "quota"), ("sent", "")]


def test_not_everybody_is_drawn_and_the_chance_is_kept(house):
    house.decide(share=0.3)
    for n in range(60):
        house.visit(f"g{n}")
    run(house)
    lots = {
        key: is_drawn(0.3, programme=str(house.programme.pk), visit=str(key))
        for key in Visit.objects.values_list("pk", flat=True)
    }
    assert len(lots) == 60
    assert {one.visit_id: (one.state, one.chance) for one in Invitation.objects.all()} == {
        key: ("sent" if drawn else "not_drawn", 0.3) for key, drawn in lots.items()
    }
    assert Outgoing.objects.count() == sum(lots.values())


def test_a_programme_that_is_paused_asks_nobody_and_goes_on_later(house):
    house.visit("a")
    run(house, NOON)
    by = {"by": house.owner, "now": NOON}
    domain.pause(programme=house.programme, **by)
    with pytest.raises(domain.NotRunning):
        domain.pause(programme=house.programme, **by)
    house.visit("b")
    assert run(house) == 0
    domain.start(programme=house.programme, by=house.owner, now=DUE)
    run(house)
    # The visit that was told meanwhile is of before the new start.
    assert states() == [("sent", "")]


def test_a_visit_told_late_is_asked_about_by_day(house):
    late = NOON.replace(hour=22)
    house.visit("a", now=late)
    run(house, late)
    assert Invitation.objects.get().due_at == NOON.replace(hour=9) + DAY


def test_something_that_fails_is_tried_again_and_given_up(house):
    house.visit("a")
    run(house, NOON)
    house.version.delete()
    for n in range(8):
        run(house, DUE + n * 11 * timedelta(minutes=1))
    assert states() == [("refused", "broken")]
    assert ContactEntry.objects.count() == 0
