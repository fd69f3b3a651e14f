"""What is built anew while it is read is planned for again."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from heedful.base.tenancy.domain import within
from heedful.understand.asking.planner import serve
from heedful.understand.blocks.paths import Changing
from heedful.understand.metrics.counts import Count, Keyed
from heedful.understand.metrics.daily import DailyCells
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.queries import subject
from heedful.understand.metrics.rules import Window
from heedful.understand.metrics.scores import ItemSums
from tests.makers import make_node, make_questionnaire, make_tenant

WINDOW = Window(date(2026, 3, 2), date(2026, 3, 15))


@dataclass
class Rebuilt(DailyCells):
    """Sums that are built anew under whoever reads them, so many times."""

    times: int = 1
    tried: list[int] = field(default_factory=list)

    def count(self, count: Count) -> Keyed[ItemSums]:
        self.tried.append(len(self.tried))
        if len(self.tried) <= self.times:
            raise Changing
        return super().count(count)


@pytest.fixture
def asked(db):
    tenant, root = make_tenant()
    with within(tenant.pk):
        version = make_questionnaire(tenant)[1]
        about = subject(tenant_id=tenant.pk, questionnaire_id=version.questionnaire_id)
        place = make_node(root)
        yield Count(about, Need.ANSWERS, (WINDOW,), (place.pk,), are_locations=True)


def test_it_is_asked_again(asked):
    path = Rebuilt()
    assert len(serve(asked, [path]).counted.keys) == 0
    assert path.tried == [0, 1]


def test_what_never_ends_is_said(asked):
    with pytest.raises(Changing):
        serve(asked, [Rebuilt(times=99)])
