import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from standardwebhooks import Webhook as Receiver

from heedful.base.connectors.secrets import seal
from heedful.base.connectors.sending.models import Due, Outgoing
from heedful.base.notify import hooks, loop, push, reaching, sending, transports
from heedful.base.notify.domain import Message, tell_all
from heedful.base.notify.models import Delivery, Destination, HookEvent, Webhook, WishesOf
from heedful.base.notify.page import told_of
from heedful.base.notify.rules import State, Way
from tests.base.notify.browsers import Subscriber
from tests.base.notify.conftest import HANGS_UP

LATER = timedelta(days=2)


def raised(team, key="1"):
    event = hooks.Event("alert.raised", {"score": 4, "place": "Harbour Street"}, f"alert:{key}")
    hooks.emit(tenant_id=team.tenant.pk, events=[event], now=timezone.now())


def state():
    one = Delivery.objects.get()
    return one.state, one.reason


@pytest.fixture
def hook(team, sink):
    made, secret = hooks.make_webhook(
        by=team.boss, name="Till", url=sink.url("/heedful"), kinds=[], now=timezone.now()
    )
    return made, secret


def test_a_program_is_told_once_and_can_check_who_says_it(team, sink, hook):
    raised(team)
    raised(team)

    assert loop.send_all() == 1

    (heard,) = sink.heard
    told = Receiver(hook[1]).verify(heard.body, heard.headers)
    assert (told["type"], told["data"]) == ("alert.raised", {"score": 4, "place": "Harbour Street"})
    assert heard.path == "/heedful"
    assert state() == (State.SENT, "")
    assert sink.url("/heedful").encode() not in bytes(Webhook.objects.get().sealed_url)


def test_a_program_is_told_only_what_it_wants(team, sink, hook):
    Webhook.objects.update(kinds=["alert.seen"])

    raised(team)

    assert loop.send_all() == 0


def test_a_busy_program_is_told_later_and_as_late_as_it_asks(team, sink, hook):
    sink.answers = [(503, {"retry-after": "120"}), (200, {})]
    raised(team)
    loop.send_all()

    assert state() == (State.WAITING, "status_503")
    waits = Delivery.objects.get().due_at - timezone.now()
    assert timedelta(seconds=110) < waits <= timedelta(seconds=120)

    Delivery.objects.update(due_at=timezone.now())
    loop.send_all()
    assert state() == (State.SENT, "")
    assert len({heard.headers["webhook-id"] for heard in sink.heard}) == 1


@pytest.mark.parametrize(("status", "attempts"), [(410, 0), (500, 9)])
def test_a_program_that_is_gone_or_fails_for_a_day_is_switched_off(
    team, sink, hook, status, attempts
):
    sink.answers = [(status, {})]
    raised(team)
    Delivery.objects.update(attempts=attempts)

    loop.send_all()

    assert state() == (State.FAILED, f"status_{status}")
    off = Webhook.objects.get()
    assert (off.off_since is not None, off.off_reason) == (True, f"status_{status}")
    raised(team, "2")
    assert Delivery.objects.count() == 1


def test_what_failed_is_sent_again_when_a_person_says_so(team, sink, hook):
    sink.answers = [(410, {})]
    raised(team)
    loop.send_all()
    hooks.switch_on(hook=hook[0], by=team.boss, now=timezone.now())

    assert hooks.replay(events=list(HookEvent.objects.all()), now=timezone.now()) == 1
    loop.send_all()

    assert state() == (State.SENT, "")
    assert len(sink.heard) == 2


def test_an_address_inside_is_refused_and_nothing_is_sent(team, sink, hook, settings):
    settings.ALLOW_PRIVATE_ADDRESSES = False
    raised(team)

    loop.send_all()

    assert state() == (State.FAILED, "not_reachable")
    assert sink.heard == []


@pytest.mark.parametrize("way", ["hook", "push"])
def test_what_a_killed_process_had_claimed_is_unknown(team, sink, hook, way):
    raised(team)
    (claimed,) = sending.claim(now=timezone.now(), limit=5)
    assert claimed.delivery.attempts == 1
    Delivery.objects.update(way=way, claimed_at=timezone.now() - timedelta(minutes=5))

    assert loop.send_all() == 0

    assert state() == (State.UNKNOWN, "cut_off")
    assert sink.heard == []


