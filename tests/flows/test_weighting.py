import uuid
from datetime import UTC, date, datetime

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from heedful.base.tenancy.domain import within
from heedful.flows.priorities import REFRESH
from heedful.flows.traffic import NoQuestionnaire
from heedful.flows.weighting import WEIGH, way_chosen, weigh
from heedful.understand.weights.queries import chosen_way
from heedful.understand.weights.ways import Way
from tests.makers import make_feedback, make_node, make_questionnaire, make_tenant

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 1, tzinfo=UTC)


def test_a_choice_is_one_job_never_beside_a_study_and_all_else_follows():
    tenant, root = make_tenant()
    with within(tenant.pk):
        questionnaire, version = make_questionnaire(tenant)
        make_feedback(version, [(make_node(root), date(2026, 1, 5), (9, 4, 4))])
        for way in (Way.RAKED, Way.CHANCE):
            way_chosen(tenant_id=tenant.pk, way=way, by_id=uuid.uuid4(), now=NOW)
            names = {"tenant_id": tenant.pk, "questionnaire_id": questionnaire.pk}
            assert chosen_way(**names) == way

    (job,) = ProcrastinateJob.objects.all()
    assert (job.task_name, job.lock) == (WEIGH, f"{REFRESH}:{tenant.pk}")
    assert job.args == {key: str(value) for key, value in names.items()}
    weigh(**job.args)
    assert ProcrastinateJob.objects.filter(task_name=REFRESH).count() == 1


def test_without_a_questionnaire_there_is_nothing_to_choose():
    tenant, _root = make_tenant()
    with within(tenant.pk), pytest.raises(NoQuestionnaire):
        way_chosen(tenant_id=tenant.pk, way=Way.RAKED, by_id=uuid.uuid4(), now=NOW)
