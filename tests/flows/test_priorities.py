from datetime import UTC, date, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from heedful.base.outbox.domain import dispatch
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.flows import priorities
from heedful.flows.dispatch import HANDLERS
from heedful.understand.drivers.models import DriverRun
from tests.makers import make_feedback, make_node, make_questionnaire, make_tenant

NOW = datetime(2100, 1, 1, tzinfo=UTC)
DAY = date(2026, 3, 1)


@pytest.fixture
def house(db):
    tenant, root = make_tenant()
    with within(tenant.pk):
        _, version = make_questionnaire(tenant)
        rows = [
            (node, DAY, [6 + i % 5, 3 + i % 3, 2 + i % 4])
            for node in map(make_node, [root] * 2)
            for i in range(40)
        ]
        make_feedback(version, rows)
    return tenant, version


def jobs():
    found = ProcrastinateJob.objects.filter(task_name=priorities.REFRESH).order_by("id")
    return [job.args for job in found]


def test_however_often_it_is_asked_for_it_is_done_once(house):
    tenant, _ = house
    for _ in range(3):
        priorities.refresh_soon(tenant_id=tenant.pk)

    entry = OutboxEntry.objects.get()
    assert jobs() == [{"tenant_id": str(tenant.pk), "up_to": entry.pk}]


def test_priorities_wait_until_what_came_in_is_counted(house):
    tenant, version = house
    first = OutboxEntry.objects.get().pk

    assert priorities.run(tenant_id=tenant.pk, up_to=first, now=NOW) == []
    assert jobs() == [{"tenant_id": str(tenant.pk), "up_to": first}]

    dispatch(handlers=HANDLERS, now=NOW)
    with within(tenant.pk):
        make_feedback(version, [])  # what comes later is not waited for
    made = priorities.run(tenant_id=tenant.pk, up_to=first, now=NOW)
    with within(tenant.pk):
        assert [run.pk for run in made] == list(DriverRun.objects.values_list("pk", flat=True))
        assert made[0].priorities.count() == 2


def test_a_terminal_waits_for_what_another_process_counts(house):
    tenant, _ = house

    assert priorities.run_or_wait(tenant_id=tenant.pk, now=NOW) == []
    assert [args["tenant_id"] for args in jobs()] == [str(tenant.pk)]

    dispatch(handlers=HANDLERS, now=NOW)
    assert len(priorities.run_or_wait(tenant_id=tenant.pk, now=NOW)) == 1


def test_an_organisation_without_feedback_has_nothing_to_study(db):
    tenant, _ = make_tenant()

    assert priorities.run(tenant_id=tenant.pk, up_to=None, now=NOW) == []


def test_a_day_later_they_are_found_anew(house):
    tenant, _ = house
    assert priorities.old_ones(now=NOW) == [tenant.pk]
    dispatch(handlers=HANDLERS, now=NOW)
    priorities.run(tenant_id=tenant.pk, up_to=None, now=NOW)

    assert priorities.old_ones(now=NOW + timedelta(hours=19)) == []
    assert priorities.old_ones(now=NOW + timedelta(hours=21)) == [tenant.pk]


def test_the_hourly_look_asks_for_the_old_ones(house):
    tenant, _ = house

    priorities.refresh_old(timestamp=0)

    assert [args["tenant_id"] for args in jobs()] == [str(tenant.pk)]