def test_a_program_that_does_not_answer_is_told_again_only_when_a_person_says_so(team, sink, hook):
    sink.answers = [(HANGS_UP, {})]
    raised(team)
    loop.send_all()
    assert state() == (State.UNKNOWN, "no_answer")
    assert loop.send_all() == 0

    assert hooks.replay(events=list(HookEvent.objects.all()), now=timezone.now()) == 1
    loop.send_all()

    assert state() == (State.SENT, "")
    names = [heard.headers["webhook-id"] for heard in sink.heard]
    assert names == [f"msg_{HookEvent.objects.get().pk.hex}"] * 2


def refused(port):
    return "http://127.0.0.1:1/"


def without_tls(port):
    return f"https://127.0.0.1:{port}/"


def without_a_name(port):
    return "https://nobody.invalid/"


@pytest.mark.parametrize(
    ("leads_to", "after"),
    [
        (refused, (State.WAITING, "no_connection")),
        (without_tls, (State.WAITING, "no_connection")),
        (without_a_name, (State.WAITING, "no_connection")),
    ],
)
def test_what_certainly_did_not_leave_is_not_unknown(team, sink, hook, leads_to, after):
    Webhook.objects.update(sealed_url=seal({"url": leads_to(sink.server_port)}))
    raised(team)

    loop.send_all()

    assert state() == after
    assert sink.heard == []


def test_two_senders_never_take_the_same(team, sink, hook):
    for n in range(5):
        raised(team, str(n))

    first = sending.claim(now=timezone.now(), limit=3)
    second = sending.claim(now=timezone.now(), limit=3)

    assert [len(first), len(second)] == [3, 2]
    taken = [one.delivery.pk for one in (*first, *second)]
    assert len(set(taken)) == 5


@pytest.mark.parametrize("number", [1, 3])
def test_many_are_taken_and_written_in_as_many_queries_as_one(
    team, sink, hook, number, django_assert_num_queries
):
    for n in range(number):
        raised(team, str(n))

    with django_assert_num_queries(9):
        claimed = sending.claim(now=timezone.now(), limit=16)
    done = [transports.send(one) for one in claimed]
    with django_assert_num_queries(3):
        sending.write(done, now=timezone.now())

    assert len(sink.heard) == number
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}


def test_what_leads_nowhere_any_more_has_failed(team, sink):
    destination = chat(team, sink)
    tell(team, places=[team.root.pk])
    reaching.remove(destination=destination)

    assert loop.send_all() == 0
    assert list(Delivery.objects.filter(way=Way.CHAT).values_list("state", "reason")) == [
        (State.FAILED, "gone")
    ]


def tell(team, key="alert:1", **fields):
    message = Message(
        members=[team.manager],
        kind="alert",
        title="4 of 10 at Harbour Street",
        text="Waited long",
        path="/alerts/1/",
        key=key,
        **fields,
    )
    return tell_all(tenant_id=team.tenant.pk, messages=[message], now=timezone.now())


def test_mail_is_queued_in_the_same_transaction_and_its_state_is_shown(team):
    (notice,) = tell(team, urgent=True)

    letter = Outgoing.objects.get()
    assert (letter.to, letter.subject) == (team.manager.user.email, "4 of 10 at Harbour Street")
    assert letter.text == "Waited long\n\nhttp://127.0.0.1:8000/alerts/1/"
    assert Due.objects.get().urgent
    assert told_of(member=team.manager, notices=[notice])[0].ways == ["E-mail: waiting"]
    Outgoing.objects.update(state="sent")
    assert told_of(member=team.manager, notices=[notice])[0].ways == [
        "E-mail: sent: the other side took it"
    ]


def test_a_text_message_goes_to_the_number_that_the_person_gave(team):
    WishesOf.objects.create(tenant=team.tenant, member=team.manager, ways={"alert": ["sms"]})
    reaching.add_number(member=team.manager, number="+44 20 7946 0958", now=timezone.now())

    tell(team)

    letter = Outgoing.objects.get()
    assert (letter.channel, letter.to) == ("sms", "+442079460958")


def test_a_digest_is_one_mail_with_everything(team):
    WishesOf.objects.create(tenant=team.tenant, member=team.manager, digest="daily")
    tell(team, "a")
    tell(team, "b")
    assert Outgoing.objects.count() == 0

    assert sending.claim(now=timezone.now() + LATER, limit=10) == []

    letter = Outgoing.objects.get()
    assert letter.subject == "2 notices"
    assert letter.text.count("4 of 10 at Harbour Street\nWaited long") == 2
    assert set(Delivery.objects.values_list("state", "outgoing_id")) == {(State.HANDED, letter.pk)}


