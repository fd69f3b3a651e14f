"""Addresses are made together, printed within the hour, and known by their hash afterwards."""

import csv
import dataclasses
import io
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from heedful.base.org.models import Node
from heedful.base.tenancy.domain import within
from heedful.listen.authoring import codes, domain, handing, publishing
from heedful.listen.authoring.forms.handing import site_of
from heedful.listen.authoring.models import Handout
from heedful.listen.authoring.rules import PRINTABLE, TooMany, labels_of
from heedful.listen.surveys.models import SurveyLink
from heedful.listen.surveys.rules import token_hash
from tests.listen.authoring.conftest import NOON
from tests.makers import make_node


@pytest.fixture
def root(owner, location) -> Node:
    make_node(owner.scope, "=Quay & <b>Co</b>")
    return owner.scope


@pytest.fixture
def published(survey, owner):
    step, _definition = domain.present(survey=survey)
    publishing.publish(survey=survey, seen=step.pk, by=owner, now=NOON)
    survey.refresh_from_db()
    return survey


@pytest.fixture
def hand_out(published, owner, root):
    def hand_out(**told):
        return handing.hand_out(
            survey=published, by=owner, now=NOON, **{"node": root, "channel": "qr", **told}
        )

    return hand_out


def test_each_location_and_label_gets_an_address_of_its_own(hand_out):
    handout = hand_out(labels=["Bar", "Table 1"])

    addresses = handing.addresses_of(handout=handout, now=NOON)
    assert [(one.place, one.label) for one in addresses] == [
        ("=Quay & <b>Co</b>", "Bar"),
        ("=Quay & <b>Co</b>", "Table 1"),
        ("Pier", "Bar"),
        ("Pier", "Table 1"),
    ]
    kept = {bytes(link.token_hash): link.label for link in SurveyLink.objects.all()}
    assert kept == {token_hash(one.token): one.label for one in addresses}


def test_what_is_kept_of_the_secrets_cannot_be_read_and_goes_after_an_hour(hand_out, owner):
    handout = hand_out()
    (one, *_rest) = handing.addresses_of(handout=handout, now=NOON)

    assert one.token.encode() not in bytes(handout.sealed)
    with pytest.raises(handing.Forgotten):
        handing.addresses_of(handout=handout, now=NOON + PRINTABLE)
    assert handing.forget_old(tenant_id=owner.tenant_id, now=NOON + timedelta(minutes=59)) == 0
    assert handing.forget_old(tenant_id=owner.tenant_id, now=NOON + PRINTABLE) == 1
    handout.refresh_from_db()
    assert (handout.sealed, handout.state) == (None, "gone")


def test_many_are_made_by_a_job_that_goes_on_where_it_was_cut_off(hand_out, monkeypatch):
    monkeypatch.setattr(handing, "AT_ONCE", 3)
    handout = hand_out(labels=["A", "B", "C"])
    assert (handout.state, handout.made, handout.total) == ("waiting", 0, 6)

    assert handing.make_more(handout_id=handout.pk, now=NOON, most=4)
    assert Handout.objects.get().made == 4
    assert not handing.make_more(handout_id=handout.pk, now=NOON, most=4)
    assert not handing.make_more(handout_id=handout.pk, now=NOON, most=4)

    handout.refresh_from_db()
    found = handing.addresses_of(handout=handout, now=NOON)
    assert len({(one.place, one.label) for one in found}) == SurveyLink.objects.count() == 6


def test_nothing_is_handed_out_before_it_is_published(survey, owner, root):
    with pytest.raises(handing.NotPublished):
        handing.hand_out(survey=survey, node=root, channel="qr", by=owner, now=NOON)


def test_a_group_without_locations_has_no_addresses(hand_out, owner):
    empty = make_node(owner.scope, "Empty", location=False)

    with pytest.raises(handing.NoLocation):
        hand_out(node=empty)


