"""Files brought in by jobs and from the terminal, also when the process is killed in the middle."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from rich.progress import Progress as Bar

from heedful.base.org.models import Node, NodeKind
from heedful.base.outbox.domain import dispatch
from heedful.base.tenancy.domain import within
from heedful.flows import imports
from heedful.flows.dispatch import HANDLERS
from heedful.listen.feedback.models import Feedback
from heedful.listen.imports import domain, tasks
from heedful.listen.imports.liveness import at_work
from heedful.listen.imports.models import Import, ImportState
from heedful.listen.imports.rules import Outcome
from heedful.listen.surveys.models import Questionnaire, QuestionnaireVersion
from heedful.understand.drivers.models import DriverRun
from heedful.understand.metrics.domain import Differences, verify
from heedful.understand.metrics.models import DayCell
from tests.makers import make_tenant

# Naming the apps lets the test's flush reach the tables that Django does not manage.
database = pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[2] / "examples"
ROWS = 20_000
MAPPING = """\
title = "Guests"
[location]
columns = ["place"]
[when]
column = "day"
[[items]]
code = "overall"
column = "overall"
role = "outcome"
scale = [1, 5]
[[items]]
code = "wait"
column = "wait"
role = "driver"
scale = [1, 5]
"""
# Is killed at any moment, at the latest where it waits for that.
CHILD = """\
import signal
import uuid
from datetime import UTC, datetime
import django
django.setup()
from heedful.listen.imports.domain import run_import
run_import(
    tenant_id=uuid.UUID("{tenant}"),
    import_id=uuid.UUID("{entry}"),
    now=datetime(2026, 11, 22, 12, tzinfo=UTC),
    progress=lambda read: signal.pause() if read.rows > {rows} else None,
)
"""


def a_table(rows: int) -> str:
    lines = (
        f"Place {n % 7},2026-{n % 10 + 1:02}-{n % 27 + 1:02},{n % 5 + 1},{n // 3 % 5 + 1}\n"
        for n in range(rows)
    )
    return "place,day,overall,wait\n" + "".join(lines)


@pytest.fixture
def tenant():
    return make_tenant()[0]


def bring(tenant, rows) -> Import:
    with within(tenant.pk):
        entry = domain.bring_file(
            tenant_id=tenant.pk, by_id=None, file_name="x.csv", chunks=[a_table(rows).encode()]
        )
        domain.set_mapping(entry=entry, toml=MAPPING)
        domain.queue_import(entry=entry)
    return entry


def hand_out():
    while dispatch(handlers=HANDLERS, now=timezone.now()):
        pass


def address() -> str:
    told = connection.settings_dict
    port = f"&port={told['PORT']}" if told["PORT"] else ""
    login = f"{told['USER']}:{told['PASSWORD']}".rstrip(":")
    return f"postgresql://{login}@/{told['NAME']}?host={told['HOST']}{port}"


def rows_of(tenant, entry) -> int:
    with within(tenant.pk):
        return Import.objects.get(pk=entry.pk).rows_new


@database
def test_an_import_killed_in_the_middle_goes_on_and_counts_every_row_once(tenant):
    entry = bring(tenant, ROWS)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD.format(tenant=tenant.pk, entry=entry.pk, rows=ROWS // 2)],
        env=os.environ
        | {
            "DATABASE_URL": address(),
            "DJANGO_SETTINGS_MODULE": "heedful.settings",
            "HEEDFUL_HOME": str(settings.ENVIRONMENT.home),
        },
    )
    try:
        deadline = time.monotonic() + 120
        while not rows_of(tenant, entry):
            assert child.poll() is None, "the child ended before it was killed"
            assert time.monotonic() < deadline, "the child does not get on"
            time.sleep(0.01)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    before = rows_of(tenant, entry)
    assert 0 < before < ROWS

    outcome = domain.run_import(tenant_id=tenant.pk, import_id=entry.pk, now=NOW)

    assert outcome == Outcome(new=ROWS, changed=0, same=0, rejected=0)
    hand_out()
    with within(tenant.pk):
        assert Feedback.objects.count() == ROWS
        assert sum(DayCell.objects.values_list("rows", flat=True)) == ROWS
        assert verify(tenant.pk) == Differences([], [])


@database
def test_a_job_reads_the_file_and_asks_for_priorities(tenant):
    entry = bring(tenant, 100)

    imports.run(tenant_id=str(tenant.pk), import_id=str(entry.pk))

    with within(tenant.pk):
        entry.refresh_from_db()
    assert (entry.state, entry.rows_new) == (ImportState.DONE, 100)
    assert [job.task_name for job in ProcrastinateJob.objects.all()] == ["priorities.refresh"]


@database
def test_a_job_takes_out_what_a_file_added(tenant):
    entry = bring(tenant, 100)
    domain.run_import(tenant_id=tenant.pk, import_id=entry.pk, now=NOW)
    with within(tenant.pk):
        domain.queue_undo(entry=entry, by_id=None, now=NOW)

    imports.undo(tenant_id=str(tenant.pk), import_id=str(entry.pk))

    hand_out()
    with within(tenant.pk):
        assert Feedback.objects.count() == 0
        assert sum(DayCell.objects.values_list("rows", flat=True)) == 0


@pytest.fixture
def files(tmp_path):
    file, mapping = tmp_path / "guests.csv", tmp_path / "guests.toml"
    file.write_text(a_table(3_000))
    mapping.write_text(MAPPING)
    return file, mapping


@database
def test_a_file_from_the_terminal_is_counted_and_studied(tenant, files, capsys):
    file, mapping = files

    first = imports.main([file], [mapping], tenant=None)
    again = imports.main([file], [mapping], tenant=tenant.name)

    assert (first, again) == (0, 0)
    assert capsys.readouterr().out == (
        "guests.csv: 3,000 new, 0 changed, 0 unchanged, 0 rejected\n"
        "guests.csv: 0 new, 0 changed, 3,000 unchanged, 0 rejected\n"
    )
    with within(tenant.pk):
        assert sum(DayCell.objects.values_list("rows", flat=True)) == 3_000
        assert DriverRun.objects.count() == 2


@database
@pytest.mark.parametrize("stop", [KeyboardInterrupt, OperationalError])
def test_a_file_of_the_terminal_that_is_interrupted_can_be_started_again(
    tenant, files, monkeypatch, stop
):
    def stops(*_args, **_kwargs):
        raise stop

    file, mapping = files
    with monkeypatch.context() as patch:
        patch.setattr(Bar, "update", stops)  # the person stops it while it tells how far it is
        with pytest.raises(stop):
            imports.main([file], [mapping], tenant=None)

    with within(tenant.pk):
        entry = Import.objects.get()
        assert (entry.state, entry.rows_new) == (ImportState.FAILED, 3_000)
        assert "interrupted" in entry.error
        domain.queue_import(entry=entry)
    assert domain.run_import(tenant_id=tenant.pk, import_id=entry.pk, now=NOW).new == 3_000


@database
@pytest.mark.parametrize("state", [ImportState.QUEUED, ImportState.RUNNING, ImportState.UNDOING])
def test_only_what_nobody_works_on_is_taken_for_interrupted(tenant, state):
    entry = bring(tenant, 10)
    with within(tenant.pk):
        Import.objects.update(state=state)
        entry.refresh_from_db()
        with at_work(import_id=entry.pk):
            assert domain.settle(entry=entry).state == state
        tasks.defer_run(entry=entry)
        assert domain.settle(entry=entry).state == state
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set status = 'cancelled'")

        assert domain.settle(entry=entry).state == ImportState.FAILED
        assert "interrupted" in entry.error


@database
def test_what_is_wrong_is_told_in_a_sentence(tenant, files, capsys):
    file, mapping = files
    make_tenant("Else")

    assert imports.main([file], [mapping], tenant=None) == 2
    assert imports.main([file], [mapping], tenant="Nobody") == 2
    mapping.write_text("title = 1")
    assert imports.main([file], [mapping], tenant=tenant.name) == 2

    told = " ".join(capsys.readouterr().err.split())
    assert "Say which organisation with --tenant: “Else”, “Harbour Table”." in told
    assert "There is no such organisation." in told
    assert "title: must be a text in quotation marks, and not a blank one." in told


@database
def test_years_of_a_real_survey_with_other_columns_make_one_series(tenant, real_data, capsys):
    files = [
        real_data / "sfo_customer_survey" / f"{year}_SFO_Customer_Survey_20250817.csv.gz"
        for year in (2010, 2017, 2018)
    ]
    mappings = [EXAMPLES / "sfo" / f"{year}.toml" for year in (2010, 2017, 2018)]

    assert imports.main(files, mappings, tenant=None) == 0

    assert [line.partition(": ")[2] for line in capsys.readouterr().out.splitlines()] == [
        "3,234 new, 0 changed, 0 unchanged, 0 rejected",
        "2,831 new, 0 changed, 0 unchanged, 0 rejected",
        "2,809 new, 0 changed, 0 unchanged, 0 rejected",
    ]
    with within(tenant.pk):
        places = Node.objects.filter(kind=NodeKind.LOCATION).order_by("name")
        assert [place.name for place in places] == [f"Boarding area {area}" for area in "ABCDEFG"]
        assert Questionnaire.objects.count() == 1
        assert QuestionnaireVersion.objects.count() == 3
        assert sum(DayCell.objects.values_list("rows", flat=True)) == 3_234 + 2_831 + 2_809
        assert verify(tenant.pk) == Differences([], [])
