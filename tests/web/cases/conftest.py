"""The chain of the room's tests, with people who sign in."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from heedful.base.accounts.domain import make_sign_in_link
from tests.act.cases.conftest import Chain, chain

__all__ = ["chain"]


@pytest.fixture
def enter(chain: Chain) -> Callable[[str], Client]:
    """Sign one of the chain's people in."""

    def come_in(who: str) -> Client:
        client = Client()
        client.post(make_sign_in_link(user=chain.people[who].user, now=timezone.now()))
        return client

    return come_in