@pytest.mark.parametrize("number", ["", "12", "0049", "+44", "call me", "+1 555 " * 40])
def test_what_is_no_number_is_refused(team, number):
    with pytest.raises(reaching.NotAnAddress):
        reaching.add_number(member=team.manager, number=number, now=timezone.now())


def subscribed(team, sink):
    browser = Subscriber(sink.url("/push/1"))
    reaching.add_phone_or_browser(
        member=team.manager,
        subscription=browser.subscription,
        label="Phone",
        now=timezone.now(),
    )
    return browser


def test_a_phone_is_told_what_only_it_can_read_and_by_whom(team, sink):
    from py_vapid import Vapid02

    browser = subscribed(team, sink)
    sink.answers = [(201, {})]
    tell(team)

    assert loop.send_all() == 1

    (heard,) = sink.heard
    assert browser.opened(heard.body) == {
        "title": "4 of 10 at Harbour Street",
        "text": "Waited long",
        "path": "/alerts/1/",
    }
    assert b"Harbour" not in heard.body
    assert Vapid02.verify(heard.headers["authorization"])
    assert heard.headers["authorization"].endswith(f"k={push.public_key()}")
    assert Delivery.objects.get(way=Way.PUSH).state == State.SENT


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_not_told_again(team, sink, status):
    subscribed(team, sink)
    sink.answers = [(status, {})]
    tell(team)
    loop.send_all()

    assert Destination.objects.get().off_since is not None
    tell(team, "alert:2")
    assert Delivery.objects.filter(way=Way.PUSH).count() == 1


@pytest.mark.parametrize(
    "subscription",
    [{}, {"endpoint": "ftp://x"}, {"endpoint": "https://push.example.org/1"},
     {"endpoint": "https://push.example.org/1", "keys": []}],
)  # fmt: skip
def test_what_is_no_subscription_is_refused(team, subscription):
    with pytest.raises(reaching.NotAnAddress):
        reaching.add_phone_or_browser(
            member=team.manager, subscription=subscription, label="x", now=timezone.now()
        )


def chat(team, sink, path="/chat"):
    address = sink.url(path).replace("http://", "json://")
    return reaching.add_chat(place=team.root, address=address, now=timezone.now())


def test_the_team_of_a_group_is_told_in_its_chat(team, sink):
    chat(team, sink)

    tell(team, places=[team.place.pk, team.root.pk])
    tell(team, "alert:2", places=[team.place.pk])
    loop.send_all()

    (heard,) = sink.heard
    told = json.loads(heard.body)
    assert told["title"] == "4 of 10 at Harbour Street"
    assert "Waited long" in told["message"]
    assert Delivery.objects.get(way=Way.CHAT).state == State.SENT


def test_a_chat_address_inside_is_refused_when_it_is_called(team, sink, settings):
    chat(team, sink)
    settings.ALLOW_PRIVATE_ADDRESSES = False
    tell(team, places=[team.root.pk])

    loop.send_all()

    assert sink.heard == []
    assert Delivery.objects.get(way=Way.CHAT).state != State.SENT


@pytest.mark.parametrize(
    "address",
    ["", "hello", "mailto://user:pass@example.org", "syslog://", "dbus://", "file:///etc/passwd"],
)
def test_only_services_of_the_web_are_chats(team, address):
    with pytest.raises(reaching.NotAnAddress):
        reaching.add_chat(place=team.root, address=address, now=timezone.now())


def test_trying_a_chat_out_sends_there_alone(team, sink):
    destination = chat(team, sink)

    reaching.try_out(destination=destination, by=team.boss, now=timezone.now())
    loop.send_all()

    assert [json.loads(one.body)["title"] for one in sink.heard] == ["This is a test from Heedful"]
    assert Outgoing.objects.count() == 0


def test_an_address_is_kept_once_and_unreadable(team, sink):
    chat(team, sink)
    kept = chat(team, sink)

    assert Destination.objects.count() == 1
    assert b"127.0.0.1" not in bytes(kept.sealed)
    assert "127.0.0.1" not in kept.label


def test_signing_is_what_the_standard_says(team, hook):
    """The example of the specification: its secret, id, time and body give its signature."""
    from standardwebhooks import Webhook as Signer

    signer = Signer("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)
    signed = signer.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}')

    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
