from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from heedful.base.accounts.domain import (
    FIRST_OWNER,
    first_sign_in_link,
    make_sign_in_link,
    new_organisation,
)
from heedful.base.accounts.models import SignInLink, User
from heedful.base.org.domain import change_membership
from heedful.base.org.models import Member, Node
from heedful.base.tenancy.domain import as_user, within
from heedful.base.tenancy.models import Tenant

STARTED = {
    "organisation": "Harbour Table",
    "time_zone": "Europe/Berlin",
    "name": "Olga",
    "email": "Olga@Example.org",
    "password": "correct horse battery",
}


def signed_in(client):
    return "_auth_user_id" in client.session


def test_looking_at_a_sign_in_link_does_not_spend_it(client, owner):
    link = make_sign_in_link(user=owner, now=timezone.now())

    assert client.get(link).status_code == 200
    assert client.head(link).status_code in {200, 405}
    assert SignInLink.objects.get().used_at is None
    assert not signed_in(client)


def test_pressing_the_button_signs_in_once(client, owner):
    link = make_sign_in_link(user=owner, now=timezone.now())

    assert client.post(link).headers["Location"] == "/"
    assert signed_in(client)
    again = Client()
    refused = again.post(link)
    assert refused.status_code == 410
    assert "ask whoever invited you for a new link" in refused.content.decode()
    assert not signed_in(again)


@pytest.mark.parametrize("days", [3, 400])
def test_an_old_link_lets_nobody_in(client, owner, days):
    link = make_sign_in_link(user=owner, now=timezone.now() - timedelta(days=days))
    assert client.post(link).status_code == 410


def test_an_unknown_link_lets_nobody_in(client, db):
    assert client.post("/welcome/no-such-secret/").status_code == 410


def test_the_first_owner_names_the_organisation_and_can_come_back(client, db):
    client.post(first_sign_in_link(now=timezone.now()))
    assert client.get("/").headers["Location"] == "/start/"
    tenant = Tenant.objects.get()
    with within(tenant.pk):
        assert [tenant.name, Node.objects.get().name] == ["Our organisation"] * 2

    assert client.post("/start/", STARTED).headers["Location"] == "/"

    user = User.objects.get()
    assert (user.email, user.name) == ("olga@example.org", "Olga")
    with as_user(user.pk):
        tenant = Member.objects.get().tenant
    assert (tenant.name, tenant.time_zone) == ("Harbour Table", "Europe/Berlin")
    # Nobody chose another one than is usual there.
    assert tenant.currency == "EUR"
    assert signed_in(client)
    assert client.get("/start/").headers["Location"] == "/"
    told = {"login": "olga@example.org", "password": STARTED["password"]}
    assert Client().post("/sign-in/", told).status_code == 302


def test_another_currency_than_the_usual_one(client, db):
    client.post(first_sign_in_link(now=timezone.now()))
    assert '<option value="USD">USD · US Dollar</option>' in client.get("/start/").content.decode()
    page = client.post("/start/", {**STARTED, "currency": "USD"}, follow=True)

    assert Tenant.objects.get().currency == "USD"
    assert "Amounts are in USD." in page.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("organisation", "", "This field is required."),
        ("time_zone", "Mars/Base", "Select a valid choice. Mars/Base is not one of the available"),
        ("email", "olga", "Enter a valid email address."),
        ("password", "short", "This password is too short."),
        ("password", "password1234", "This password is too common."),
    ],
)
def test_a_wrong_answer_is_told_and_the_others_are_kept(client, db, field, value, sentence):
    client.post(first_sign_in_link(now=timezone.now()))
    page = client.post("/start/", {**STARTED, field: value})

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert 'value="Olga"' in page.content.decode()
    assert User.objects.get().email == FIRST_OWNER


def test_a_taken_address_is_refused(client, owner):
    _tenant, beginner = new_organisation(name="", email=FIRST_OWNER, time_zone="UTC")
    client.post(make_sign_in_link(user=beginner, now=timezone.now()))
    page = client.post("/start/", {**STARTED, "email": "OLGA@example.org"})
    assert "Somebody here already signs in with this address." in page.content.decode()


def test_a_wrong_password_lets_nobody_in_and_says_so(client, owner):
    page = client.post("/sign-in/", {"login": owner.email, "password": "wrong"})
    assert "not correct" in page.content.decode()
    assert not signed_in(client)


def test_signing_out_needs_a_press(owner, sign_in):
    client = sign_in(owner)
    client.get("/sign-out/")
    assert signed_in(client)
    client.post("/sign-out/")
    assert not signed_in(client)


def test_nobody_signs_up_by_themselves(client, db):
    told = {"email": "new@example.org", "password1": "correct horse battery"}
    page = client.post("/sign-up/", told)
    assert "invites you with a link" in page.content.decode()
    assert User.objects.count() == 0


def test_without_mail_a_forgotten_password_has_a_next_step(client, db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    page = client.get("/password/reset/").content.decode()
    assert "Ask the owner of your organisation for a new sign-in link" in page


def test_with_mail_a_forgotten_password_is_replaced_by_a_link(client, owner, mailoutbox):
    client.post("/password/reset/", {"email": owner.email})
    link = next(line for line in mailoutbox[0].body.split() if "/password/reset/key/" in line)
    form = client.get(link.partition("testserver")[2], follow=True)
    new = "another horse battery"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

    owner.refresh_from_db()
    assert owner.check_password(new)


def test_a_new_password_ends_the_other_sessions(owner, sign_in):
    here, elsewhere = sign_in(owner), sign_in(owner)
    new = "another horse battery"

    changed = here.post(
        "/password/change/",
        {"oldpassword": "correct horse battery", "password1": new, "password2": new},
    )

    assert changed.status_code == 302
    assert here.get("/profile/").status_code == 200
    assert elsewhere.get("/profile/").headers["Location"] == "/sign-in/?next=/profile/"


def test_a_person_without_a_password_can_choose_one(client, owner):
    owner.set_password(None)
    owner.save()
    client.post(make_sign_in_link(user=owner, now=timezone.now()))

    new = "another horse battery"
    assert "Choose a password" in client.get("/profile/").content.decode()
    client.post("/password/set/", {"password1": new, "password2": new})

    owner.refresh_from_db()
    assert owner.check_password(new)


def test_another_role_ends_the_sessions(owner, sign_in):
    client = sign_in(owner)
    assert client.get("/profile/").status_code == 200

    with as_user(owner.pk):
        member = Member.objects.get(user=owner)
    with within(member.tenant_id):
        change_membership(member=member, role="analyst", scope=member.scope)

    assert client.get("/profile/").headers["Location"] == "/sign-in/?next=/profile/"
    assert not signed_in(client)


def test_a_person_can_change_their_name(owner, sign_in):
    client = sign_in(owner)
    assert client.post("/profile/", {"name": "Olga B."}).headers["Location"] == "/profile/"
    owner.refresh_from_db()
    assert owner.name == "Olga B."


def test_a_closed_account_cannot_come_in(client, owner):
    link = make_sign_in_link(user=owner, now=datetime.now(tz=UTC))
    User.objects.update(is_active=False)
    assert client.post(link).status_code == 410
