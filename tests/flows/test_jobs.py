import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from heedful.base.live.models import LiveEvent
from heedful.base.outbox.domain import dispatch
from heedful.base.outbox.models import Heartbeat
from heedful.base.tenancy.domain import within
from heedful.flows import jobs, priorities
from heedful.flows.dispatch import HANDLERS
from heedful.understand.drivers.models import DriverRun
from tests.makers import make_feedback, make_node, make_questionnaire, make_tenant

# Naming the apps lets the test's flush reach the tables that Django does not manage.
database = pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
PATIENCE = 60


def wait_for(what):
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


@database
def test_a_worker_lives_does_jobs_and_ends_when_asked():
    tenant, root = make_tenant()
    with within(tenant.pk):
        node, (_, version) = make_node(root), make_questionnaire(tenant)
        make_feedback(
            version, [(node, date(2026, 3, 1), [6 + i % 5, 3 + i % 3, 4]) for i in range(40)]
        )
    dispatch(handlers=HANDLERS, now=timezone.now())
    priorities.refresh_soon(tenant_id=tenant.pk)
    told = connection.settings_dict
    url = f"postgresql://{told['USER']}@/{told['NAME']}?host={told['HOST']}&port={told['PORT']}"
    process = subprocess.Popen(
        [sys.executable, "-m", "heedful", "work"],
        cwd=Path(__file__).parents[2],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "heedful.settings",
            "DATABASE_URL": url.removesuffix("&port="),
        },
    )
    try:
        wait_for(lambda: Heartbeat.objects.filter(name="worker").exists())

        def studied():
            with within(tenant.pk):
                return DriverRun.objects.exists()

        wait_for(studied)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()


@database
def test_the_job_of_a_dead_worker_is_done_again():
    job_id = app.configure_task(priorities.REFRESH).defer(tenant_id="0", up_to=None)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 hour')"
            " returning id"
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = %s where id = %s",
            [worker, job_id],
        )

    async_to_sync(jobs.retry_stalled.func)(timestamp=0)

    assert ProcrastinateJob.objects.get(pk=job_id).status == "todo"


@database
def test_a_sign_of_life_is_left():
    now = timezone.now()

    jobs.leave_sign(now=now)

    assert Heartbeat.objects.get(name="worker").at == now


def test_live_events_that_nobody_waits_for_are_swept_away(db):
    tenant, _ = make_tenant()
    for age in (0, 3):
        LiveEvent.objects.create(
            tenant_id=tenant.pk, topic="x", created_at=timezone.now() - timedelta(hours=age)
        )

    jobs.sweep_live_events(timestamp=0)

    assert LiveEvent.objects.count() == 1


def test_there_is_room_for_the_months_to_come(db):
    jobs.ensure_coming_months(timestamp=4_102_444_800)  # 1 January 2100

    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relname like 'listen_feedback_2100%'")
        assert {
            name for (name,) in cursor.fetchall() if name[-7:] in {"2100_01", "2100_02", "2100_03"}
        } == {
            "listen_feedback_2100_01",
            "listen_feedback_2100_02",
            "listen_feedback_2100_03",
        }


def test_every_task_is_known_by_the_name_it_is_asked_for():
    app.perform_import_paths()

    assert {"imports.run", "imports.undo", priorities.REFRESH, priorities.REFRESH_OLD} <= set(
        app.tasks
    )
