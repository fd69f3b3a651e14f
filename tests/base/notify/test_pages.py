"""The pages where people say how they are told, who is on duty and which programs hear."""

import json
import re

import pytest

from heedful.base.notify.hooks import Event, emit, make_webhook
from heedful.base.notify.models import (
    Delivery,
    Destination,
    DutyTurn,
    StandIn,
    Webhook,
    WishesOf,
)
from heedful.base.notify.rules import State
from heedful.base.notify.words import why

SUBSCRIPTION = {
    "endpoint": "https://push.example.org/1",
    "keys": {"p256dh": "a", "auth": "b"},
}


@pytest.fixture
def boss(team, client):
    client.force_login(team.boss.user)
    return client


def text(page):
    return page.content.decode()


def test_a_person_says_how_and_when_they_are_told(team, boss):
    asked = {
        "ways_alert": ["push", "sms"],
        "quiet_from": "22:00",
        "quiet_to": "07:30",
        "digest": "daily",
        "digest_at": "08:00",
        "time_zone": "Europe/Berlin",
    }

    assert boss.post("/notices/ways/", asked).status_code == 302

    kept = WishesOf.objects.get()
    assert kept.ways == {"alert": ["push", "sms"], "case": [], "channel": [], "other": []}
    assert (kept.quiet_from, kept.quiet_to, kept.urgent_passes) == (1320, 450, False)
    assert (kept.digest, kept.digest_minute, kept.time_zone) == ("daily", 480, "Europe/Berlin")
    assert 'value="22:00"' in text(boss.get("/notices/ways/"))


@pytest.mark.parametrize(
    "wrong", [{"quiet_from": "22:00"}, {"time_zone": "Mars"}, {"ways_alert": ["pigeon"]}]
)
def test_wishes_that_cannot_be_are_not_kept(team, boss, wrong):
    assert boss.post("/notices/ways/", wrong).status_code == 422
    assert WishesOf.objects.count() == 0


def test_a_number_is_added_tried_out_and_removed(team, boss):
    boss.post("/notices/ways/number/", {"number": "+44 20 7946 0958"})
    way = Destination.objects.get()
    page = text(boss.get("/notices/ways/"))
    assert "…0958" in page
    assert "+4420" not in page

    boss.post(f"/notices/ways/{way.pk}/test/")
    assert "Text message: waiting" in text(boss.get("/notices/"))

    boss.post(f"/notices/ways/{way.pk}/remove/")
    assert Destination.objects.count() == 0


@pytest.mark.parametrize(
    ("path", "data", "sentence"),
    [
        ("number", {"number": "12"}, "Write the number with its country"),
        ("chat", {"address": "nothing://x"}, "No service is known"),
        ("chat", {"address": "mailto://a:b@example.org"}, "not told over the web"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_with_a_sentence(boss, path, data, sentence):
    page = boss.post(f"/notices/ways/{path}/", data)

    assert page.status_code == 422
    assert sentence in text(page)
    assert Destination.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (json.dumps(SUBSCRIPTION), 200),
        ("{", 422),
        ("[]", 422),
        ("null", 422),
        ('{"endpoint": "http://127.0.0.1/"}', 422),
    ],
)
def test_a_browser_subscribes(boss, body, status):
    answer = boss.post("/notices/ways/push/", body, content_type="application/json")

    assert answer.status_code == status
    assert Destination.objects.count() == (status == 200)


def test_the_worker_script_stands_at_the_root(client):
    answer = client.get("/push-worker.js")

    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert b"showNotification" in answer.content


def test_turns_and_stand_ins_are_added_and_removed(team, boss):
    asked = {
        "turn-place": "Harbour Street",
        "turn-person": str(team.manager.pk),
        "turn-days": ["4", "5"],
        "turn-starts": "18:00",
        "turn-ends": "02:00",
    }
    boss.post("/alerts/duty/turn/", asked)
    kept = DutyTurn.objects.order_by("weekday").values_list("weekday", "starts", "ends")
    assert list(kept) == [(4, 1080, 1560), (5, 1080, 1560)]
    away = {"in-person": str(team.manager.pk), "in-by": str(team.boss.pk)}
    boss.post(
        "/alerts/duty/stand-in/",
        {**away, "in-first_day": "2026-11-25", "in-last_day": "2026-11-26"},
    )

    page = text(boss.get("/alerts/duty/"))
    assert re.search(r"Harbour Street</strong>\s*Friday\s*18:00–02:00", page)
    boss.post(f"/alerts/duty/turn/{DutyTurn.objects.first().pk}/remove/")
    boss.post(f"/alerts/duty/stand-in/{StandIn.objects.get().pk}/remove/")
    assert (DutyTurn.objects.count(), StandIn.objects.count()) == (1, 0)
    assert boss.post(f"/alerts/duty/else/{DutyTurn.objects.get().pk}/remove/").status_code == 404


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("turn", {"turn-place": "Nowhere"}),
        ("stand-in", {"in-first_day": "2026-11-26", "in-last_day": "2026-11-25"}),
        ("team", {"team-address": "x"}),
    ],
)
def test_what_cannot_be_is_said(boss, path, data):
    assert boss.post(f"/alerts/duty/{path}/", data).status_code == 422


