"""A message is sent once, or it is known that nobody can know."""

import threading
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.conf import settings
from django.utils import timezone

from heedful.base.connectors.accounts.models import ChannelAccount
from heedful.base.connectors.errors import Later
from heedful.base.connectors.incoming.models import Incoming
from heedful.base.connectors.sending import claiming, domain, loop
from heedful.base.connectors.sending.claiming import Sent
from heedful.base.connectors.sending.domain import NothingToSend, queue, send_again, withdraw
from heedful.base.connectors.sending.models import Due, Outgoing, State
from heedful.base.connectors.sending.rules import CLAIM_LASTS, LAST_ATTEMPT
from heedful.base.tenancy.domain import within
from heedful.ops.processes import wait_until

pytestmark = pytest.mark.django_db


def wish(tenant, key="one", **values):
    with within(tenant.pk):
        return queue(
            tenant_id=tenant.pk,
            key=key,
            about="test",
            now=timezone.now(),
            **{
                "channel": "email",
                "to": "ada@guests.example",
                "subject": "Your table – 20:00",
                "text": "Grüße\n.hidden dot\n",
                **values,
            },
        )


def state(outgoing):
    with within(outgoing.tenant_id):
        outgoing.refresh_from_db()
    return (outgoing.state, outgoing.reason)


def due():
    return Due.objects.count()


def test_a_mail_leaves_with_the_headers_that_let_others_file_and_refuse_it(tenant, mail, box):
    outgoing = wish(tenant, html="<p>Grüße</p>", unsubscribe="https://h.example/u/1")

    assert (loop.send_all(), state(outgoing), due()) == (1, ("sent", ""), 0)
    (letter,) = box.letters
    read = message_from_bytes(letter.content, policy=default)
    assert (letter.mail_from, letter.rcpt_tos) == ("guests@harbour.example", [outgoing.to])
    assert read["Subject"] == "Your table – 20:00"
    assert read["From"] == "Harbour Table <guests@harbour.example>"
    assert read["Message-ID"] == f"<{outgoing.pk.hex}@harbour.example>" == outgoing.external_id
    assert read["Reply-To"] == f"guests+{outgoing.pk.hex}@harbour.example"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["List-Unsubscribe"] == "<https://h.example/u/1>"
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read.get_body(("plain",)).get_content().split() == ["Grüße", ".hidden", "dot"]
    assert read.get_body(("html",)).get_content().strip() == "<p>Grüße</p>"
    with within(tenant.pk):
        mail.refresh_from_db()
    assert (mail.last_sent_at is not None, mail.failing_since) == (True, None)


def test_a_connection_serves_the_next_mail_too(tenant, mail, box):
    for number in range(3):
        wish(tenant, key=str(number))

    assert (loop.send_all(), len(box.letters), box.connections) == (3, 3, 1)


@pytest.mark.parametrize("number", [1, 3])
def test_many_are_taken_and_written_in_as_many_queries_as_one(
    tenant, mail, box, number, django_assert_num_queries
):
    wishes = [wish(tenant, key=str(each)) for each in range(number)]

    with django_assert_num_queries(9):
        claimed = claiming.claim(now=timezone.now(), limit=16)
    sent = [loop.send(each) for each in claimed]
    with django_assert_num_queries(7):
        loop.write(sent)

    assert {state(each) for each in wishes} == {("sent", "")}
    assert len(box.letters) == number


def test_a_server_that_ended_the_connection_is_called_again(tenant, mail, box, monkeypatch):
    monkeypatch.setattr("heedful.base.connectors.mail.smtp.FRESH_FOR", 0.0)
    for number in range(2):
        wish(tenant, key=str(number))
        loop.send_all()
        box.server.transport.close()

    assert (len(box.letters), box.connections) == (2, 2)


def test_one_that_comes_later_is_not_taken_back_from_unknown(tenant, mail):
    outgoing = wish(tenant)
    now = timezone.now()
    (claimed,) = claiming.claim(now=now, limit=5)
    claiming.claim(now=now + CLAIM_LASTS * 2, limit=5)

    loop.write([loop.NotYet(claimed, Later("busy"))])

    assert (state(outgoing)[0], due()) == ("unknown", 0)


def test_asked_for_twice_it_is_one(tenant, mail, box):
    first, second = wish(tenant, text="first"), wish(tenant, text="second")

    assert (first.pk, due()) == (second.pk, 1)
    assert second.text == "first"


def test_without_an_account_it_is_kept_and_can_be_sent_later(tenant, box, request):
    outgoing = wish(tenant)
    loop.send_all()
    assert (state(outgoing), due()) == (("kept", ""), 0)

    request.getfixturevalue("mail")
    with within(tenant.pk):
        send_again(outgoing=outgoing, now=timezone.now())
    loop.send_all()

    assert state(outgoing) == ("sent", "")
    with within(tenant.pk), pytest.raises(NothingToSend):
        send_again(outgoing=outgoing, now=timezone.now())


def test_the_operators_server_is_used_where_there_is_no_account(tenant, box, settings):
    settings.MAIL_URL, settings.MAIL_FROM = f"smtp://127.0.0.1:{box.port}", "us@heedful.example"

    outgoing = wish(tenant)
    loop.send_all()

    assert state(outgoing) == ("sent", "")
    assert box.letters[0].mail_from == "us@heedful.example"


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"to_recipient": "550 no such user"}, ("failed", "said 550: no such user", 0)),
        ({"to_recipient": "451 come back"}, ("waiting", "said 451: come back", 1)),
        ({"to_text": "554 spam"}, ("failed", "said 554: spam", 0)),
        ({"to_text": "452 full"}, ("waiting", "said 452: full", 1)),
        ({"cut": True}, ("unknown", "broke after the mail was handed over", 0)),
    ],
)
def test_what_the_server_says_decides(tenant, mail, box, answers, found):
    for name, value in answers.items():
        setattr(box, name, value)
    outgoing = wish(tenant)
    loop.send_all()

    now_is, reason = state(outgoing)
    assert (now_is, found[1] in reason, due()) == (found[0], True, found[2])


