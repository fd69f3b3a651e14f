from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from heedful.base.tenancy.domain import within
from heedful.flows import saved
from heedful.understand.saved.domain import save, schedule
from heedful.understand.saved.models import Snapshot
from heedful.understand.saved.rules import Every
from tests.makers import make_member, make_questionnaire, make_tenant

pytestmark = pytest.mark.django_db


def test_questions_whose_time_has_come_are_answered_one_job_each():
    tenant, root = make_tenant()
    with within(tenant.pk):
        make_questionnaire(tenant)
        past, coming = (
            save(
                owner=make_member(root),
                name="Daily",
                params={"measure": ["mean"], "days": ["7"]},
                is_shared=False,
                now=timezone.now(),
            )
            for _ in range(2)
        )
        long_ago = timezone.now() - timedelta(days=5)
        schedule(saved=past, every=Every.DAILY, on_day=0, hour=7, now=long_ago)
        schedule(saved=coming, every=Every.DAILY, on_day=0, hour=7, now=timezone.now())

    saved.answer_all(0)
    saved.answer_all(0)
    jobs = ProcrastinateJob.objects.filter(task_name=saved.ANSWER)
    assert [job.args["saved_id"] for job in jobs] == [str(past.pk)]

    saved.answer_one(str(tenant.pk), str(past.pk))
    saved.answer_one(str(tenant.pk), str(past.pk))
    with within(tenant.pk):
        assert [one.question_id for one in Snapshot.objects.all()] == [past.pk]
