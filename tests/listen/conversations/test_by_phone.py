"""A survey by telephone: keys answer, words are recorded, and hanging up keeps what was said."""

import pytest
from django.test import Client
from django.utils import timezone

from cxstats.sums import NOT_ANSWERED, NOT_USED
from heedful.base.connectors.accounts.domain import add_account
from heedful.base.connectors.sending.domain import queue
from heedful.base.tenancy.domain import within
from heedful.listen.conversations.models import Conversation, EntryPoint, Recording
from heedful.listen.feedback.models import Feedback
from heedful.listen.surveys.domain import make_link
from heedful.listen.surveys.rules import token_hash
from tests.listen.conversations.calling import Telephone

pytestmark = pytest.mark.django_db

HELLO = (
    "Hello. Harbour Street would like to ask you a few questions about your visit. Please answer"
    " with the keys of your telephone."
)
FIRST = [
    "Would you recommend us?",
    "Key in a number from 0 to 10, then the hash key. 10 is best.",
    "Press star to hear it again.",
]
SECOND = [
    "The waiting time",
    "Press a key from 1, very long, to 5, very short.",
    "Press 9 if you did not use it.",
    "Press star to hear it again.",
]
THIRD = [
    "Which meal?",
    "For Lunch, press 1.",
    "For Dinner, press 2.",
    "Press star to hear it again.",
]
WHY = ["What happened?", "Please say it after the tone, then press the hash key."]
AGAIN = "Sorry, I did not understand."
THANKS = ["Thank you. Your answers have arrived. Goodbye."]
CLOSED = ["No answers are collected at this number at the moment. Goodbye."]


@pytest.fixture
def line(house):
    with within(house[0].pk):
        return add_account(
            tenant=house[0], kind="twilio", name="Calls", channels=["call"],
            options={"sid": "AC1", "sender": "+4930123"}, secrets={"token": "secret-token"},
            now=timezone.now(),
        )  # fmt: skip


@pytest.fixture
def telephone(house, survey, line):
    """Whoever calls +4930123 is asked about Harbour Street."""
    with within(house[0].pk):
        token = make_link(version=survey, location=house[1], channel="phone")
        EntryPoint.objects.create(
            tenant=house[0], channel="phone", word="4930123", link_hash=token_hash(token),
            created_at=timezone.now(),
        )  # fmt: skip
    return Telephone(line)


def kept(house):
    with within(house[0].pk):
        rows = Feedback.objects.filter(superseded_at=None)
        return [(row.channel, row.scores, row.comment, row.partial) for row in rows]


def test_a_whole_call(house, telephone):
    assert telephone.dial() == [HELLO, *FIRST]
    assert telephone.waits.attrib["numDigits"] == "2"
    assert telephone.press("4") == SECOND
    assert (telephone.waits.get("numDigits"), telephone.waits.get("finishOnKey")) == ("1", "")
    assert telephone.press("2") == THIRD
    assert telephone.press("2") == WHY
    assert telephone.waits.tag == "Record"
    assert (telephone.speak(), telephone.is_over) == (THANKS, True)
    assert telephone.hang_up() == 204

    assert kept(house) == [("phone", [4, 2], "", False)]
    with within(house[0].pk):
        row = Recording.objects.get()
        assert (row.asked, row.seconds, row.source) == (
            "What happened?", 7, "https://api.twilio.com/r/RE1",
        )  # fmt: skip


def test_nine_says_not_used_and_silence_leaves_out(house, telephone):
    telephone.dial()
    telephone.press("10")
    telephone.press("9")
    assert telephone.press("") == [AGAIN, *THIRD]
    assert telephone.press("7") == [AGAIN, *THIRD]
    assert telephone.press("") == THANKS
    assert kept(house) == [("phone", [10, NOT_USED], "", False)]


def test_star_repeats_and_costs_nothing(house, telephone):
    telephone.dial()
    for _each in range(5):
        assert telephone.press("*") == FIRST
    assert telephone.press("11") == [AGAIN, *FIRST]


def test_whoever_says_nothing_to_what_is_needed_is_let_go(house, telephone):
    telephone.dial()
    for _each in range(2):
        telephone.press("")
    assert telephone.press("") == ["We stop here. Thank you for what you told us. Goodbye."]
    assert (telephone.is_over, kept(house)) == (True, [])


def test_hanging_up_keeps_what_was_answered(house, telephone):
    telephone.dial()
    telephone.press("3")
    assert [telephone.hang_up(), telephone.hang_up()] == [204, 204]
    assert kept(house) == [("phone", [3, NOT_ANSWERED], "", True)]
    assert telephone.press("2") == CLOSED


def test_a_step_that_comes_twice_changes_nothing(house, telephone):
    telephone.dial()
    first = telephone.action
    telephone.press("3")
    assert telephone.go(first, Digits="10") == SECOND
    assert telephone.dial() == SECOND
    telephone.press("1")
    telephone.press("1")
    telephone.go(telephone.action)
    assert kept(house) == [("phone", [3, 1], "", False)]


def test_nobody_speaks_after_the_tone(house, telephone):
    telephone.dial()
    telephone.press("3")
    telephone.press("3")
    telephone.press("1")
    assert telephone.go(telephone.action) == THANKS
    with within(house[0].pk):
        assert Recording.objects.count() == 0


def test_we_call_and_the_survey_is_named_by_what_was_queued(house, survey, line):
    with within(house[0].pk):
        token = make_link(version=survey, location=house[1], channel="call", once=True)
        wish = queue(
            tenant_id=house[0].pk, channel="call", to="+4915112345678", text=token, about="x",
            key="x", now=timezone.now(),
        )  # fmt: skip
    telephone = Telephone(line)
    assert telephone.picks_up(wish.pk) == [HELLO, *FIRST]
    for digits in ("9", "5", "1"):
        telephone.press(digits)
    assert (telephone.said, kept(house)) == (THANKS, [("phone", [9, 5], "", False)])

    again = Telephone(line, call_id="CA2")
    assert (again.picks_up(wish.pk), again.is_over) == (CLOSED, True)


def test_a_number_at_which_nothing_is_asked_says_so(house, line):
    assert Telephone(line).dial() == CLOSED


def test_calls_of_another_account_are_not_gone_on_with(house, telephone, line):
    telephone.dial()
    with within(house[0].pk):
        other = add_account(
            tenant=house[0], kind="twilio", name="Other", channels=["call"], options={},
            secrets={"token": "other"}, now=timezone.now(),
        )  # fmt: skip
    stranger = Telephone(other)
    stranger.action = telephone.action.replace(telephone.secret, stranger.secret)
    assert stranger.press("9") == CLOSED
    with within(house[0].pk):
        assert Conversation.objects.get().ended_at is None


def test_steps_that_are_not_signed_are_refused(house, telephone):
    telephone.dial()
    assert Client().post(telephone.action, {"CallSid": "CA1", "Digits": "9"}).status_code == 403
    telephone.token = "wrong"
    assert telephone.post(telephone.action, Digits="9").status_code == 403
    assert telephone.post(telephone.action.replace("/step/", "/said/")).status_code == 403


def test_words_that_xml_has_no_place_for_are_spoken_without_them(house, telephone):
    house[1].name = "Caf\x0b\x00 <&>"
    house[1].name = house[1].name.replace("\x00", "")
    with within(house[0].pk):
        house[1].save()
    assert telephone.dial()[0].startswith("Hello. Caf  <&> would like")
