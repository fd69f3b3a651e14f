"""An organisation with one location and one series of questions, inside its fence."""

from collections.abc import Iterator

import pytest

from heedful.base.accounts.domain import new_organisation
from heedful.base.org.domain import place, rebuild_ancestry
from heedful.base.org.models import Node
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.listen.surveys.domain import ensure_version
from heedful.listen.surveys.models import QuestionnaireVersion
from heedful.listen.surveys.rules import ItemSpec

QUESTIONS = (
    ItemSpec("recommend", "Would you recommend us?", "outcome", 0, 10, "recommend", primary=True),
    ItemSpec("waiting", "Waiting time", "driver", 1, 5),
    ItemSpec("staff", "Friendliness of staff", "driver", 1, 5),
)


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    made, _owner = new_organisation(name="Harbour", email="o@example.org", time_zone="UTC")
    with within(made.pk):
        yield made


@pytest.fixture
def location(tenant: Tenant) -> Node:
    root = Node.objects.get(tenant=tenant)
    made = Node.objects.create(
        tenant=tenant, kind="location", name="Pier", code="p1", time_zone="Europe/Berlin"
    )
    place(node=made, parent=root)
    rebuild_ancestry(tenant_id=tenant.pk)
    return made


@pytest.fixture
def version(tenant: Tenant) -> QuestionnaireVersion:
    return ensure_version(tenant=tenant, questionnaire="Guest survey", version="1", items=QUESTIONS)
