from datetime import UTC, date, datetime

import pytest

from heedful.base.outbox.domain import dispatch
from heedful.base.tenancy.domain import within
from heedful.flows import traffic
from heedful.flows.dispatch import HANDLERS
from heedful.understand.weights.queries import newest_study, newest_traffic
from tests.makers import make_feedback, make_node, make_questionnaire, make_tenant

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 1, tzinfo=UTC)
FILE = "location_code,trading_day,visits\nPier,2026-01-05,40\nelsewhere,2026-01-05,4\n"


def test_visits_come_from_the_terminal_and_are_studied_at_once(tmp_path, capsys):
    tenant, root = make_tenant()
    with within(tenant.pk):
        pier = make_node(root, "Pier")
        questionnaire, version = make_questionnaire(tenant)
        make_feedback(version, [(pier, date(2026, 1, 5), (9, 4, 4))] * 12)
        while dispatch(handlers=HANDLERS, now=NOW):
            pass
    file = tmp_path / "visits.csv"
    file.write_text(FILE, "utf-8")

    assert traffic.main(file, tenant=None) == 0

    said = capsys.readouterr().out
    assert said.startswith("40 visits at 1 locations, 2026-01-05 to 2026-01-05; 1 lines of no")
    with within(tenant.pk):
        names = {"tenant_id": tenant.pk, "questionnaire_id": questionnaire.pk}
        assert newest_traffic(**names).result["visits"] == 40
        assert newest_study(**names).result["metric"] == "recommend"


def test_what_is_missing_is_said(tmp_path):
    file = tmp_path / "visits.csv"
    file.write_text(FILE, "utf-8")
    assert traffic.main(file, tenant=None) == 2
    tenant, root = make_tenant()
    with within(tenant.pk):
        make_node(root, "Pier")
    assert traffic.main(file, tenant=None) == 2
    file.write_text("a\n1\n", "utf-8")
    assert traffic.main(file, tenant=None) == 2
