"""An organisation with two regions, feedback, findings, and tokens to read them."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from heedful.base.org.models import Member, Node
from heedful.base.outbox.domain import dispatch
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.base.tokens.domain import make_token
from heedful.base.tokens.rules import Scope
from heedful.flows.dispatch import HANDLERS
from heedful.listen.surveys.models import Questionnaire
from heedful.understand.drivers.domain import compute
from tests.makers import make_feedback, make_member, make_node, make_questionnaire, make_tenant

MONDAY = date(2026, 10, 5)


@dataclass
class House:
    tenant: Tenant
    root: Node
    north: Node
    places: dict[str, Node]
    owner: Member
    questionnaire: Questionnaire
    secret: str = ""

    def token(self, *scopes: Scope, place: Node | None = None, member: Member | None = None) -> str:
        """The secret of a new token; of all scopes unless some are named."""
        with within(self.tenant.pk):
            return make_token(
                member=member or self.owner,
                name="Sheet",
                scopes=scopes or tuple(Scope),
                place=place or self.root,
                days=30,
                by=member or self.owner,
                now=timezone.now(),
            )[1]


def build(name: str = "Own") -> House:
    tenant, root = make_tenant(name)
    with within(tenant.pk):
        north = make_node(root, f"{name} North", location=False)
        south = make_node(root, f"{name} South", location=False)
        places = {
            "N1": make_node(north, f"{name} N1"),
            "N2": make_node(north, f"{name} N2"),
            "S1": make_node(south, f"{name} S1"),
        }
        questionnaire, version = make_questionnaire(tenant)
        rows, words = [], []
        for n in range(240):
            place = places[("N1", "N2", "S1")[n % 3]]
            rows.append(
                (place, MONDAY + timedelta(days=n % 40), [n % 11, n % 5 + 1, (n // 2) % 5 + 1])
            )
            words.append(f"Said {n} to a@example.org" if n % 4 == 0 else "")
        make_feedback(version, rows, comments=words)
        while dispatch(handlers=HANDLERS, now=timezone.now()):
            pass
        compute(
            tenant_id=tenant.pk,
            questionnaire_id=questionnaire.pk,
            now=datetime(2026, 11, 20, tzinfo=UTC),
        )
        owner = make_member(root)
    return House(tenant, root, north, places, owner, questionnaire)


@pytest.fixture
def house(db) -> House:
    return build()


class Program:
    """A program with a token, outside of any fence, as it comes."""

    def __init__(self, secret: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def get(self, path: str, params: Any = None, **headers: str) -> HttpResponse:
        self._leave()
        return self.client.get(f"/api/v1/{path}", params, headers=self.headers | headers)

    def post(self, path: str, body: Any) -> HttpResponse:
        self._leave()
        data = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return self.client.post(
            f"/api/v1/{path}", data, content_type="application/json", headers=self.headers
        )

    def _leave(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.tenant', '', true)")


@pytest.fixture
def program(house) -> Program:
    return Program(house.token())