def test_labels_are_read_from_lines_commas_and_ranges():
    assert labels_of("Bar, Table 9-11\nBar\n\n7..5") == [
        "Bar",
        "Table 9",
        "Table 10",
        "Table 11",
        "7..5",
    ]
    with pytest.raises(TooMany):
        labels_of("T 1-500, Bar")


def test_sites_are_origins_and_nothing_else():
    assert site_of("www.example.org/path?x") == "https://www.example.org"
    assert site_of("http://localhost:8080") == "http://localhost:8080"
    for wrong in ("javascript:alert(1)", "https://", "https://a b", "https://x;y", "'self'", "*"):
        assert site_of(wrong) is None


@pytest.fixture
def client(owner) -> Client:
    client = Client()
    client.force_login(owner.user)
    return client


@pytest.fixture
def made(hand_out, monkeypatch):
    handout = hand_out()
    Handout.objects.update(forget_at=handout.forget_at + timedelta(days=9999))
    return handout


def test_sheets_and_files_hold_the_addresses_and_nothing_runs(client, published, made, owner):
    def get(name, *more):
        return client.get(reverse(name, args=[published.pk, made.pk, *more]))

    for size in ("page", "cards", "stickers"):
        page = get("survey-sheet", size).content.decode()
        assert page.count("<svg") == 2
        assert "=Quay &amp; &lt;b&gt;Co&lt;/b&gt;" in page
    table = get("survey-codes", "csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    assert [row[0] for row in rows] == ["location", "'=Quay & <b>Co</b>", "Pier"]
    packed = zipfile.ZipFile(io.BytesIO(get("survey-codes", "png").content))
    assert packed.namelist() == ["addresses.csv", "00001-Quay-b-Co-b.png", "00002-p1.png"]
    with Image.open(packed.open("00002-p1.png")) as picture:
        assert picture.format == "PNG"
    assert get("survey-codes", "exe").status_code == get("survey-sheet", "x").status_code == 404


def test_forgotten_codes_are_not_shown_again(client, published, made, owner):
    client.post(reverse("survey-handout-forget", args=[published.pk, made.pk]))

    page = client.get(reverse("survey-handout", args=[published.pk, made.pk]))
    assert "only fingerprints are kept" in page.content.decode()
    assert (
        client.get(reverse("survey-codes", args=[published.pk, made.pk, "csv"])).status_code == 404
    )


def test_a_revoked_address_is_closed_and_others_stay(client, published, made, owner):
    with within(owner.tenant_id):
        link = SurveyLink.objects.get(location__code="p1")
    told = {"link": [bytes(link.token_hash).hex(), "zz", "00"]}
    client.post(reverse("survey-links-revoke", args=[published.pk]), told)

    with within(owner.tenant_id):
        open_ones = SurveyLink.objects.filter(closed_at=None)
        assert [one.location.code for one in open_ones] == ["=Quay & <b>Co</b>"]


def test_a_code_is_read_as_its_address():
    drawn = codes.drawing("https://example.org/f/abc")

    assert drawn.startswith("<svg")
    assert "style=" not in drawn


@pytest.mark.parametrize(
    ("public", "host", "address", "warns"),
    [
        ("", "127.0.0.1:8000", "http://127.0.0.1:8000/f/", True),
        ("", "heedful.example", "http://heedful.example/f/", False),
        ("https://ask.example", "127.0.0.1:8000", "https://ask.example/f/", False),
    ],
)
def test_codes_lead_where_guests_can_go(
    client, published, made, settings, public, host, address, warns
):
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, public_url=public)
    settings.ALLOWED_HOSTS = ["*"]

    shown = client.get(
        reverse("survey-handout", args=[published.pk, made.pk]), headers={"host": host}
    )

    assert all(at.startswith(address) for _one, at, _code in shown.context["addresses"])
    assert ("cannot reach them" in shown.content.decode()) is warns
