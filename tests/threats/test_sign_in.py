"""Threats 2, 3 and 17: sessions that outlive a change, guessing, and limits that a header lifts."""

from dataclasses import replace

import pytest
from django.conf import settings as product
from django.core.cache import cache
from django.test import Client

from heedful.base.accounts.domain import new_organisation

RIGHT, WRONG = "correct horse battery", "wrong horse battery"


@pytest.fixture
def email(db):
    cache.clear()
    _tenant, user = new_organisation(name="Harbour", email="olga@example.org", time_zone="UTC")
    user.set_password(RIGHT)
    user.save()
    yield user.email
    cache.clear()


def tried(email, password, *, peer="203.0.113.7", forwarded=""):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    told = {"login": email, "password": password}
    return Client().post("/sign-in/", told, headers=headers, REMOTE_ADDR=peer).status_code


def test_guessing_the_password_of_somebody_ends_whatever_address_it_comes_from(email):
    guesses = [tried(email, WRONG, peer=f"203.0.113.{n}") for n in range(6)]
    assert guesses == [200] * 6
    assert tried(email, RIGHT, peer="203.0.113.99") != 302


def test_the_right_password_opens_after_few_mistakes(email):
    assert [tried(email, WRONG) for _ in range(4)] == [200] * 4
    assert tried(email, RIGHT) == 302


@pytest.mark.parametrize(("hops", "opens"), [(0, False), (1, True)])
def test_a_header_names_another_client_only_behind_a_proxy_that_was_told(
    email, settings, hops, opens
):
    """Thirty mistakes about others close the way for one client; a header must not open it."""
    settings.ENVIRONMENT = replace(product.ENVIRONMENT, proxy_hops=hops)
    for n in range(31):
        tried(f"other{n}@example.org", WRONG, forwarded="198.51.100.1")
    assert tried(email, RIGHT, forwarded="198.51.100.1") != 302
    assert (tried(email, RIGHT, forwarded="198.51.100.2") == 302) is opens


def test_an_entry_in_front_of_the_proxys_own_changes_nothing(email, settings):
    settings.ENVIRONMENT = replace(product.ENVIRONMENT, proxy_hops=1)
    for n in range(31):
        tried(f"other{n}@example.org", WRONG, forwarded=f"10.9.8.{n}, 198.51.100.1")
    assert tried(email, RIGHT, forwarded="10.9.8.99, 198.51.100.1") != 302


def test_many_names_do_not_crowd_out_the_count_of_one(email):
    for _ in range(5):
        tried(email, WRONG)
    for n in range(400):
        cache.set(f"crowd-{n}", n)
    assert tried(email, RIGHT) != 302
