"""An organisation with its owner, who signs in with a password."""

from collections.abc import Callable

import pytest
from django.test import Client

from heedful.base.accounts.domain import new_organisation
from heedful.base.accounts.models import User

PASSWORD = "correct horse battery"


@pytest.fixture
def owner(db: None) -> User:
    _tenant, user = new_organisation(
        name="Harbour", email="olga@example.org", time_zone="Europe/Berlin"
    )
    user.name = "Olga"
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    def with_password(user: User) -> Client:
        client = Client()
        told = {"login": user.email, "password": PASSWORD}
        assert client.post("/sign-in/", told).status_code == 302
        return client

    return with_password
