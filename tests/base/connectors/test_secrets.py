import pytest

from heedful.base.connectors.accounts.domain import change_account
from heedful.base.connectors.secrets import SecretLost, seal, unseal
from heedful.base.tenancy.domain import within
from tests.base.connectors.conftest import NOW


def test_what_is_sealed_opens_again_and_shows_nothing():
    sealed = seal({"password": "correct horse"})
    assert b"correct horse" not in sealed
    assert unseal(sealed) == {"password": "correct horse"}
    assert unseal(memoryview(sealed)) == {"password": "correct horse"}
    assert unseal(b"") == {}


def test_another_key_opens_nothing(settings):
    sealed = seal({"password": "x"})
    settings.SECRET_KEY = "another one"
    with pytest.raises(SecretLost):
        unseal(sealed)


@pytest.mark.django_db
def test_a_secret_that_is_left_empty_stays_and_a_lost_one_is_asked_for(tenant, mail, settings):
    same = {"name": "Our mail", "channels": ["email"], "options": mail.options, "now": NOW}
    with within(tenant.pk):
        change_account(account=mail, secrets={"smtp_password": "a", "imap_password": "b"}, **same)
        change_account(account=mail, secrets={"smtp_password": "c", "imap_password": ""}, **same)
        assert unseal(mail.sealed) == {"smtp_password": "c", "imap_password": "b"}
        settings.SECRET_KEY = "another one"
        with pytest.raises(SecretLost):
            change_account(
                account=mail, secrets={"smtp_password": "d", "imap_password": ""}, **same
            )
        change_account(account=mail, secrets={"smtp_password": "d", "imap_password": "e"}, **same)
        assert unseal(mail.sealed) == {"smtp_password": "d", "imap_password": "e"}