def test_a_webhook_shows_its_secret_once_and_what_it_was_told(team, boss):
    page = text(boss.post("/settings/webhooks/", {"name": "Till", "url": "https://x.example/h"}))
    secret = re.search(r"whsec_[\w+/=]+", page)[0]
    hook = Webhook.objects.get()
    emit(
        tenant_id=team.tenant.pk,
        events=[Event("alert.raised", {"score": 4}, "1")],
        now=hook.created_at,
    )
    Delivery.objects.update(state=State.FAILED, reason="status_500", attempts=3)

    page = text(boss.get(f"/settings/webhooks/{hook.pk}/"))
    assert "the other side answered 500" in page
    assert "3 tries" in page
    assert secret not in page

    boss.post(f"/settings/webhooks/{hook.pk}/again/", {"since": "2020-01-01T00:00"})
    assert Delivery.objects.get().state == State.WAITING
    for wrong in ("", "yesterday", "2026-13-45T00:00"):
        boss.post(f"/settings/webhooks/{hook.pk}/again/", {"since": wrong})
    assert boss.post(f"/settings/webhooks/{hook.pk}/again/", {"event": "1"}).status_code == 404


@pytest.mark.parametrize("unsure", [1, 3])
def test_events_that_may_have_arrived_are_shown_apart_and_sent_again_by_hand(
    team, boss, unsure, django_assert_num_queries
):
    hook, _secret = make_webhook(
        by=team.boss, name="Till", url="https://x.example", kinds=[], now=team.boss.created_at
    )
    events = [Event("alert.raised", {"score": n}, str(n)) for n in range(4)]
    emit(tenant_id=team.tenant.pk, events=events, now=hook.created_at)
    keys = list(Delivery.objects.values_list("pk", flat=True))
    Delivery.objects.update(state=State.SENT)
    Delivery.objects.filter(pk__in=keys[:unsure]).update(state=State.UNKNOWN, reason="cut_off")
    address = f"/settings/webhooks/{hook.pk}/"

    whole, apart = text(boss.get(address)), text(boss.get(f"{address}?state=unknown"))

    row = '<input type="hidden" name="event"'
    assert (whole.count("nobody knows"), whole.count(row), apart.count(row)) == (1, 4, unsure)
    assert whole.count("unknown whether it was sent") == unsure
    with django_assert_num_queries(18):
        boss.get(f"{address}?state=unknown")
    for one in Delivery.objects.filter(pk__in=keys[:unsure]):
        boss.post(f"{address}again/", {"event": str(one.about_id)})
    assert Delivery.objects.filter(state=State.WAITING).count() == unsure
    assert text(boss.get(address)).count("nobody knows") == 0


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("status_410", "the other side answered 410"),
        ("gone", "nobody is there any more"),
        ("by hand", "by hand"),
        ("cut_off", "we were cut off while it was handed over"),
        ("", ""),
    ],
)
def test_a_reason_is_told_in_words(reason, words):
    assert why(reason) == words


def test_a_webhook_is_switched_off_and_on_and_taken_away(team, boss):
    hook, _secret = make_webhook(
        by=team.boss, name="Till", url="https://x.example", kinds=[], now=team.boss.created_at
    )
    for what, off in (("off", True), ("on", False)):
        boss.post(f"/settings/webhooks/{hook.pk}/{what}/")
        assert (Webhook.objects.get().off_since is not None) is off
    boss.post(f"/settings/webhooks/{hook.pk}/delete/")
    assert Webhook.objects.count() == 0


@pytest.mark.parametrize("n", [1, 3])
def test_duty_takes_as_many_queries_for_many_turns(team, boss, n, django_assert_num_queries):
    for weekday in range(n):
        DutyTurn.objects.create(
            tenant=team.tenant,
            place=team.place,
            member=team.manager,
            weekday=weekday,
            starts=0,
            ends=60,
        )
    with django_assert_num_queries(20):
        boss.get("/alerts/duty/")
