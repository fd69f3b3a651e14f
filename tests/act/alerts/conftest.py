"""A chain with people who look after its places, and a rule about low scores."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from heedful.act.alerts.domain import save_rule
from heedful.act.alerts.models import AlertRule, RuleKind, State
from heedful.act.alerts.rules import Condition, Score
from heedful.base.org.models import Member, Node
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.listen.surveys.models import QuestionnaireVersion
from tests.makers import make_feedback, make_member, make_node, make_questionnaire, make_tenant

NOW = datetime(2026, 11, 25, 13, tzinfo=UTC)
LOW = Score("recommend", "at_most", 6)


@dataclass(frozen=True)
class Chain:
    tenant: Tenant
    root: Node
    north: Node
    pier: Node
    mill: Node
    owner: Member
    area: Member
    manager: Member
    version: QuestionnaireVersion

    def rule(self, condition: Condition = LOW, **fields) -> AlertRule:
        values = {
            "name": "Unhappy guest",
            "kind": RuleKind.HEARD,
            "state": State.ON,
            "place": self.root,
            "now": NOW,
            **fields,
        }
        return save_rule(by=self.owner, condition=condition, **values)

    def say(self, *scores: int, place=None, who="", words="", customer=None, days_ago=0):
        """Keep one utterance of a day at noon and return its key."""
        row = (place or self.pier, NOW.date() - timedelta(days=days_ago), scores)
        (key,) = make_feedback(self.version, [row], comments=[words])
        with connection.cursor() as cursor:
            cursor.execute(
                "update listen_feedback set respondent = %s, customer_id = %s where id = %s",
                [who, customer and customer.pk, key],
            )
        return key


@pytest.fixture
def chain(db):
    tenant, root = make_tenant()
    with within(tenant.pk):
        north = make_node(root, "North", location=False)
        pier, mill = make_node(north, "Pier"), make_node(root, "Mill")
        owner, area = make_member(root), make_member(north, "area_manager")
        manager = make_member(pier, "location_manager")
        version = make_questionnaire(tenant)[1]
        yield Chain(tenant, root, north, pier, mill, owner, area, manager, version)
