import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from cxstats.sums import NOT_ANSWERED, NOT_USED
from heedful.base.outbox.models import OutboxEntry
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.models import Response
from heedful.listen.surveys.domain import close_link, make_link

TICKET = re.compile(r'name="ticket" value="([^"]+)"')


@pytest.fixture
def token(version, location):
    return make_link(version=version, location=location, channel="qr")


@pytest.fixture
def address(token):
    return f"/f/{token}/"


def ticket_of(page):
    return TICKET.search(page.content.decode()).group(1)


def counts():
    return [model.objects.count() for model in (Response, Feedback, OutboxEntry)]


def test_looking_at_the_form_changes_nothing(client, address):
    page = client.get(address)

    assert page.status_code == 200
    assert counts() == [0, 0, 0]
    assert not client.cookies
    assert page.headers["Cache-Control"] == (
        "max-age=0, no-cache, no-store, must-revalidate, private"
    )


def test_an_answer_is_kept_and_the_customer_is_thanked(client, address, location, version):
    ticket = ticket_of(client.get(address))
    given = {
        "ticket": ticket,
        "q-recommend": "4",
        "q-waiting": "1",
        "q-staff": "n",
        "q-comment": "Waited <b>25</b>",
    }

    sent = client.post(address, given, headers={"Accept-Language": "de-AT,en;q=0.5"})

    assert sent.headers["Location"] == f"{address}thanks/"
    assert client.get(f"{address}thanks/").status_code == 200
    feedback = Feedback.objects.get()
    kept = (feedback.scores, feedback.comment, feedback.language, feedback.channel)
    assert kept == ([4, 1, NOT_USED], "Waited <b>25</b>", "de-AT", "qr")
    assert (feedback.location_id, feedback.version_id) == (location.pk, version.pk)
    assert Response.objects.get().answers == {
        "recommend": 4,
        "waiting": 1,
        "staff": "n",
        "comment": "Waited <b>25</b>",
    }
    entry = OutboxEntry.objects.get(topic="feedback.changed")
    assert (entry.topic, entry.key) == ("feedback.changed", feedback.id)
    assert entry.payload["scores"] == [[4, 1, NOT_USED]]


def test_a_form_sent_twice_is_one_answer(client, address):
    given = {"ticket": ticket_of(client.get(address)), "q-recommend": "9"}
    for _ in range(2):
        assert client.post(address, given).status_code == 302
    assert counts() == [1, 1, 2]


def test_two_customers_are_two_answers(client, address):
    for _ in range(2):
        client.post(address, {"ticket": ticket_of(client.get(address)), "q-recommend": "9"})
    assert counts() == [2, 2, 4]


def test_a_missing_answer_is_told_and_the_others_stay(client, address):
    ticket = ticket_of(client.get(address))
    page = client.post(address, {"ticket": ticket, "q-waiting": "2", "q-comment": "<i>Hm</i>"})

    words = page.content.decode()
    assert page.status_code == 422
    assert "Please give an answer." in words
    assert '<input type="radio" name="q-waiting" value="2" checked>' in words
    assert "&lt;i&gt;Hm&lt;/i&gt;</textarea>" in words
    assert ticket_of(page) == ticket
    assert counts() == [0, 0, 0]


def test_a_form_without_a_ticket_of_ours_comes_back_with_one(client, address):
    page = client.post(address, {"ticket": "forged", "q-recommend": "4"})

    assert page.status_code == 422
    assert client.post(address, {"ticket": ticket_of(page), "q-recommend": "4"}).status_code == 302
    assert Feedback.objects.get().scores == [4, NOT_ANSWERED, NOT_ANSWERED]


def test_a_closed_or_unknown_address_is_a_friendly_404(client, address, token):
    ticket = ticket_of(client.get(address))
    close_link(token=token, now=datetime.now(tz=UTC))

    for gone in (address, f"{address}thanks/", "/f/nobody-knows-this/"):
        page = client.get(gone)
        assert (page.status_code, "This survey is closed" in page.content.decode()) == (404, True)
    assert client.post(address, {"ticket": ticket, "q-recommend": "4"}).status_code == 404
    assert counts() == [0, 0, 0]


def test_a_closed_address_speaks_the_customers_language(client, db):
    page = client.get("/f/nobody-knows-this/", headers={"Accept-Language": "ar-EG,en;q=0.5"})
    words = page.content.decode()
    assert '<html lang="ar" dir="rtl">' in words
    assert "هذا الاستبيان مغلق" in words


def test_the_page_weighs_little(client, address):
    page = client.get(address).content
    named = re.findall(rb'(?:href|src)="/static/([^"?]+)', page)
    weights = [Path(finders.find(name.decode())).stat().st_size for name in named]
    assert (len(weights), len(page) + sum(weights) < 50_000) == (5, True)
