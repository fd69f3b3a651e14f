"""A survey by text message: one question a message, in the customer's own time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cxstats.sums import NOT_ANSWERED, NOT_USED
from heedful.base.connectors.incoming.domain import RECEIVED
from heedful.base.connectors.incoming.models import Incoming
from heedful.base.connectors.sending.rules import segments
from heedful.base.customers.domain import find_or_make, would_contact
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.listen.conversations.domain import begin_by_text
from heedful.listen.conversations.models import Conversation
from heedful.listen.conversations.texting import cheap
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.models import Response, Sitting
from heedful.listen.surveys.models import SurveyLink
from tests.listen.conversations.conftest import handle_all, open_link

pytestmark = pytest.mark.django_db

NUMBER = "+4915112345678"
FIRST = (
    "Harbour Street asks about your visit. Reply STOP to end.\nWould you recommend us?\n"
    "Reply 0 to 10 (10 is best)."
)
SECOND = (
    "The waiting time\nReply 1 (very long) to 5 (very short).\nReply n if you did not use it.\n"
    "Reply skip to leave it out."
)
THIRD = "Which meal?\n1 Lunch\n2 Dinner\nReply with a number.\nReply skip to leave it out."
WHY = "What happened?\nReply skip to leave it out."
THANKS = "Thank you. Your answers have arrived."
AGAIN = "Sorry, that was not clear.\n"


def kept(house):
    with within(house[0].pk):
        rows = Feedback.objects.filter(superseded_at=None)
        return [(row.channel, row.scores, row.comment, row.partial) for row in rows]


def answers(house):
    with within(house[0].pk):
        return Response.objects.get().answers


def ended(house):
    with within(house[0].pk):
        return [each.ended for each in Conversation.objects.order_by("begun_at")]


def test_a_word_begins_it_and_every_answer_leads_on(house, keyword, phone):
    assert phone("Harbour!") == [FIRST]
    assert phone("4/10") == [SECOND]
    assert phone("two") == [THIRD]
    assert phone("dinner") == [WHY]
    assert phone("waited 25 minutes") == [THANKS]

    assert kept(house) == [("sms", [4, 2], "waited 25 minutes", False)]
    assert answers(house) == {
        "recommend": 4, "waiting": 2, "meal": "dinner", "why": "waited 25 minutes",
    }  # fmt: skip
    assert ended(house) == ["finished"]
    with within(house[0].pk):
        assert Sitting.objects.count() == 0
        assert set(Incoming.objects.values_list("outcome", flat=True)) == {"survey"}


def test_what_was_not_used_or_skipped_leaves_its_mark_or_none(house, keyword, phone):
    phone("harbour", "9", "n", "skip")
    assert kept(house) == [("sms", [9, NOT_USED], "", False)]
    assert answers(house) == {"recommend": 9, "waiting": "n"}


def test_a_wrong_answer_is_asked_again_twice_and_then_left_out(house, keyword, phone):
    phone("harbour", "9")
    assert phone("what?") == [AGAIN + SECOND]
    assert phone("7") == [AGAIN + SECOND]
    assert phone("the soup") == [THIRD]
    phone("1")
    assert answers(house) == {"recommend": 9, "meal": "lunch"}


def test_what_the_survey_cannot_do_without_ends_it(house, keyword, phone):
    phone("harbour")
    assert phone("hm", "hm", "hm")[-1] == "We stop here. Thank you for what you told us."
    assert (kept(house), ended(house)) == ([], ["left"])


def test_stop_ends_it_at_any_time_and_keeps_what_was_said(house, keyword, phone):
    phone("harbour", "3")
    assert phone("STOP") == ["You will get no more messages from us."]

    assert (kept(house), ended(house)) == ([("sms", [3, NOT_ANSWERED], "", True)], ["stopped"])
    with within(house[0].pk):
        customer = find_or_make(tenant_id=house[0].pk, identities=[("phone", NUMBER)])
    refused = would_contact(
        tenant_id=house[0].pk, customer_id=customer.pk, channel="sms", purpose="survey",
        now=timezone.now(),
    )  # fmt: skip
    assert refused.reason == "opted_out"
    assert phone("2") == []


def test_it_goes_on_hours_later_but_not_after_it_was_kept_as_it_was_left(house, keyword, phone):
    phone("harbour", "3")
    with within(house[0].pk):
        sitting = Sitting.objects.get()
        hours = (sitting.ends_at - sitting.updated_at) / timedelta(hours=1)
    assert (hours, phone("5")) == (48.0, [THIRD])

    with within(house[0].pk):
        Sitting.objects.all().delete()
    assert (phone("1"), ended(house)) == ([], ["left"])


def test_a_message_that_is_handled_twice_is_one_answer(house, keyword, phone):
    phone("harbour", "9")
    with within(house[0].pk):
        key = Incoming.objects.get(text="9").pk
    OutboxEntry.objects.create(tenant=house[0], topic=RECEIVED, key=key)
    handle_all()
    with within(house[0].pk):
        assert Sitting.objects.get().answers == {"recommend": 9}


def test_an_invitation_is_answered_by_a_bare_number(house, survey, phone):
    with within(house[0].pk):
        customer = find_or_make(tenant_id=house[0].pk, identities=[("phone", NUMBER)])
    open_link(house, survey, once=True, customer=customer.pk)

    assert phone("Thank you, see you soon") == []
    assert phone("9") == [SECOND]
    phone("5", "1")

    assert kept(house) == [("sms", [9, 5], "", False)]
    with within(house[0].pk):
        assert Feedback.objects.get().customer_id == customer.pk
    assert SurveyLink.objects.get().used_by is not None
    assert phone("8") == []


def test_who_answered_by_the_link_meanwhile_has_answered_once(house, survey, phone):
    with within(house[0].pk):
        customer = find_or_make(tenant_id=house[0].pk, identities=[("phone", NUMBER)])
    open_link(house, survey, once=True, customer=customer.pk)
    phone("9", "5")
    SurveyLink.objects.update(used_by=customer.pk, used_at=timezone.now())

    assert phone("1") == ["You have answered already. Thank you."]
    assert kept(house) == []


def test_a_new_word_begins_anew_and_keeps_the_other_as_it_was_left(house, survey, keyword, phone):
    phone("harbour", "3")
    with within(house[0].pk):
        account = Conversation.objects.get().account
        begin_by_text(
            link=open_link(house, survey), account=account, peer=NUMBER, now=timezone.now()
        )
    assert (kept(house), ended(house)) == ([("sms", [3, NOT_ANSWERED], "", True)], ["left", ""])


def test_two_customers_do_not_meet(house, keyword, phone):
    phone("harbour", number="+4915100000001")
    phone("harbour", number="+4915100000002")
    phone("3", "1", "1", "slow", number="+4915100000001")
    phone("9", "5", "2", number="+4915100000002")
    assert sorted(kept(house)) == [("sms", [3, 1], "slow", False), ("sms", [9, 5], "", False)]


def test_a_closed_address_asks_nothing(house, survey, keyword, phone):
    SurveyLink.objects.update(closed_at=timezone.now())
    assert phone("harbour") == []


def test_words_are_in_the_organisations_language_where_the_survey_has_it(house, keyword, phone):
    house[0].language = "de"
    house[0].save()
    said = phone("harbour")[0]
    assert said == (
        "Harbour Street fragt nach Ihrem Besuch. STOP beendet.\nWürden Sie uns empfehlen?\n"
        "Antworten Sie mit 0 bis 10 (10 ist am besten)."
    )
    assert (segments(said).alphabet, segments(said).parts) == ("gsm7", 1)


@pytest.mark.parametrize(
    ("text", "cheaper"),
    [("“Soup” – it’s…", '"Soup" - it\'s...'), ("مرحبا – “”", "مرحبا – “”"), ("Zoë – é", "Zoë – é")],
)
def test_typographic_marks_are_plain_where_that_is_cheaper(text, cheaper):
    assert cheap(text) == cheaper
