"""A small chain with people who work cases, and unhappy guests."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from heedful.act.cases.domain import open_case
from heedful.act.cases.models import Case, CaseChoice
from heedful.base.org.models import Member, Node
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.listen.feedback.models import Feedback
from heedful.listen.surveys.models import QuestionnaireVersion
from tests.makers import make_feedback, make_member, make_node, make_questionnaire, make_tenant

# A Wednesday.
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOURS = [[["11:00", "23:00"]]] * 7


@dataclass
class Chain:
    """One group with two locations, their managers, somebody above and a care agent."""

    tenant: Tenant
    root: Node
    north: Node
    pier: Node
    mill: Node
    version: QuestionnaireVersion
    people: dict[str, Member] = field(default_factory=dict)

    def say(self, place: Node, score: int, words: str = "Cold food") -> Feedback:
        """Feedback of somebody, just now."""
        day = date(2026, 11, 25)
        (key,) = make_feedback(self.version, [(place, day, [score, 2, 2])], comments=[words])
        return Feedback.objects.get(tenant_id=self.tenant.pk, id=key)

    def case(self, place: Node | None = None, score: int = 2, **fields) -> Case:
        return open_case(feedback=self.say(place or self.pier, score), now=NOON, **fields)

    def case_of(self, said: Feedback) -> Case:
        return open_case(feedback=said, now=NOON)

    def choices(self) -> tuple[CaseChoice, CaseChoice]:
        cause, _ = CaseChoice.objects.get_or_create(
            tenant=self.tenant, kind="cause", label="Too few people"
        )
        action, _ = CaseChoice.objects.get_or_create(
            tenant=self.tenant, kind="action", label="Called and said sorry"
        )
        return cause, action


@pytest.fixture
def chain(db) -> Iterator[Chain]:
    tenant, root = make_tenant()
    with within(tenant.pk):
        north = make_node(root, "North", location=False)
        pier = make_node(north, "Pier", opening_hours=HOURS)
        mill = make_node(north, "Mill", opening_hours=HOURS)
        _questionnaire, version = make_questionnaire(tenant)
        chain = Chain(tenant, root, north, pier, mill, version)
        chain.people = {
            "owner": make_member(root, "owner"),
            "area": make_member(north, "area_manager"),
            "manager": make_member(pier, "location_manager"),
            "agent": make_member(root, "care_agent"),
        }
        yield chain
