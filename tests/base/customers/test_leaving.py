"""The address in a message at which a customer ends further asks."""

import html
from datetime import UTC, datetime

import pytest
from django.test import Client

from heedful.base.customers import domain
from heedful.base.customers.models import ContactEntry, UnsubscribeLink
from heedful.base.customers.wording import wordings
from heedful.base.tenancy.domain import within
from tests.makers import make_tenant

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def guest():
    tenant, _root = make_tenant()
    with within(tenant.pk):
        return domain.find_or_make(
            tenant_id=tenant.pk, identities=[("email", "a@example.org"), ("phone", "+442079460000")]
        )


@pytest.fixture
def address(guest):
    token = domain.unsubscribe_link(
        tenant_id=guest.tenant_id, customer_id=guest.pk, channel="email"
    )
    return f"/u/{token}"


def told(guest, channel="email"):
    verdict = domain.would_contact(
        tenant_id=guest.tenant_id,
        customer_id=guest.pk,
        channel=channel,
        purpose="service",
        now=NOON,
    )
    return None if verdict is None else verdict.reason.value


def test_opening_changes_nothing_and_one_click_ends_it(guest, address):
    # Mail programs bring neither a session nor a token of a form.
    client = Client(enforce_csrf_checks=True)
    page = client.get(address)
    assert (page.status_code, told(guest)) == (200, None)
    assert "no-store" in page["Cache-Control"]
    click = client.post(address, {"List-Unsubscribe": "One-Click"})
    assert (click.status_code, told(guest), told(guest, "sms")) == (200, "opted_out", None)
    client.post(address, {"List-Unsubscribe": "One-Click"})
    with within(guest.tenant_id):
        assert ContactEntry.objects.filter(outcome="opted_out").count() == 1


def test_it_can_be_undone_and_gives_no_agreement_that_was_not_there(guest, address):
    client = Client()
    client.post(address, {"everywhere": "1"})
    assert (told(guest), told(guest, "sms")) == ("opted_out", "opted_out")
    page = client.post(address, {"back": "1"})
    assert (page.status_code, told(guest), told(guest, "sms")) == (200, None, None)
    verdict = domain.would_contact(
        tenant_id=guest.tenant_id, customer_id=guest.pk, channel="sms", purpose="survey", now=NOON
    )
    assert verdict.reason == "no_consent"


def test_other_addresses_lead_nowhere(guest, address):
    client = Client()
    assert client.get("/u/x").status_code == 404
    other = address[:-1] + ("_" if address[-1] != "_" else "-")
    assert client.post(other, {"everywhere": "1"}).status_code == 404
    assert told(guest) is None


def test_only_a_hash_is_kept_and_it_goes_with_the_person(guest, address):
    (kept,) = UnsubscribeLink.objects.values_list("token_hash", flat=True)
    assert bytes(kept) != address.removeprefix("/u/").encode()
    domain.erase(tenant_id=guest.tenant_id, customer_id=guest.pk, now=NOON)
    assert Client().get(address).status_code == 404


def test_the_page_speaks_the_language_of_the_browser(guest, address):
    said = {}
    for language in wordings():
        client = Client(headers={"Accept-Language": f"xx,{language}-XX;q=0.8"})
        said[language] = client.get(address).content.decode()
    for language, page in said.items():
        assert f'<html lang="{language}"' in page
        assert wordings()[language]["ask"] in html.unescape(page)
    assert 'lang="ar" dir="rtl"' in said["ar"]
    wrong = Client(headers={"Accept-Language": "de-AT"}).get("/u/x").content.decode()
    assert wordings()["de"]["incomplete"] in wrong


def test_every_language_says_everything():
    names = {language: list(said) for language, said in wordings().items()}
    assert names == dict.fromkeys(wordings(), names["en"])
