import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from heedful.base.outbox.models import Heartbeat, OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import next_limit, run_until
from heedful.understand.metrics.models import DayCell
from tests.makers import make_feedback, make_node, make_questionnaire, make_tenant

# Naming the apps lets the test's flush reach the tables that Django does not manage.
database = pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
PATIENCE = 60


@pytest.fixture
def house():
    tenant, root = make_tenant()
    with within(tenant.pk):
        return tenant, make_node(root, "A"), make_questionnaire(tenant)[1]


def give(house, count=1):
    tenant, a, version = house
    with within(tenant.pk):
        for _ in range(count):
            make_feedback(version, [(a, date(2026, 3, 1), [9, 4, 5])])


def counted(house):
    with within(house[0].pk):
        return sum(cell.rows for cell in DayCell.objects.all())


def wait_for(what):
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def dispatcher():
    stop = Event()
    thread = Thread(target=run_until, args=(stop,))
    thread.start()
    yield
    stop.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()


@database
def test_what_is_given_is_counted_and_a_sign_of_life_is_left(house, dispatcher):
    give(house)
    wait_for(lambda: counted(house) == 1)

    assert Heartbeat.objects.filter(name="dispatcher").count() == 1


@database
def test_it_outlives_a_database_that_drops_its_connection(house, dispatcher):
    give(house)
    wait_for(lambda: counted(house) == 1)
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        own, theirs = connection.connection.info.backend_pid, other.info.backend_pid
        other.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and usename = current_user and pid <> all(%s)",
            [[own, theirs]],
        )

    give(house, 3)

    wait_for(lambda: counted(house) == 4)
    assert OutboxEntry.objects.count() == 0


@database
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_process_after_the_batch(house, number):
    told = connection.settings_dict
    url = f"postgresql://{told['USER']}@/{told['NAME']}?host={told['HOST']}&port={told['PORT']}"
    process = subprocess.Popen(
        [sys.executable, "-m", "heedful", "dispatch"],
        cwd=Path(__file__).parents[2],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "heedful.settings",
            "DATABASE_URL": url.removesuffix("&port="),
        },
    )
    try:
        give(house, 5)
        wait_for(lambda: counted(house) == 5)
        process.send_signal(number)
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()


@pytest.mark.parametrize(
    ("limit", "full", "seconds", "expected"),
    [
        (16, True, 0.1, 32),
        (512, True, 0.1, 512),
        (64, True, 0.6, 64),
        (64, True, 3, 32),
        (1, True, 3, 1),
        (256, False, 0.1, 16),
        (4, False, 2, 2),
    ],
)
def test_batches_grow_while_entries_are_light_and_shrink_while_they_are_heavy(
    limit, full, seconds, expected
):
    assert next_limit(limit, full=full, seconds=seconds) == expected
