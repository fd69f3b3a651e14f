from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection

from heedful.base.outbox.domain import beat
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import count_all
from heedful.ops import health, tables
from heedful.ops.migrate import known_migrations
from tests.makers import make_feedback, make_node, make_questionnaire, make_tenant

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def inside():
    """The raw connection below Django's, so that what a test changes is rolled back after it."""
    connection.ensure_connection()
    return connection.connection


def found(inside, *, is_running=True):
    return {finding.name: finding for finding in tables.examine(inside, is_running=is_running)}


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def well(findings):
    return {name: finding.is_well for name, finding in findings.items()}


def test_a_stopped_house_without_faults_is_well(inside):
    assert well(found(inside, is_running=False)) == {
        "database": True,
        "role": True,
        "migrations": True,
        "fences": True,
        "outbox": True,
        "jobs": True,
        "lake": True,
    }


def test_a_running_house_must_give_signs_of_life(inside):
    # That of the database's clock at which all that follows is judged.
    (now,) = inside.execute("select now()").fetchone()
    beat(name="dispatcher", now=now - timedelta(seconds=90))

    findings = found(inside)

    assert (findings["dispatcher"].says, findings["dispatcher"].is_well) == (
        "alive 90 s ago",
        False,
    )
    assert findings["worker"].says == "has given no sign yet"
    beat(name="dispatcher", now=now)
    beat(name="worker", now=now)
    assert set(well(found(inside)).values()) == {True}


def test_an_opened_fence_is_named(inside):
    _, fenced = known_migrations()
    execute("alter table base_node no force row level security")
    execute("alter table base_brand disable row level security")
    execute("drop policy tenant on listen_item")

    finding = found(inside)["fences"]

    assert finding.says == "open between organisations: base_brand, base_node, listen_item"
    assert len(fenced) > 10


def test_a_missing_and_a_newer_migration_are_told_apart(inside):
    execute("delete from django_migrations where app = 'base' and name = '0002_fence'")
    assert found(inside)["migrations"].says == "1 are missing"

    execute(
        "insert into django_migrations (app, name, applied) values ('base', '0002_fence', now())"
    )
    execute("insert into django_migrations (app, name, applied) values ('base', '0900_x', now())")
    assert found(inside)["migrations"].says == (
        "the database is newer than this version (base.0900_x)"
    )


def test_what_waits_too_long_or_was_given_up_is_wrong(inside):
    put = (
        "insert into base_outbox (tenant_id, topic, key, payload, created_at, due_at, parked_at)"
        " values (gen_random_uuid(), 't', gen_random_uuid(), '{{}}', now() - interval '{}',"
        " now() - interval '{}', {})"
    )
    execute(put.format("2 minutes", "2 minutes", "null"))

    assert found(inside, is_running=False)["outbox"].is_well
    late = found(inside)["outbox"]
    assert (late.says, late.is_well) == ("1 waiting, the oldest for 120 s, 0 given up", False)
    execute("delete from base_outbox")
    execute(put.format("1 day", "1 day", "now()"))
    assert not found(inside, is_running=False)["outbox"].is_well


def test_a_lake_that_is_not_written_for_long_is_wrong(inside):
    tenant, root = make_tenant()
    with within(tenant.pk):
        version = make_questionnaire(tenant)[1]
        make_feedback(version, [(make_node(root), date(2026, 3, 1), [9, 4, 5])] * 2)
        OutboxEntry.objects.update(due_at=NOW)
        count_all()
        assert found(inside)["lake"].says == "1 days wait to be written, for 0 min"
        assert found(inside)["lake"].is_well
        execute("update understand_lake_mark set marked_at = now() - interval '40 minutes'")

    assert found(inside)["lake"].says == "1 days wait to be written, for 40 min"
    assert [found(inside, is_running=on)["lake"].is_well for on in (True, False)] == [False, True]


def test_failed_and_stalled_jobs_are_wrong(inside):
    put = "insert into procrastinate_jobs (queue_name, task_name, status) values ('q', 't', '{}')"
    execute(put.format("todo"))
    assert found(inside)["jobs"].is_well
    execute(put.format("doing"))
    assert found(inside)["jobs"].says == "1 waiting, 0 failed, 1 stalled"
    execute("delete from procrastinate_jobs")
    execute(put.format("failed"))
    execute('update procrastinate_jobs set args = \'{"tenant_id": "0"}\'')
    assert found(inside)["jobs"].says == "0 waiting, 1 failed, 0 stalled"
    assert found(inside)["jobs"].advice == tables.PAGE_OF_JOBS


def test_failed_jobs_of_the_house_are_wrong_for_a_day(inside):
    execute("insert into procrastinate_jobs (queue_name, task_name) values ('house', 't')")
    execute("update procrastinate_jobs set status = 'doing'")
    execute("update procrastinate_jobs set status = 'failed'")
    wrong = found(inside)["jobs"]
    assert (wrong.says, wrong.advice) == (
        "0 waiting, 1 failed, 0 stalled",
        "Look into logs/worker.log of the data folder.",
    )

    execute("update procrastinate_events set at = now() - interval '2 days'")
    assert found(inside)["jobs"].is_well


def test_a_superuser_is_no_role_to_work_as(postgres):
    told = psycopg.conninfo.conninfo_to_dict(postgres)
    with psycopg.connect(**told | {"user": "postgres"}) as powerful:
        finding = tables.role(powerful)

    assert (finding.is_well, finding.says) == (
        False,
        "postgres passes the fences between organisations",
    )


def test_ready_means_tables_and_signs_of_life():
    assert health.problems(now=NOW) == [
        "The dispatcher has not started yet.",
        "The worker has not started yet.",
    ]

    beat(name="dispatcher", now=NOW - timedelta(seconds=31))
    beat(name="worker", now=NOW - timedelta(seconds=29))
    assert health.problems(now=NOW) == ["The dispatcher has been silent for 31 seconds."]

    beat(name="dispatcher", now=NOW)
    assert health.problems(now=NOW) == []


def test_missing_migrations_keep_it_from_being_ready(monkeypatch):
    monkeypatch.setattr(health, "_migrated", set())
    execute("delete from django_migrations where app = 'understand'")

    assert health.problems(now=NOW) == ["The database is not up to date. Run: heedful migrate"]


def test_a_database_that_is_away_is_said(monkeypatch):
    from django.db import OperationalError

    def away():
        raise OperationalError

    monkeypatch.setattr(health, "connection", SimpleNamespace(cursor=away))

    assert health.problems(now=NOW) == ["The database does not answer."]
