"""The page of channels: accounts are kept without showing their secrets; nothing is silent."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from heedful.base.audit.models import AuditEntry
from heedful.base.connectors.accounts.domain import hearing_failed, sending_failed
from heedful.base.connectors.accounts.models import ChannelAccount
from heedful.base.connectors.incoming.domain import Heard, hear
from heedful.base.connectors.incoming.models import Incoming
from heedful.base.connectors.incoming.rules import Outcome
from heedful.base.connectors.secrets import unseal
from heedful.base.connectors.sending.domain import queue
from heedful.base.connectors.sending.models import Due, Outgoing
from heedful.base.notify.hooks import Event, emit, make_webhook
from heedful.base.notify.models import Delivery
from heedful.base.org.models import Node
from heedful.base.tenancy.domain import within
from heedful.listen.conversations.models import EntryPoint
from heedful.listen.surveys.models import SurveyLink
from tests.listen.conversations.conftest import gateway, house, survey  # noqa: F401 - fixtures.
from tests.makers import make_member

pytestmark = pytest.mark.django_db

MAIL = {
    "name": "Our mail", "sender": "guests@harbour.example", "sender_name": "Harbour",
    "smtp_host": "mail.harbour.example", "smtp_port": "465", "smtp_security": "tls",
    "smtp_user": "guests", "smtp_password": "correct-horse", "imap_host": "",
    "imap_port": "993", "imap_security": "tls", "imap_user": "", "imap_password": "battery",
    "imap_folder": "INBOX",
}  # fmt: skip


@pytest.fixture
def client(house):  # noqa: F811
    with within(house[0].pk):
        member = make_member(house[1])
    client = Client()
    client.force_login(member.user)
    client.member = member
    return client


def words(response):
    return " ".join(response.content.decode().split())


def test_an_account_is_added_changed_and_taken_away_without_showing_its_secret(client, house):  # noqa: F811
    answer = client.post(reverse("channel-add", args=["mail"]), MAIL)
    with within(house[0].pk):
        account = ChannelAccount.objects.get()
    assert answer.headers["Location"] == reverse("channel", args=[account.pk])
    page = client.get(reverse("channel", args=[account.pk]))
    assert ("mail.harbour.example" in words(page), "correct-horse" in words(page)) == (True, False)

    client.post(
        reverse("channel", args=[account.pk]),
        MAIL | {"name": "Mail 2", "smtp_password": "", "imap_password": ""},
    )
    with within(house[0].pk):
        account.refresh_from_db()
    secrets = {"smtp_password": "correct-horse", "imap_password": "battery"}
    assert (account.name, unseal(account.sealed)) == ("Mail 2", secrets)

    client.post(reverse("channel-pause", args=[account.pk]))
    assert "switched off" in words(client.get(reverse("channels")))
    client.post(reverse("channel-resume", args=[account.pk]))
    client.post(reverse("channel-remove", args=[account.pk]))
    assert "There is no account yet." in words(client.get(reverse("channels")))
    with within(house[0].pk):
        account.refresh_from_db()
        actions = list(AuditEntry.objects.order_by("at", "id").values_list("action", flat=True))
    assert (bytes(account.sealed), account.options) == (b"", {})
    assert [one for one in actions if one.startswith("channel")] == [
        "channel_added", "channel_changed", "channel_changed", "channel_changed",
        "channel_removed",
    ]  # fmt: skip


def test_two_accounts_have_two_names(client, house):  # noqa: F811
    client.post(reverse("channel-add", args=["mail"]), MAIL)
    answer = client.post(reverse("channel-add", args=["mail"]), MAIL)
    assert (answer.status_code, "Another account has this name." in words(answer)) == (422, True)


def test_a_kind_that_does_not_exist_leads_nowhere(client):
    assert client.get(reverse("channel-add", args=["pigeon"])).status_code == 404


def test_a_test_goes_through_the_account_that_is_tested(client, house, gateway):  # noqa: F811
    client.post(reverse("channel-test", args=[gateway.pk]), {"to": "+49301234567"})
    with within(house[0].pk):
        sent = Outgoing.objects.get()
    assert (sent.account_id, sent.to, sent.channel) == (gateway.pk, "+49301234567", "sms")
    answer = client.post(reverse("channel-test", args=[gateway.pk]), {"to": ""}, follow=True)
    assert "Say where the test shall go to." in words(answer)


@pytest.mark.parametrize(
    ("note", "said"),
    [(sending_failed, "sends nothing: failing since"), (hearing_failed, "blind since")],
)
def test_an_account_in_trouble_says_since_when(client, house, gateway, note, said):  # noqa: F811
    with within(house[0].pk):
        note(account=gateway, reason="The door is closed.", now=timezone.now())
    assert said in words(client.get(reverse("channels")))
    assert "The door is closed." in words(client.get(reverse("channel", args=[gateway.pk])))


def test_the_addresses_for_the_service_are_shown(client, gateway):  # noqa: F811
    page = words(client.get(reverse("channel", args=[gateway.pk])))
    assert f"/hooks/kannel/{unseal(gateway.sealed)['hook']}/message/?from=%p&amp;to=%P" in page


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, []),
        (1, [("1", "event for the webhook “Till” may or may not have arrived.")]),
        (3, [("3", "events for the webhook “Till” may or may not have arrived.")]),
    ],
)
def test_events_for_webhooks_that_may_have_arrived_are_told(client, house, count, told):  # noqa: F811
    now = timezone.now()
    with within(house[0].pk):
        owner = make_member(Node.objects.exclude(pk=house[1].pk).get())
        hook, _secret = make_webhook(
            by=owner, name="Till", url="https://x.example", kinds=[], now=now
        )
        events = [Event("alert.raised", {}, str(number)) for number in range(4)]
        emit(tenant_id=house[0].pk, events=events, now=now)
    keys = Delivery.objects.values_list("pk", flat=True)[:count]
    Delivery.objects.filter(pk__in=list(keys)).update(state="unknown", done_at=now)

    client.force_login(owner.user)
    page = words(client.get(reverse("channels")))

    link = re.escape(f'{reverse("webhook", args=[hook.pk])}?state=unknown">')
    assert re.findall(rf"{link}<span[^>]*>(.*?)</span> (.*?)</a>", page) == told


def fill(house, gateway, count):  # noqa: F811
    states = ["failed", "unknown", "sent"]
    with within(house[0].pk):
        for number in range(count):
            outgoing = queue(
                tenant_id=house[0].pk, channel="sms", to=f"+4930{number}", text="<b>Hi</b>",
                about="x", key=str(number), now=timezone.now(),
            )  # fmt: skip
            Outgoing.objects.filter(pk=outgoing.pk).update(state=states[number], reason="why")
            heard = Heard(
                channel="sms", external_id=str(number), sender=f"+4931{number}",
                text="<script>", outcome=Outcome.UNASSIGNED,
            )  # fmt: skip
            hear(account=gateway, heard=heard, now=timezone.now())
        Due.objects.all().delete()


@pytest.mark.parametrize(("count", "tried"), [(1, 1), (3, 2)])
def test_lists_of_messages(client, house, gateway, count, tried, django_assert_num_queries):  # noqa: F811
    fill(house, gateway, count)
    with django_assert_num_queries(16):
        sent = words(client.get(reverse("channel-messages")))
    with django_assert_num_queries(14):
        heard = words(client.get(reverse("channel-heard")))
    assert (sent.count("Send it again"), heard.count("Mark as looked after")) == (tried, count)
    assert ("<b>Hi" in sent, "<script>Hi" in heard, "&lt;script&gt;" in heard) == (
        False, False, True,
    )  # fmt: skip


def test_lists_are_narrowed_by_address_state_and_channel(client, house, gateway):  # noqa: F811
    fill(house, gateway, 3)
    at = reverse("channel-messages")
    found = {
        query: words(client.get(f"{at}?{query}")).count('<strong dir="auto">')
        for query in ("q=49301", "state=failed", "channel=sms", "channel=email", "state=nonsense")
    }
    assert found == {
        "q=49301": 1, "state=failed": 1, "channel=sms": 3, "channel=email": 0,
        "state=nonsense": 3,
    }  # fmt: skip


def test_what_failed_is_tried_again_and_what_nobody_waited_for_is_looked_after(
    client, house, gateway  # noqa: F811
):  # fmt: skip
    fill(house, gateway, 1)
    with within(house[0].pk):
        key, heard = Outgoing.objects.get().pk, Incoming.objects.get()
    client.post(reverse("channel-again", args=[key]))
    assert Due.objects.get().outgoing_id == key
    client.post(reverse("channel-again", args=[key]))
    assert Due.objects.count() == 1
    client.post(reverse("channel-done", args=[heard.pk]))
    with within(house[0].pk):
        heard.refresh_from_db()
    assert heard.outcome == Outcome.DONE


def test_words_of_links_to_sign_in_are_not_shown(client, house):  # noqa: F811
    with within(house[0].pk):
        queue(
            tenant_id=house[0].pk, channel="email", to="a@b.example", text="https://x/secret",
            about="account", key="x", now=timezone.now(),
        )  # fmt: skip
    assert "https://x/secret" not in words(client.get(reverse("channel-messages")))


def test_a_word_begins_a_survey_until_it_is_ended(client, house, survey):  # noqa: F811
    given = {
        "channel": "sms", "word": "Harbour!", "questionnaire": survey.questionnaire_id,
        "place": house[1].code,
    }  # fmt: skip
    client.post(reverse("channel-entry-add"), given)
    with within(house[0].pk):
        entry = EntryPoint.objects.get()
    assert entry.word == "harbour"
    assert "HARBOUR" in words(client.get(reverse("channels")))

    again = client.post(reverse("channel-entry-add"), given)
    assert (again.status_code, "begins by this already" in words(again)) == (422, True)
    two = client.post(reverse("channel-entry-add"), given | {"word": "two words"})
    assert "Write one word" in words(two)

    client.post(reverse("channel-entry-close", args=[entry.pk]))
    with within(house[0].pk):
        assert EntryPoint.objects.count() == 0
    assert SurveyLink.objects.get().closed_at is not None
