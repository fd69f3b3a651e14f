"""A house whose guests' visits are told, and a programme that asks about them."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from heedful.base.customers import domain as customers
from heedful.base.customers.rules import Policy
from heedful.base.org.models import Member, Node
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.listen.invitations import domain
from heedful.listen.invitations.models import Programme
from heedful.listen.invitations.rules import Plan
from heedful.listen.invitations.visits.reading import read_visit
from heedful.listen.invitations.visits.taking import house_of, take
from heedful.listen.surveys.models import QuestionnaireVersion
from tests.makers import make_member, make_node, make_questionnaire, make_tenant

# A Wednesday; locations are in UTC.
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
ALL_ASKED = Plan(even_out=False, reminders=1)


@dataclass
class House:
    tenant: Tenant
    place: Node
    owner: Member
    version: QuestionnaireVersion
    programme: Programme

    def visit(self, key, *, at="2026-11-25 11:00", now=NOON, **given):
        """Tell of a visit as a till does; by default of a guest of its own."""
        values = {
            "location_code": self.place.code,
            "visited_at": at,
            "visit_key": key,
            "email": f"{key}@example.org",
            **given,
        }
        house = house_of(member=self.owner, now=now)
        return take(
            tenant_id=self.tenant.pk, lines=[read_visit(values, house)], source="api", now=now
        )

    def decide(self, **changes):
        plan = replace(ALL_ASKED, **changes)
        domain.change_plan(programme=self.programme, plan=plan, by=self.owner, now=NOON)

    def rules(self, **policy):
        customers.set_policy(tenant_id=self.tenant.pk, policy=Policy(**policy), now=NOON)


def open_house(*, at, **fields):
    """An organisation with a location and a running programme; call it outside of any fence."""
    tenant, root = make_tenant()
    with within(tenant.pk):
        place = make_node(root, "HS", **fields)
        _questionnaire, version = make_questionnaire(tenant)
        owner = make_member(root)
        programme = domain.make_programme(
            by=owner,
            name="After visits",
            questionnaire=version.questionnaire,
            place=root,
            now=at,
        )
        found = House(tenant, place, owner, version, programme)
        found.decide()
        domain.start(programme=programme, by=owner, now=at.replace(hour=0))
    return found


@pytest.fixture
def house(db):
    found = open_house(at=NOON, country="gb")
    with within(found.tenant.pk):
        yield found
