"""How fast a token may ask, over all processes together."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection

from heedful.base.tenancy.domain import within
from heedful.base.tokens.domain import make_token, spend
from heedful.base.tokens.models import AccessToken
from heedful.base.tokens.rules import Allowance, Limit, Scope
from tests.makers import make_member, make_tenant

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def token_of() -> AccessToken:
    tenant, root = make_tenant()
    with within(tenant.pk):
        member = make_member(root)
        told = {"name": "Sheet", "scopes": [Scope.METRICS], "place": root, "days": 30}
        return make_token(member=member, by=member, now=NOW, **told)[0]


def spent(token: AccessToken, limit: Limit, seconds: float) -> Allowance:
    return spend(token=token, limit=limit, now=NOW + timedelta(seconds=seconds))


def test_as_many_as_allowed_at_once_and_then_one_by_one(db):
    token, limit = token_of(), Limit(3, 60)
    found = [spent(token, limit, at) for at in (0, 0, 0, 0, 19, 20, 20)]
    assert [one.allowed for one in found] == [True, True, True, False, False, True, False]
    assert [one.left for one in found] == [2, 1, 0, 0, 0, 0, 0]
    assert [one.wait for one in found if not one.allowed] == [20, 1, 20]


def test_a_number_that_does_not_divide_the_time_is_allowed_in_full(db):
    token, limit = token_of(), Limit(7, 60)
    assert [spent(token, limit, 0).left for _ in range(7)] == [6, 5, 4, 3, 2, 1, 0]
    assert spent(token, limit, 0) == Allowance(allowed=False, left=0, wait=9)


def test_each_has_its_own(db):
    one, other, limit = token_of(), token_of(), Limit(1, 60)
    assert spent(one, limit, 0).allowed
    assert spent(other, limit, 0).allowed
    assert spent(one, limit, 0) == Allowance(allowed=False, left=0, wait=60)
    assert spent(one, limit, 60).allowed


@pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
def test_many_processes_share_one_count():
    token, limit = token_of(), Limit(10, 60)
    found: list[bool] = []

    def ask() -> None:
        try:
            found.extend(spent(token, limit, 0).allowed for _ in range(5))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(found) == [False] * 10 + [True] * 10
