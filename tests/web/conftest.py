"""A small chain with a year of feedback in its cells, and people who sign in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from heedful.base.accounts.domain import make_sign_in_link
from heedful.base.org.models import Member, Node
from heedful.base.outbox.domain import dispatch
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.flows.dispatch import HANDLERS
from heedful.listen.surveys.models import QuestionnaireVersion
from tests.makers import make_feedback, make_member, make_node, make_questionnaire, make_tenant

LAST = date(2026, 11, 21)


@dataclass(frozen=True)
class Chain:
    """Two areas with two places each. Pier fell in the last 90 days; Quay has hardly a voice."""

    tenant: Tenant
    root: Node
    north: Node
    south: Node
    pier: Node
    mill: Node
    quay: Node
    cove: Node
    version: QuestionnaireVersion


@pytest.fixture
def chain(db: None) -> Iterator[Chain]:
    tenant, root = make_tenant()
    with within(tenant.pk):
        root.target = 40
        root.save()
        north = make_node(root, "North", location=False)
        south = make_node(root, "South", location=False)
        pier, mill = make_node(north, "Pier"), make_node(north, "Mill")
        quay, cove = make_node(south, "Quay"), make_node(south, "Cove")
        _questionnaire, version = make_questionnaire(tenant)
        rows = []
        for back in range(180):
            day = LAST - timedelta(days=back)
            rows += [(mill, day, (10, 5, 4)), (cove, day, (7 + back % 3, 3 + back % 2, 4))]
            fallen = back < 90 and back % 10 < 8
            rows.append((pier, day, (3, 1, 4) if fallen else (9 + back % 2, 4, 5)))
        rows += [(quay, LAST - timedelta(days=back), (8, 4, 4)) for back in range(3)]
        words = [f"words {i}" for i in range(len(rows))]
        make_feedback(version, rows, comments=words)
        while dispatch(handlers=HANDLERS, now=timezone.now()):
            pass
        yield Chain(tenant, root, north, south, pier, mill, quay, cove, version)


@pytest.fixture
def enter(chain: Chain) -> Callable[[Node, str], Client]:
    """Sign somebody in who has a role at a node."""

    def come_in(scope: Node, role: str = "executive") -> Client:
        with within(chain.tenant.pk):
            member: Member = make_member(scope, role)
        client = Client()
        client.post(make_sign_in_link(user=member.user, now=timezone.now()))
        return client

    return come_in
