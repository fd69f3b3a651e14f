from dataclasses import dataclass

import pytest

from heedful.base.org.models import Member, Node
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from tests.makers import make_member, make_node, make_tenant


@dataclass(frozen=True)
class Team:
    tenant: Tenant
    root: Node
    place: Node
    boss: Member
    manager: Member


@pytest.fixture
def team(db):
    tenant, root = make_tenant()
    with within(tenant.pk):
        place = make_node(root, "Harbour Street")
        boss, manager = make_member(root), make_member(place, "location_manager")
        yield Team(tenant, root, place, boss, manager)