def test_a_server_that_is_away_is_tried_later_and_then_given_up(tenant, mail):
    with within(tenant.pk):
        mail.options["smtp_port"] = 9
        mail.save()
    outgoing = wish(tenant)
    for _each in range(LAST_ATTEMPT):
        loop.send_all()
        Due.objects.update(due_at=timezone.now())

    assert (state(outgoing)[0], outgoing.attempts, due()) == ("failed", LAST_ATTEMPT, 0)
    with within(tenant.pk):
        assert ChannelAccount.objects.get().failing_since is not None


def test_an_address_at_which_nobody_is_is_told_as_a_bounce(tenant, mail, box):
    box.to_recipient = "550 5.1.1 no such user"
    outgoing = wish(tenant)
    loop.send_all()

    assert state(outgoing)[0] == "failed"
    with within(tenant.pk):
        rows = Incoming.objects.values_list("kind", "sender", "outgoing_id")
        assert list(rows) == [("bounce", "ada@guests.example", outgoing.pk)]


def test_an_address_that_is_none_fails_at_once(tenant, mail):
    outgoing = wish(tenant, to="ada\r\nBcc: all@guests.example")
    loop.send_all()

    assert state(outgoing) == ("failed", "This is not a mail address.")


def test_a_typed_host_inside_the_network_is_not_called(tenant, mail, box, settings):
    settings.ALLOW_PRIVATE_ADDRESSES = False
    outgoing = wish(tenant)
    loop.send_all()

    now_is, reason = state(outgoing)
    assert (now_is, "HEEDFUL_ALLOW_PRIVATE_ADDRESSES" in reason) == ("waiting", True)
    assert (outgoing.attempts, box.letters) == (0, [])


def test_a_refused_account_is_left_alone_for_a_while(tenant, mail, settings):
    settings.ALLOW_PRIVATE_ADDRESSES = False
    wish(tenant)
    loop.send_all()
    second = wish(tenant, key="two")
    loop.send_all()

    with within(tenant.pk):
        assert ChannelAccount.objects.get().quiet_until > timezone.now()
    assert (state(second)[0], second.attempts) == ("waiting", 0)


def test_a_claim_of_a_process_that_died_is_told_as_unknown(tenant, mail, box):
    outgoing = wish(tenant)
    now = timezone.now()
    (claimed,) = claiming.claim(now=now, limit=5)
    assert state(outgoing)[0] == "sending"

    assert claiming.claim(now=now + timedelta(seconds=1), limit=5) == []
    assert claiming.claim(now=now + CLAIM_LASTS * 2, limit=5) == []
    assert (state(outgoing)[0], due(), box.letters) == ("unknown", 0, [])

    loop.write([Sent(claimed, "<x>")])
    assert state(outgoing)[0] == "sent"


def test_reports_come_in_any_order_and_twice(tenant, mail):
    outgoing = wish(tenant)
    now = timezone.now()
    (claimed,) = claiming.claim(now=now, limit=5)
    ids = {"tenant_id": tenant.pk, "outgoing_id": outgoing.pk}
    with within(tenant.pk):
        domain.has_arrived(**ids, now=now)
        domain.has_arrived(**ids, now=now + timedelta(hours=1))
        claiming.were_sent(sent=[Sent(claimed, "<x>")], now=now)

    assert (state(outgoing)[0], outgoing.delivered_at, outgoing.sent_at) == ("delivered", now, now)
    with within(tenant.pk):
        assert domain.has_bounced(**ids, reason="late") is False


def test_a_bounce_is_news_once(tenant, mail):
    outgoing = wish(tenant)
    loop.send_all()
    with within(tenant.pk):
        ids = {"tenant_id": tenant.pk, "outgoing_id": outgoing.pk}
        assert [domain.has_bounced(**ids, reason="no such user") for _each in "12"] == [True, False]
    assert state(outgoing) == ("failed", "no such user")


def test_what_is_not_under_way_can_be_withdrawn(tenant, mail):
    wish(tenant)
    with within(tenant.pk):
        assert withdraw(tenant_id=tenant.pk, key="one") is True
        assert withdraw(tenant_id=tenant.pk, key="one") is False
        assert Outgoing.objects.count() == 0
    wish(tenant)
    claiming.claim(now=timezone.now(), limit=1)
    with within(tenant.pk):
        assert withdraw(tenant_id=tenant.pk, key="one") is False


def test_it_waits_for_its_time_and_urgent_ones_go_first(tenant, mail, box):
    later = wish(tenant, key="later", not_before=timezone.now() + timedelta(hours=1))
    wish(tenant, key="calm", subject="calm")
    wish(tenant, key="urgent", subject="urgent", urgent=True)
    loop.send_all()

    subjects = [message_from_bytes(each.content)["Subject"] for each in box.letters]
    assert subjects == ["urgent", "calm"]
    assert state(later)[0] == State.WAITING


@pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
def test_the_loop_sends_within_a_moment_and_each_once(tenant, mail, box):
    stop = threading.Event()
    loops = [threading.Thread(target=loop.run_until, args=(stop,)) for _each in range(2)]
    for each in loops:
        each.start()
    wishes = [wish(tenant, key=str(number)) for number in range(20)]
    assert wait_until(lambda: not due(), seconds=60)
    stop.set()
    for each in loops:
        each.join()

    assert len(box.letters) == 20
    assert {state(each)[0] for each in wishes} == {"sent"}
