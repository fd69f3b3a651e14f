from datetime import UTC, date, datetime, timedelta

import pytest

from heedful.base.outbox.domain import dispatch
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import HANDLERS
from tests.makers import make_feedback, make_node, make_questionnaire, make_tenant

NOW = datetime(2026, 2, 1, tzinfo=UTC)
MONDAY = date(2026, 1, 5)


@pytest.fixture
def pair(db):
    """Two places; on Mondays guests are happy and answer, on Tuesdays neither."""
    tenant, root = make_tenant()
    with within(tenant.pk):
        part = make_node(root, "part", location=False)
        pier, mill = make_node(part, "pier"), make_node(root, "mill")
        questionnaire, version = make_questionnaire(tenant)
        rows = []
        for week in range(4):
            monday = MONDAY + timedelta(weeks=week)
            for place, low in ((pier, 4), (mill, 6)):
                rows += [(place, monday, (10, 5, 5))] * 20
                rows += [(place, monday + timedelta(days=1), (low, 2, 3))] * 5
        make_feedback(version, rows)
        while dispatch(handlers=HANDLERS, now=NOW):
            pass
        yield tenant, root, part, questionnaire, (pier, mill)
