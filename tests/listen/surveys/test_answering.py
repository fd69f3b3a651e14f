"""A survey of every kind of question in a browser without scripts."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import msgspec
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from cxstats.scores import NOT_ANSWERED, NOT_USED
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.models import Picture, Response, Sitting
from heedful.listen.responses.pictures import path_of
from heedful.listen.surveys.definition import AtMost, Ending, Page, Theme
from heedful.listen.surveys.domain import make_link, publish_definition
from heedful.listen.surveys.models import SurveyLink
from tests.listen.surveys.definition.examples import (
    EVERYTHING,
    LIKELY,
    MORE,
    ORDER,
    ROOM,
    STAFF,
    WHY,
)
from tests.listen.surveys.test_views import ticket_of
from tests.makers import make_node, make_tenant

SHORT = msgspec.structs.replace(
    EVERYTHING, pages=(Page("all", (LIKELY, WHY, STAFF, MORE)),), one_page=True
)

TEN = msgspec.structs.replace(
    SHORT,
    pages=(
        Page(
            "all",
            (LIKELY, *(msgspec.structs.replace(STAFF, code=f"d{n}") for n in range(8)), MORE),
        ),
    ),
)


@pytest.fixture
def publish(tenant, location):
    def published(definition, **link):
        version = publish_definition(
            tenant=tenant, definition=definition, questionnaire_name="Visit", version_name="1"
        )
        return f"/f/{make_link(version=version, location=location, **link)}/"

    return published


def follow(client, sent):
    assert sent.status_code == 302, sent.content.decode()
    return client.get(sent.headers["Location"])


def jpeg(size=(4000, 30), **more):
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, "JPEG", **more)
    return SimpleUploadedFile("../../x.php", out.getvalue(), "text/html")


def test_a_whole_survey_is_answered_page_by_page(client, publish):
    address = publish(EVERYTHING)
    page = client.get(f"{address}?table=12&lang=de")
    assert "Empfehlen Sie uns weiter?" in page.content.decode()
    ticket = ticket_of(page)
    first = client.post(f"{address}?table=12&lang=de", {"ticket": ticket, "q-likely": "4"})

    # The answer adds a question to this page; then it goes on.
    page = follow(client, first)
    words = page.content.decode()
    assert "What went wrong at Pier?" in words
    here = page.wsgi_request.get_full_path()
    page = follow(client, client.post(here, {"ticket": ticket, "q-likely": "4", "q-why": "Cold"}))
    assert "Seite 2 von 4" in page.content.decode() or "2" in page.content.decode()

    drawn = re.findall(r'name="(q-[a-z]+)"', page.content.decode())
    rated = dict.fromkeys(drawn, "2")
    here = page.wsgi_request.get_full_path()
    page = follow(client, client.post(here, {"ticket": ticket, **rated}))
    given = {
        "q-main": "other",
        "q-main:words": "Stew",
        "q-all": ["soup", "fish"],
        "q-order:soup": "2",
        "q-order:fish": "1",
        "q-order:cake": "",
    }
    here = page.wsgi_request.get_full_path()
    page = follow(client, client.post(here, {"ticket": ticket, **given}))
    here = page.wsgi_request.get_full_path()
    last = {"q-guests": "2", "q-day": "2026-11-24", "q-more": "", "q-agree": "yes"}
    # Consent opens the question for an address; sent again with it, the survey ends.
    page = follow(client, client.post(here, {"ticket": ticket, **last}))
    assert 'name="q-reach:email"' in page.content.decode()
    here = page.wsgi_request.get_full_path()
    reach = {"q-reach:name": "Ann", "q-reach:email": "ann@example.org", "q-reach:phone": ""}
    sent = client.post(here, {"ticket": ticket, **last, **reach, "q-photo:new": jpeg()})

    thanks = follow(client, sent)
    assert "We are sorry." in thanks.content.decode()
    kept = Feedback.objects.get()
    answers = Response.objects.get().answers
    photo = Picture.objects.get()
    assert answers == {
        "likely": 4,
        "why": "Cold",
        "table": 12,
        **{name[2:]: 2 for name in drawn},
        "main": "other=Stew",
        "all": ["fish", "soup"],
        "order": ["fish", "soup"],
        "guests": 2,
        "day": "2026-11-24",
        "agree": True,
        "reach": {"name": "Ann", "email": "ann@example.org"},
        "photo": photo.pk.hex,
    }
    assert (kept.scores[0], kept.comment, kept.language) == (4, "Cold", "de")
    assert photo.form_id == kept.id
    assert Sitting.objects.count() == 0


def test_back_keeps_what_was_answered(client, publish):
    address = publish(EVERYTHING)
    ticket = ticket_of(client.get(address))
    page = follow(client, client.post(address, {"ticket": ticket, "q-likely": "9"}))
    query = parse_qs(urlsplit(page.wsgi_request.get_full_path()).query)
    assert query == {"form": [ticket], "page": ["items"]}
    back = client.post(page.wsgi_request.get_full_path(), {"ticket": ticket, "back": "1"})
    page = follow(client, back)

    assert 'name="q-likely" value="9" checked' in page.content.decode()
    assert Sitting.objects.get().answers["likely"] == 9


def test_nobody_goes_on_with_a_form_without_its_ticket(client, publish):
    address = publish(EVERYTHING)
    ticket = ticket_of(client.get(address))
    client.post(address, {"ticket": ticket, "q-likely": "9"})
    begun = Sitting.objects.get()

    for forged in (str(begun.pk), ticket[:-1], ticket.replace(ticket[0], "f")):
        page = client.get(f"{address}?form={forged}&page=first")
        assert "checked" not in page.content.decode()
        assert client.post(address, {"ticket": forged, "q-likely": "1"}).status_code == 422
    assert Sitting.objects.get().answers == begun.answers
    other = client.get(f"{publish(SHORT)}?form={ticket}")
    assert ticket_of(other) != ticket


def test_one_page_asks_once_more_where_an_answer_calls_for_it(client, publish):
    address = publish(SHORT)
    ticket = ticket_of(client.get(address))
    page = client.post(address, {"ticket": ticket, "q-likely": "2", "q-staff": "n"})
    words = page.content.decode()
    assert (page.status_code, "One more question about what you said." in words) == (200, True)
    assert Sitting.objects.count() == 0
    shown = re.findall(r'name="shown" value="([^"]+)"', words)
    assert shown == ["likely", "why", "staff", "more"]
    again = {"ticket": ticket, "q-likely": "2", "q-staff": "n", "q-why": "Slow", "shown": shown}
    client.post(address, again)

    kept = Feedback.objects.get()
    assert (kept.scores, kept.comment) == ([2, NOT_USED], "Slow")


def test_an_address_preselects_and_sends_nothing(client, publish):
    address = publish(SHORT)
    page = client.get(f"{address}?a=9")
    assert 'name="q-likely" value="9" checked' in page.content.decode()
    assert client.get(f"{address}?a=<script>").status_code == 200
    assert (Feedback.objects.count(), Sitting.objects.count()) == (0, 0)


def test_a_link_for_one_answer_says_so_when_it_is_used(client, publish):
    address = publish(SHORT, once=True)
    one, other = (ticket_of(client.get(address)) for _ in range(2))
    given = {"ticket": one, "q-likely": "9"}
    thanks = follow(client, client.post(address, given))
    assert "Thank you." in thanks.content.decode()

    assert client.get(address).status_code == 410
    late = client.post(address, {"ticket": other, "q-likely": "0"})
    assert (late.status_code, "You have answered already" in late.content.decode()) == (410, True)
    assert Feedback.objects.count() == 1


def test_a_link_ends(client, publish):
    address = publish(SHORT, expires_at=datetime.now(tz=UTC) - timedelta(seconds=1))
    page = client.get(address)
    assert (page.status_code, "This survey has ended" in page.content.decode()) == (410, True)


def test_who_answered_is_known_from_the_link(client, publish, tenant):
    visit = uuid4()
    address = publish(SHORT, visit=visit, facts={"table": "7"})
    client.post(address, {"ticket": ticket_of(client.get(address)), "q-likely": "9"})
    assert Feedback.objects.get().visit_id == visit


def test_only_sites_that_are_named_show_it_in_a_frame(client, publish):
    alone = client.get(publish(SHORT))
    assert "frame-ancestors 'none'" in alone.headers["Content-Security-Policy"]
    assert alone.headers["X-Frame-Options"] == "DENY"
    framed = client.get(publish(SHORT, sites=["https://shop.example"]))
    assert (
        "frame-ancestors https://shop.example;" in framed.headers["Content-Security-Policy"] + ";"
    )
    assert "X-Frame-Options" not in framed.headers


def test_a_kiosk_shows_everything_at_once_and_numbers_what_it_sends_later(client, publish):
    address = publish(EVERYTHING, channel="kiosk")
    page = client.get(address)
    words = page.content.decode()
    assert ('name="q-likely"' in words, 'name="q-day"' in words) == (True, True)
    ticket = ticket_of(page)
    for again in ("1", "4294967295", "4294967295"):
        sent = {"ticket": ticket, "q-likely": "9", "again": again, "ago": "3", "later": "1"}
        assert client.post(address, sent).status_code == 302
    rows = list(Feedback.objects.order_by("occurred_at"))
    assert [(row.scores[0], row.channel) for row in rows] == [(9, "kiosk")] * 2
    assert 'http-equiv="refresh"' in client.get(f"{address}thanks/").content.decode()


def test_what_is_left_is_kept_once(client, publish):
    address = publish(SHORT)
    ticket = ticket_of(client.get(address))
    part = {"ticket": ticket, "q-likely": "3"}
    assert client.post(f"{address}left/", part).status_code == 204
    assert Sitting.objects.get().answers == {"likely": 3}
    assert client.post(f"{address}left/", {"ticket": "forged"}).status_code == 422
    shown = ["likely", "why", "staff", "more"]
    client.post(address, {**part, "q-staff": "5", "q-why": "x", "shown": shown})
    assert Sitting.objects.count() == 0
    client.post(f"{address}left/", part)
    assert (Sitting.objects.count(), Feedback.objects.count()) == (0, 1)


def test_a_picture_is_drawn_anew_and_is_nobody_elses(client, publish):
    definition = msgspec.structs.replace(
        EVERYTHING, pages=(Page("all", (LIKELY, EVERYTHING.pages[3].questions[-1])),), one_page=True
    )
    address = publish(definition)
    ticket = ticket_of(client.get(address))
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    sent = {"ticket": ticket, "q-likely": "9", "q-photo:new": jpeg(exif=exif)}
    client.post(address, sent)
    picture = Picture.objects.get()
    content = path_of(picture).read_bytes()
    with Image.open(BytesIO(content)) as drawn:
        assert (drawn.format, drawn.size, len(drawn.getexif())) == ("JPEG", (2048, 15), 0)
    assert b"secret place" not in content

    other = ticket_of(client.get(address))
    client.post(address, {"ticket": other, "q-likely": "9", "q-photo": picture.pk.hex})
    assert [one.answers.get("photo") for one in Response.objects.order_by("received_at")] == [
        picture.pk.hex,
        None,
    ]
    for bad in (b"<svg onload='alert(1)'/>", b"", b"GIF89a"):
        file = SimpleUploadedFile("a.jpg", bad or b" ", "image/jpeg")
        page = client.post(address, {"ticket": other, "q-likely": "9", "q-photo:new": file})
        assert (page.status_code, "Please choose a photo" in page.content.decode()) == (422, True)


def test_another_photo_takes_the_place_of_the_first(client, publish):
    photo = EVERYTHING.pages[3].questions[-1]
    pages = (Page("all", (LIKELY, photo)),)
    address = publish(msgspec.structs.replace(EVERYTHING, pages=pages, one_page=True))
    ticket = ticket_of(client.get(address))
    page = client.post(address, {"ticket": ticket, "q-photo:new": jpeg()})
    assert page.status_code == 422
    first = Picture.objects.get().pk.hex
    assert f'name="q-photo" value="{first}"' in page.content.decode()

    again = {"ticket": ticket, "q-likely": "9", "q-photo": first, "q-photo:new": jpeg()}
    client.post(address, again)
    second = Picture.objects.get().pk.hex
    assert second != first
    assert Response.objects.get().answers["photo"] == second


def test_the_look_is_tokens_and_nothing_else(client, publish):
    themed = msgspec.structs.replace(
        SHORT, theme=Theme(accent="#a3195b", background="#fff8f0", radius=2, font_size=18)
    )
    page = client.get(publish(themed)).content.decode()
    sheet = re.search(r'href="(/f/look/[^"]+)"', page).group(1)
    assert sheet == "/f/look/a3195b-fff8f0-2-18.css"
    css = client.get(sheet)
    assert css.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "--accent: light-dark(#a3195b, #a3195b);" in css.content.decode()
    for wrong in ("red-x-x-x", "a3195b-x-x-99", "x", "a3195b;}-x-x-x", "ffff00-x-x-x"):
        assert client.get(f"/f/look/{wrong}.css").status_code == 404


def test_everybody_gets_the_same_link(client, publish):
    review = "https://reviews.example/us"
    linked = msgspec.structs.replace(
        SHORT,
        endings=(
            Ending("sorry", {"en": "Sorry."}, show_if=AtMost("likely", 6), link=review),
            Ending("thanks", {"en": "Thanks."}, link=review),
        ),
    )
    address = publish(linked)
    for likely in ("0", "10"):
        sent = {"ticket": ticket_of(client.get(address)), "q-likely": likely, "shown": ["why"]}
        thanks = follow(client, client.post(address, sent)).content.decode()
        assert thanks.count(f'href="{review}"') == 1


def test_words_from_an_address_are_never_markup(client, publish):
    odd = msgspec.structs.replace(
        SHORT, title={"en": "Hi {{name}} <b>"}, endings=(Ending("e", {"en": "{{name}} <i>"}),)
    )
    address = publish(odd, facts={"name": "<script>alert(1)</script>"})
    for page in (client.get(address), client.get(f"{address}thanks/?end=e")):
        assert "<script>alert" not in page.content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.content.decode()


def test_right_to_left(client, publish):
    arabic = msgspec.structs.replace(
        SHORT, languages=("en", "ar"), title={"en": "Visit", "ar": "زيارتك"}
    )
    page = client.get(f"{publish(arabic)}?lang=ar").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert "إرسال" in page


def test_rows_of_a_matrix_and_an_order_that_cannot_be(client, publish):
    definition = msgspec.structs.replace(
        EVERYTHING, pages=(Page("all", (LIKELY, ROOM, ORDER)),), one_page=True
    )
    address = publish(definition)
    ticket = ticket_of(client.get(address))
    sent = {"ticket": ticket, "q-likely": "9", "q-noise": "6", "q-light": "3"}
    ranks = {"q-order:soup": "1", "q-order:fish": "1"}
    page = client.post(address, sent | ranks)
    words = page.content.decode()
    assert page.status_code == 422
    assert "Please choose one of the answers shown." in words
    assert "Please give each place once." in words
    assert 'name="q-light" value="3" checked' in words
    client.post(address, sent | {"q-noise": "n"})
    assert Feedback.objects.get().scores == [9, NOT_USED, 3]
    assert NOT_ANSWERED not in Feedback.objects.get().scores


@pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
def test_a_whole_answer_needs_four_queries(client):
    tenant, root = make_tenant()
    with within(tenant.pk):
        version = publish_definition(
            tenant=tenant, definition=TEN, questionnaire_name="Visit", version_name="1"
        )
        address = f"/f/{make_link(version=version, location=make_node(root))}/"

    def answer():
        given = {one.code: f"q-{one.code}" for one in TEN.pages[0].questions}
        sent = {**dict.fromkeys(given.values(), "4"), "ticket": ticket_of(client.get(address))}
        return client.post(address, sent)

    answer()  # Reads the definition, and makes the month's partitions.
    with CaptureQueriesContext(connection) as queries:
        assert answer().status_code == 302
    steps = [one["sql"] for one in queries.captured_queries]
    assert len([one for one in steps if one not in {"BEGIN", "COMMIT"}]) == 4
    with within(tenant.pk):
        assert Feedback.objects.count() == 2


def test_a_survey_weighs_little(client, publish):
    address = publish(EVERYTHING, channel="kiosk")
    page = client.get(address).content
    files = re.findall(rb'(?:href|src)="/static/([^"?]+)', page)
    weight = len(page) + sum(Path(finders.find(one.decode())).stat().st_size for one in set(files))
    assert weight <= 50_000
    assert SurveyLink.objects.count() == 1
