from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from procrastinate.contrib.django.models import ProcrastinateJob

from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import count_all
from heedful.flows.lake import SYNC, sync_all, sync_main, sync_one, verify_main
from heedful.understand.lake.models import LakeState
from tests.makers import make_feedback, make_node, make_questionnaire, make_tenant

NOW = datetime(2026, 4, 1, tzinfo=UTC)
database = pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)


@pytest.fixture
def tenant(settings, tmp_path):
    settings.LAKE = str(tmp_path)
    made, root = make_tenant()
    with within(made.pk):
        version = make_questionnaire(made)[1]
        make_feedback(version, [(make_node(root, "A"), date(2026, 3, 10), [9, 4, 5])] * 2)
    count_all()
    return made


def waiting():
    return list(ProcrastinateJob.objects.filter(task_name=SYNC).values_list("args", flat=True))


@database
def test_what_changed_is_written_by_one_job_an_organisation(tenant):
    sync_all(0)
    sync_all(0)
    assert waiting() == [{"tenant_id": str(tenant.pk)}]

    sync_one(str(tenant.pk))

    ProcrastinateJob.objects.all().delete()
    sync_all(0)
    assert waiting() == []


@database
def test_the_terminal_writes_and_verifies(tenant, capsys):
    assert verify_main(tenant=None) == 1
    assert sync_main(tenant=None, now=NOW) == 0
    assert verify_main(tenant=None) == 0

    assert capsys.readouterr().out.splitlines() == [
        "Guests 2026-03: 2 rows of feedback, 0 in the lake: differs, run heedful lake sync",
        "2 rows written.",
        "Guests 2026-03: 2 rows of feedback, 2 in the lake: ok",
    ]
    with within(tenant.pk):
        assert [state.written_at for state in LakeState.objects.all()] == [NOW]


@database
def test_an_organisation_that_is_not_there_is_said(tenant, capsys):
    assert (sync_main(tenant="Nobody", now=NOW), verify_main(tenant="Nobody")) == (2, 2)
    assert capsys.readouterr().err.count("There is no such organisation.") == 2
